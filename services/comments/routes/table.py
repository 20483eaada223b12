"""Every route of this service, with the bodies it takes and gives: the router and OpenAPI read this."""

from collections.abc import Sequence

from aiohttp import web

from services.comments.routes import cors, deciding, documents, pages
from services.comments.routes.files import Files
from services.comments.routes.owner_table import OWNING
from services.comments.routes.reader_table import ENGAGING, READING, WRITING
from services.comments.routes.staff_table import MANAGING, STAFF
from services.comments.web.reader import drawing
from shared.web.route import Route

ROUTES: tuple[Route, ...] = (*READING, *WRITING, *ENGAGING, *STAFF, *MANAGING, *OWNING)


def route_defs(routes: Sequence[Route] = ROUTES) -> list[web.RouteDef]:
    """The routes for aiohttp, with those that no client is told of."""
    files = Files()
    return [
        *(web.get(route.path, route.handler) if route.method == "GET" else _def(route) for route in routes),
        web.options("/v1/{tail:.*}", cors.preflight),
        web.get("/internal/staff", deciding.get_staff),
        web.get("/v1/openapi.json", documents.get_openapi),
        web.get("/v1/docs", documents.get_docs),
        web.get("/paddock.js", files.get_loader),
        web.get("/widget/{name}", files.get_file),
        web.get(drawing.STYLE, pages.get_style),
        web.get("/t", pages.get_page_of_url),
        web.get("/t/{thread}", pages.get_page),
        web.get("/t/{thread}/posted", pages.get_posted),
        web.post("/t/{thread}/comments", pages.post_form),
        web.get("/feeds/{site}.atom", pages.get_site_feed),
        web.get("/feeds/threads/{thread}.atom", pages.get_thread_feed),
    ]


def _def(route: Route) -> web.RouteDef:
    return web.route(route.method, route.path, route.handler)
