"""Every route of this service, with the bodies it takes and gives: the router and OpenAPI read this."""

from collections.abc import Sequence
from typing import Any

from aiohttp import web
from msgspec import Struct, field

from services.comments import shapes
from services.comments.routes import commenting, cors, deciding, live, reading
from services.comments.routes.files import Files
from shared.web.application import Handler


class Query(Struct, frozen=True, kw_only=True):
    """A query parameter."""

    name: str
    about: str
    required: bool = False
    many: bool = False
    schema: dict[str, Any] = field(default_factory=lambda: {"type": "string"})


class Route(Struct, frozen=True, kw_only=True):
    """One method of one path. `key` is edit (Edit-Key), staff (the desk's session) or nothing."""

    method: str
    path: str
    handler: Handler
    about: str
    tag: str
    body: Any = None
    answers: dict[int, Any] = field(default_factory=lambda: {200: None})
    media: str = "application/json"
    query: tuple[Query, ...] = ()
    problems: tuple[int, ...] = ()
    key: str = ""
    idempotent: bool = False


SITE = Query(name="site", about="the site's key", required=True)
URL = Query(name="url", about="the page's URL in any of its forms", required=True)
SORT = Query(
    name="sort", about="the order of the thread", schema={"type": "string", "enum": ["oldest", "newest", "pick"]}
)
CURSOR = Query(name="cursor", about="where the page before ended")

READING = (
    Route(
        method="GET",
        path="/v1/threads",
        handler=reading.get_thread,
        about="One page of a page's thread, nested",
        tag="reading",
        answers={200: shapes.ThreadPage, 304: None},
        query=(
            SITE,
            URL,
            SORT,
            CURSOR,
            Query(name="gallery", about="only what is about a picture of this gallery"),
            Query(name="picture", about="the picture's number", schema={"type": "integer", "minimum": 1}),
        ),
        problems=(400, 404, 422, 503),
    ),
    Route(
        method="GET",
        path="/v1/counts",
        handler=reading.get_counts,
        about="Published comments of up to 200 pages",
        tag="reading",
        answers={200: shapes.Counts, 304: None},
        query=(SITE, Query(name="url", about="a page's URL", required=True, many=True)),
        problems=(400, 404, 503),
    ),
    Route(
        method="GET",
        path="/v1/threads/{thread}/events",
        handler=live.get_events,
        about="What changes in a thread, as it happens (Server-Sent Events)",
        tag="reading",
        media="text/event-stream",
        query=(Query(name="since", about="the thread's version you have", schema={"type": "integer", "minimum": 0}),),
        problems=(400, 404, 429, 503),
    ),
    Route(
        method="GET",
        path="/v1/comments/{comment}",
        handler=commenting.get_comment,
        about="One public comment, or one's own",
        tag="reading",
        answers={200: shapes.CommentView},
        key="edit?",
        problems=(403, 404, 503),
    ),
)

WRITING = (
    Route(
        method="GET",
        path="/v1/form",
        handler=commenting.get_form,
        about="A token that says when the form was opened",
        tag="writing",
        answers={200: shapes.FormView},
        query=(SITE,),
        problems=(400, 404, 503),
    ),
    Route(
        method="POST",
        path="/v1/comments",
        handler=commenting.post,
        about="Post a comment",
        tag="writing",
        body=shapes.NewComment,
        answers={201: shapes.Posted, 202: shapes.Posted},
        idempotent=True,
        problems=(400, 403, 404, 409, 413, 415, 422, 429, 503),
    ),
    Route(
        method="PATCH",
        path="/v1/comments/{comment}",
        handler=commenting.patch_comment,
        about="Change one's own comment",
        tag="writing",
        body=shapes.EditBody,
        answers={200: shapes.CommentView},
        key="edit",
        problems=(400, 403, 404, 409, 410, 413, 415, 422, 503),
    ),
    Route(
        method="DELETE",
        path="/v1/comments/{comment}",
        handler=commenting.remove_comment,
        about="Take one's own comment back",
        tag="writing",
        answers={204: None},
        key="edit",
        problems=(403, 404, 410, 503),
    ),
    Route(
        method="POST",
        path="/v1/preview",
        handler=commenting.preview,
        about="A text as it would be shown",
        tag="writing",
        body=shapes.PreviewBody,
        answers={200: shapes.Preview},
        problems=(400, 413, 415, 422),
    ),
)

STAFF = (
    Route(
        method="PUT",
        path="/v1/comments/{comment}/decision",
        handler=deciding.put_decision,
        about="Decide about a comment",
        tag="staff",
        body=shapes.DecisionBody,
        answers={200: shapes.Decided},
        key="staff",
        problems=(400, 401, 403, 404, 409, 413, 415, 422, 503),
    ),
    Route(
        method="POST",
        path="/v1/signins",
        handler=deciding.post_signin,
        about="Ask for a mail to sign in with",
        tag="staff",
        body=shapes.SigninBody,
        answers={202: None},
        problems=(400, 403, 413, 415, 422, 503),
    ),
    Route(
        method="POST",
        path="/v1/sessions",
        handler=deciding.post_session,
        about="Sign in with the mailed link or code",
        tag="staff",
        body=shapes.SessionBody,
        answers={201: None},
        problems=(400, 401, 403, 410, 413, 415, 422, 503),
    ),
    Route(
        method="GET",
        path="/v1/sessions",
        handler=deciding.get_sessions,
        about="One's own open sessions",
        tag="staff",
        key="staff",
        problems=(401, 503),
    ),
    Route(
        method="DELETE",
        path="/v1/sessions/{session}",
        handler=deciding.delete_session,
        about="End one of one's own sessions",
        tag="staff",
        answers={204: None},
        key="staff",
        problems=(401, 403, 404, 503),
    ),
)

ROUTES: tuple[Route, ...] = (*READING, *WRITING, *STAFF)


def route_defs(routes: Sequence[Route] = ROUTES) -> list[web.RouteDef]:
    """The routes for aiohttp, with those that no client is told of."""
    files = Files()
    return [
        *(web.get(route.path, route.handler) if route.method == "GET" else _def(route) for route in routes),
        web.options("/v1/{tail:.*}", cors.preflight),
        web.get("/internal/staff", deciding.get_staff),
        web.get("/paddock.js", files.get_loader),
        web.get("/widget/{name}", files.get_file),
    ]


def _def(route: Route) -> web.RouteDef:
    return web.route(route.method, route.path, route.handler)
