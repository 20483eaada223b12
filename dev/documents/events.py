"""The events as a page for people (docs/events.md) and as AsyncAPI 3.0 (docs/asyncapi.json).

In: `shared.events`. Out: the two texts.
"""

import inspect
from typing import Any

import msgspec

from dev.documents.json_text import as_json
from shared.events import CONSUMERS, EVENTS, Event
from shared.messaging import topology

HEAD = """# Events

Generated from `shared/events/` by `python -m dev.documents`; do not edit.

Services speak through these events alone. Each is a fact with a version; its type is its routing key on the topic
exchange `{exchange}`. A message is a CloudEvents 1.0 JSON document (`specversion`, `id`, `source`, `type`,
`subject`, `time`, `data`) with three attributes more: `sequence` orders the events of one subject, `correlationid`
ties them to the request they came from, `traceparent` is W3C Trace Context. A message is persistent, its id is the
event's id, and it may come more than once: what has been taken in is remembered by that id.

No readable address travels: `Address` is a keyed digest and a copy that only notify can open.
"""


def page() -> str:
    """docs/events.md."""
    parts = [HEAD.format(exchange=topology.EVENTS_EXCHANGE), "## Who sends, who reads\n", _table(), "\n## Each event\n"]
    parts += [_section(event) for event in EVENTS.values()]
    return "\n".join(parts).rstrip() + "\n"


def asyncapi(version: str) -> str:
    """docs/asyncapi.json: AsyncAPI 3.0.0, one channel an event, one operation a sender and a reader."""
    schemas = _schemas()
    messages = {
        event.type: {
            "name": event.type,
            "title": event.__name__,
            "summary": _sentence(event),
            "contentType": "application/cloudevents+json",
            "payload": _envelope_schema(event),
        }
        for event in EVENTS.values()
    }
    document = {
        "asyncapi": "3.0.0",
        "info": {"title": "Paddock events", "version": version, "license": {"name": "MIT"}},
        "defaultContentType": "application/cloudevents+json",
        "channels": {
            event.type: {
                "address": event.type,
                "messages": {event.type: {"$ref": f"#/components/messages/{event.type}"}},
                "bindings": {
                    "amqp": {
                        "is": "routingKey",
                        "exchange": {"name": topology.EVENTS_EXCHANGE, "type": "topic", "durable": True},
                    }
                },
            }
            for event in EVENTS.values()
        },
        "operations": _operations(),
        "components": {"messages": messages, "schemas": schemas},
    }
    return as_json(document)


def _operations() -> dict[str, Any]:
    operations: dict[str, Any] = {}
    for event in EVENTS.values():
        reference = {"$ref": f"#/channels/{event.type}"}
        name = event.type.replace(".", "-")
        operations[f"{_sender(event)}-sends-{name}"] = {"action": "send", "channel": reference}
        for service in _readers(event):
            operations[f"{service}-receives-{name}"] = {"action": "receive", "channel": reference}
    return operations


def _schemas() -> dict[str, Any]:
    _, components = msgspec.json.schema_components(list(EVENTS.values()), ref_template="#/components/schemas/{name}")
    return components


def _envelope_schema(event: type[Event]) -> dict[str, Any]:
    text = {"type": "string"}
    return {
        "type": "object",
        "required": ["specversion", "id", "source", "type", "subject", "time", "data"],
        "properties": {
            "specversion": {"const": "1.0"},
            "id": {"type": "string", "format": "uuid"},
            "source": text,
            "type": {"const": event.type},
            "subject": text,
            "time": {"type": "string", "format": "date-time"},
            "sequence": {"type": "integer"},
            "correlationid": text,
            "traceparent": text,
            "datacontenttype": {"const": "application/json"},
            "data": {"$ref": f"#/components/schemas/{event.__name__}"},
        },
    }


def _table() -> str:
    rows = ["| event | sent by | read by |", "|---|---|---|"]
    rows += [
        f"| [`{event.type}`](#{_anchor(event)}) | {_sender(event)} | {', '.join(_readers(event))} |"
        for event in EVENTS.values()
    ]
    return "\n".join(rows)


def _section(event: type[Event]) -> str:
    rows = [
        f"### {event.type}\n",
        inspect.cleandoc(event.__doc__ or ""),
        "",
        "| field | type | default |",
        "|---|---|---|",
    ]
    for field in msgspec.structs.fields(event):
        default = "" if field.required else f"`{_default(field)}`"
        rows.append(f"| `{field.name}` | `{_type_name(field.type)}` | {default} |")
    return "\n".join(rows) + "\n"


def _default(field: msgspec.structs.FieldInfo) -> str:
    if field.default_factory is not msgspec.NODEFAULT:
        return repr(field.default_factory())
    return repr(field.default)


def _type_name(annotation: object) -> str:
    text = (
        annotation.__name__ if isinstance(annotation, type) and not hasattr(annotation, "__args__") else str(annotation)
    )
    for prefix in ("shared.events.nouns.", "datetime.", "uuid.", "typing."):
        text = text.replace(prefix, "")
    return text.replace("|", "or")


def _sentence(event: type[Event]) -> str:
    return inspect.cleandoc(event.__doc__ or "").split("\n\n")[0].replace("\n", " ")


def _sender(event: type[Event]) -> str:
    return "any" if event.source == "any" else event.source


def _readers(event: type[Event]) -> list[str]:
    return [service for service, types in CONSUMERS.items() if event in types]


def _anchor(event: type[Event]) -> str:
    return event.type.replace(".", "")
