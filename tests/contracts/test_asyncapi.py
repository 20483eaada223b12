"""docs/asyncapi.json has the form of AsyncAPI 3.0, by our own small schema of what we use, and its references lead.

The whole official schema has accepted it too; docs/reliability.md has the command.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

DOCUMENT = json.loads((Path(__file__).parents[2] / "docs" / "asyncapi.json").read_text())
REFERENCE = {
    "type": "object",
    "required": ["$ref"],
    "additionalProperties": False,
    "properties": {"$ref": {"type": "string"}},
}


def closed(required: list[str], **properties: Any) -> dict[str, Any]:
    """An object with these properties alone."""
    return {"type": "object", "required": required, "properties": properties, "additionalProperties": False}


def each(schema: dict[str, Any]) -> dict[str, Any]:
    """An object all of whose values fit."""
    return {"type": "object", "minProperties": 1, "additionalProperties": schema}


TEXT = {"type": "string", "minLength": 1}
EXCHANGE = closed(["name", "type"], name=TEXT, type={"enum": ["topic"]}, durable={"type": "boolean"})
BINDINGS = closed(["amqp"], amqp=closed(["is", "exchange"], **{"is": {"const": "routingKey"}, "exchange": EXCHANGE}))
SCHEMA = closed(
    ["asyncapi", "info", "channels", "operations", "components"],
    asyncapi={"const": "3.0.0"},
    info=closed(["title", "version"], title=TEXT, version=TEXT, license=closed(["name"], name=TEXT)),
    defaultContentType=TEXT,
    channels=each(closed(["address", "messages"], address=TEXT, messages=each(REFERENCE), bindings=BINDINGS)),
    operations=each(closed(["action", "channel"], action={"enum": ["send", "receive"]}, channel=REFERENCE)),
    components=closed(
        ["messages", "schemas"],
        messages=each(
            closed(
                ["name", "payload"],
                name=TEXT,
                title=TEXT,
                summary=TEXT,
                contentType=TEXT,
                payload={"type": "object"},
            )
        ),
        schemas=each({"type": "object"}),
    ),
)


def test_the_document_has_the_form_of_asyncapi_3() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    Draft202012Validator(SCHEMA).validate(DOCUMENT)


def test_every_reference_leads_somewhere_and_every_schema_is_one() -> None:
    for reference in references(DOCUMENT):
        found: Any = DOCUMENT
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]
    for schema in DOCUMENT["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def references(value: Any) -> Iterator[str]:
    """Every `$ref` below."""
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)
