"""Which pages of other origins may talk to this service: those of our sites, and reads from anywhere."""

from aiohttp import web

from services.comments.routes.rooms import POLICY, ROOMS

DAY = 86_400
METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE"
REQUEST_HEADERS = "Content-Type, Edit-Key, Idempotency-Key, Last-Event-ID, If-None-Match"
RESPONSE_HEADERS = "ETag, Link, Location, Retry-After, RateLimit, RateLimit-Policy, X-Request-ID"


async def preflight(request: web.Request) -> web.StreamResponse:
    """The browser's question before it sends."""
    if request.headers.get("Origin") is None or request.headers.get("Access-Control-Request-Method") is None:
        raise web.HTTPMethodNotAllowed("OPTIONS", await _methods(request))
    await request.app[ROOMS].sites.all()
    return web.Response(
        status=204,
        headers={
            "Access-Control-Allow-Methods": METHODS,
            "Access-Control-Allow-Headers": REQUEST_HEADERS,
            "Access-Control-Max-Age": str(DAY),
            "Cache-Control": "no-store",
        },
    )


async def _methods(request: web.Request) -> set[str]:
    """What the path takes besides the browser's question. Raises HTTPNotFound when it takes nothing."""
    methods: set[str] = set()
    for resource in request.app.router.resources():
        methods |= (await resource.resolve(request))[1]
    methods -= {"OPTIONS"}
    if not methods:
        raise web.HTTPNotFound
    return methods


async def allow_origin(request: web.Request, response: web.StreamResponse) -> None:
    """Name the page's origin in the answer if it is one of our sites', and the limits; problems included."""
    if policy := request.get(POLICY):
        response.headers["RateLimit-Policy"] = policy
        if response.status == 429:
            response.headers["RateLimit"] = f'"comments";r=0;t={response.headers.get("Retry-After", "1")}'
    origin = request.headers.get("Origin")
    if origin is None or not request.path.startswith("/v1/") or "Access-Control-Allow-Origin" in response.headers:
        return
    response.headers.add("Vary", "Origin")
    if request.app[ROOMS].sites.allows(origin):
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Expose-Headers"] = RESPONSE_HEADERS
