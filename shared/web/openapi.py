"""Describes services in OpenAPI 3.1, from their route tables and the bodies' types.

In: routes. Out: the document, ready to be encoded.
"""

import re
from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import Struct

from shared.web.problem import TITLES
from shared.web.route import Query, Route

VERSION = "1"
_PARAMETER = re.compile(r"{(\w+)}")
_IDS = {"comment", "thread", "session", "batch", "webhook", "request"}
_KEYS = {"staff": "session", "edit": "editKey", "upload": "uploadKey"}
_SCHEMES = {
    "session": {"type": "apiKey", "in": "cookie", "name": "paddock", "description": "the desk's session"},
    "editKey": {"type": "apiKey", "in": "header", "name": "Edit-Key", "description": "a comment's own key"},
    "uploadKey": {"type": "apiKey", "in": "header", "name": "Upload-Key", "description": "a picture's own key"},
}
TAGS = {
    "reading": "What everybody may read.",
    "writing": "What readers send.",
    "staff": "What the desk does.",
    "pictures": "Readers' attachments and the files of all pictures.",
    "galleries": "Galleries: read by everybody, made by a site's editors.",
    "questions": "Questions that wait for an expert.",
}
"""What each group of routes is, in the order shown."""

_PROBLEM_REF = {"$ref": "#/components/schemas/Problem"}


class FieldFault(Struct, frozen=True, kw_only=True):
    """A faulty field: a JSON Pointer into the body, and what is wrong."""

    pointer: str
    detail: str


class ProblemView(Struct, frozen=True, kw_only=True, rename={"about": "type"}):
    """RFC 9457: `type` leads to the documentation of `code`."""

    about: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[FieldFault] | msgspec.UnsetType = msgspec.UNSET


def describe(routes: Sequence[Route], public_url: str, *, title: str, about: str) -> dict[str, Any]:
    """The whole document; of the tags and keys, those that the routes name."""
    types = [kind for route in routes for kind in (route.body, *route.answers.values()) if kind is not None]
    _, schemas = msgspec.json.schema_components([*types, ProblemView], ref_template="#/components/schemas/{name}")
    schemas["Problem"] = schemas.pop("ProblemView")
    schemas["Problem"]["title"] = "Problem"
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": title,
            "version": VERSION,
            "description": about,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": public_url}],
        "tags": [{"name": name, "description": TAGS[name]} for name in TAGS if name in {route.tag for route in routes}],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "securitySchemes": {
                scheme: _SCHEMES[scheme]
                for key, scheme in _KEYS.items()
                if any(route.key.rstrip("?") == key for route in routes)
            },
        },
    }


def _operation(route: Route) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.name or route.handler.__name__,
        "summary": route.about,
        "description": (route.handler.__doc__ or "").strip(),
        "tags": [route.tag],
        "parameters": _parameters(route),
        "responses": _responses(route),
    }
    if route.body is not None:
        reference = {"$ref": f"#/components/schemas/{route.body.__name__}"}
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": reference}}}
    if route.takes:
        content = {media: {"schema": schema} for media, schema in route.takes.items()}
        operation["requestBody"] = {"required": True, "content": content}
    if route.key:
        optional: list[dict[str, Any]] = [{}] if route.key.endswith("?") else []
        operation["security"] = [{_KEYS[route.key.rstrip("?")]: []}, *optional]
    return operation


def _parameters(route: Route) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for name in _PARAMETER.findall(route.path):
        schema = {"type": "string", "format": "uuid"} if name in _IDS else {"type": "string", "minLength": 1}
        found.append({"name": name, "in": "path", "required": True, "schema": schema})
    found += [_query(query) for query in route.query]
    if route.idempotent:
        schema = {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"}
        about = "a repeat within 24 hours gets the first answer"
        found.append({"name": "Idempotency-Key", "in": "header", "schema": schema, "description": about})
    found += [{**_query(header), "in": "header"} for header in route.headers]
    if route.key == "staff" and route.csrf and route.method != "GET":
        found.append(
            {"name": "X-CSRF", "in": "header", "schema": {"type": "string"}, "description": "the session's token"}
        )
    return found


def _query(query: Query) -> dict[str, Any]:
    schema = query.schema
    if query.many:
        schema = {"type": "array", "items": schema, "minItems": 1, "maxItems": 200}
    found = {"name": query.name, "in": "query", "required": query.required, "schema": schema}
    return found | {"description": query.about} | ({"style": "form", "explode": True} if query.many else {})


def _responses(route: Route) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for status, kind in route.answers.items():
        answer: dict[str, Any] = {"description": _STATUS.get(status, "Done")}
        if status not in {204, 304}:
            schema = {"$ref": f"#/components/schemas/{kind.__name__}"} if kind is not None else {}
            answer["content"] = {route.media: {"schema": schema}}
        found[str(status)] = answer
    for status in route.problems:
        found[str(status)] = {
            "description": TITLES.get(status, "A problem"),
            "content": {"application/problem+json": {"schema": _PROBLEM_REF}},
        }
    return dict(sorted(found.items()))


_STATUS = {
    200: "Here it is",
    201: "It is kept, and public",
    202: "It is kept, and waits",
    204: "Done",
    304: "You have it",
}
