"""Builds a service's HTTP door: routes, one middleware, health and metrics.

In: a route table. Out: an aiohttp application. A handler marked with `fast` is called with nothing between.
"""

import re
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import lru_cache

from aiohttp import hdrs, web
from aiohttp.client_exceptions import ClientConnectionResetError
from aiohttp.typedefs import Middleware
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Histogram, generate_latest

from shared import logs, spans, trace
from shared.env import Common
from shared.errors import Malformed
from shared.ids import uuid7
from shared.web.answers import json
from shared.web.problem import Problem, as_json, as_page, problem_of

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Check = Callable[[], Awaitable[None]]
ErrorPage = Callable[[web.Request, Problem], web.StreamResponse]

COMMON = web.AppKey("common", Common)
"""The settings that every service has."""

_REQUEST_ID = re.compile(r"^[A-Za-z0-9._-]{8,64}$")
_FAST: set[Handler] = set()

log = logs.get("door")
requests = Counter("paddock_requests_total", "Requests", ["method", "route", "status"])
seconds = Histogram("paddock_request_seconds", "Time to answer", ["route"], buckets=(0.005, 0.025, 0.1, 0.5, 2.5, 10))


def fast(handler: Handler) -> Handler:
    """Mark a handler that the middleware must not touch; it raises nothing but what it answers itself."""
    _FAST.add(handler)
    return handler


def application(
    common: Common,
    routes: Iterable[web.AbstractRouteDef],
    *,
    readiness: Mapping[str, Check] | None = None,
    error_page: ErrorPage | None = None,
    client_max_size: int = 65_536,
) -> web.Application:
    """The door. `readiness` names checks that raise while the service can't work; `error_page` draws a
    problem for a browser in the service's own frame.
    """
    door = web.Application(middlewares=[_middleware(common, error_page)], client_max_size=client_max_size)
    door[COMMON] = common
    door.router.add_routes(routes)
    door.router.add_get("/health/live", _live)
    door.router.add_get("/health/ready", _ready(dict(readiness or {})))
    door.router.add_get("/metrics", _metrics)
    return door


def _middleware(common: Common, error_page: ErrorPage | None) -> Middleware:
    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.match_info.handler in _FAST:
            return await handler(request)
        started = time.perf_counter()
        given = request.headers.get("X-Request-ID", "")
        request_id = given if _REQUEST_ID.match(given) else str(uuid7())
        with (
            trace.following(request_id, request.headers.get("traceparent", "")),
            spans.span(f"{request.method} {_route(request)}", "server") as span,
        ):
            response = await _answer(request, handler, common, error_page)
            span.note("http.response.status_code", response.status)
            _finish(request, response, request_id, time.perf_counter() - started)
        return response

    return middleware


async def _answer(
    request: web.Request, handler: Handler, common: Common, error_page: ErrorPage | None
) -> web.StreamResponse:
    try:
        return await handler(request)
    except (ClientConnectionResetError, ConnectionResetError):
        raise
    except web.HTTPException as error:
        if error.status < 400:
            raise
        problem = problem_of(error)
    except Exception as error:
        problem = problem_of(_unreadable(request) or error if isinstance(error, UnicodeEncodeError) else error)
        if problem.status == 500:
            log.exception("request_failed", method=request.method, route=_route(request))
    if _wants_page(request):
        return error_page(request, problem) if error_page else as_page(problem)
    return as_json(problem, common.public_url)


def _unreadable(request: web.Request) -> Malformed | None:
    """The sender's fault: bytes of a header that are not UTF-8 arrive as halves of surrogate pairs."""
    for name, value in request.headers.items():
        try:
            value.encode()
        except UnicodeEncodeError:
            return Malformed(f"the header {name} is not in UTF-8", code="bad_header")
    return None


def _finish(request: web.Request, response: web.StreamResponse, request_id: str, took: float) -> None:
    route = _route(request)
    count, time_taken = _meters(request.method, route, response.status)
    count.inc()
    time_taken.observe(took)
    if not route.startswith(("/health", "/metrics")):
        level = log.info if response.status < 500 else log.error
        level("request", method=request.method, route=route, status=response.status, ms=round(took * 1000, 1))
    if not response.prepared:
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers["X-Request-ID"] = request_id


@lru_cache(4096)
def _meters(method: str, route: str, status: int) -> tuple[Counter, Histogram]:
    return requests.labels(method, route, status), seconds.labels(route)


def _route(request: web.Request) -> str:
    """The route's pattern, never the path: paths carry tokens."""
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else "unknown"


def _wants_page(request: web.Request) -> bool:
    accept = request.headers.get(hdrs.ACCEPT, "")
    return "text/html" in accept and "json" not in accept


async def _live(_request: web.Request) -> web.Response:
    return json({"live": True})


def _ready(checks: Mapping[str, Check]) -> Handler:
    async def ready(_request: web.Request) -> web.Response:
        faults = {}
        for name, check in checks.items():
            try:
                await check()
            except Exception as error:  # noqa: BLE001 - every fault is an answer here
                faults[name] = str(error) or error.__class__.__name__
        return json({"ready": not faults, "faults": faults}, status=503 if faults else 200)

    return ready


async def _metrics(_request: web.Request) -> web.Response:
    return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})
