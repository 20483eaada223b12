"""The service's description: OpenAPI for programs, a plain page for people."""

from functools import lru_cache
from typing import Any

from aiohttp import web

from services.comments import openapi
from services.comments.problems import PROBLEMS
from services.comments.routes.owner_table import OWNING
from services.comments.routes.reader_table import ENGAGING, READING, WRITING
from services.comments.routes.rooms import rooms_of
from services.comments.routes.staff_table import MANAGING, STAFF
from services.comments.web.reader import drawing
from shared.web import html, json

CACHE = {"Cache-Control": "public, max-age=300", "Access-Control-Allow-Origin": "*"}


@lru_cache(maxsize=4)
def document(public_url: str) -> dict[str, Any]:
    """The OpenAPI document of everything that is public."""
    return openapi.describe((*READING, *WRITING, *ENGAGING, *STAFF, *MANAGING, *OWNING), public_url)


async def get_openapi(request: web.Request) -> web.StreamResponse:
    """OpenAPI 3.1."""
    return json(document(rooms_of(request).config.common.public_url), headers=CACHE)


async def get_docs(request: web.Request) -> web.StreamResponse:
    """The same to read, with every problem and what to do about it."""
    page = drawing.draw_docs(document(rooms_of(request).config.common.public_url), PROBLEMS)
    return html(page, headers={"Cache-Control": "public, max-age=300"})
