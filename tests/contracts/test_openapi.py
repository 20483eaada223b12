"""docs/openapi.json has every public route of the edge, and the edge leads each to the service that answers it."""

import json
import re
from pathlib import Path

from openapi_spec_validator import OpenAPIV31SpecValidator

from dev.documents.openapi import SERVICES

ROOT = Path(__file__).parents[2]
DOCUMENT = json.loads((ROOT / "docs" / "openapi.json").read_text())
API = ("/v1/", "/pictures/", "/held/")
ITSELF = {("GET", "/v1/openapi.json"), ("GET", "/v1/docs")}


def test_the_document_is_valid_openapi() -> None:
    OpenAPIV31SpecValidator(DOCUMENT).validate()
    names = [operation["operationId"] for methods in DOCUMENT["paths"].values() for operation in methods.values()]
    assert len(names) == len(set(names))


def test_every_route_of_the_three_services_is_described() -> None:
    written = {
        (verb.upper(), path)
        for file in (ROOT / "services").rglob("*.py")
        for verb, path in re.findall(r"web\.(get|post|put|patch|delete)\(\s*f?\"([^\"]+)\"", file.read_text())
        if path.startswith(API)
    }
    listed = {(route.method, route.path) for route in SERVICES["comments"]}
    described = {(method.upper(), path) for path, methods in DOCUMENT["paths"].items() for method in methods}
    assert len(written - ITSELF) > 20
    assert described == (written | listed) - ITSELF


def test_the_edge_leads_every_described_route_to_its_own_service() -> None:
    locations = _locations((ROOT / "deploy" / "edge" / "nginx.conf").read_text())
    wrong = [
        (name, route.path, led)
        for name, routes in SERVICES.items()
        for route in routes
        if (led := _led(locations, re.sub(r"{\w+}", "x", route.path))) != name
    ]
    assert wrong == []


def _locations(text: str) -> list[tuple[str, str, str]]:
    """(kind, pattern, service), each block with the first service that it names."""
    heads = re.findall(r"^    location +(?:(=|~|\^~) +)?(\S+) *{(.*?(?:}$|^    }$))", text, re.DOTALL | re.MULTILINE)
    found = [(kind, path, re.search(r"proxy_pass \$(\w+)", body)) for kind, path, body in heads]
    return [(kind, path, match.group(1) if match else "images") for kind, path, match in found]


def _led(locations: list[tuple[str, str, str]], path: str) -> str:
    """The service, by the rules of nginx: exact, then the longest prefix unless an expression fits."""
    prefixes = [
        (len(there), kind, service)
        for kind, there, service in locations
        if kind in {"", "^~"} and path.startswith(there)
    ]
    exact = [service for kind, there, service in locations if kind == "=" and there == path]
    if exact:
        return exact[0]
    _, kind, service = max(prefixes)
    if kind == "^~":
        return service
    return next((there for kind, pattern, there in locations if kind == "~" and re.search(pattern, path)), service)
