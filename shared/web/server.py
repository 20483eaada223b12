"""Serves a door: long request lines allowed, and even what aiohttp can't parse is answered as a problem.

In: an application. Out: a runner. aiohttp answers requests that it can't read (bad HTTP, over-long lines) in
plain text, below all middleware, and offers no hook; so its handler's class is exchanged here.
"""

from aiohttp import web
from aiohttp.web_protocol import RequestHandler
from aiohttp.web_request import BaseRequest
from aiohttp.web_response import StreamResponse

from shared import logs
from shared.web.problem import Problem, as_json

LONGEST_LINE = 65_536
UNREADABLE = f"This is not HTTP, or a line of it is longer than {LONGEST_LINE} bytes."

log = logs.get("door")


class _Handler(RequestHandler):
    """Answers what can't be read with RFC 9457, then closes the connection."""

    __slots__ = ()

    def handle_error(
        self,
        request: BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002 - it may hold what was sent
    ) -> StreamResponse:
        """The problem; only a fault of ours is logged with its trace. Raises ConnectionError after a begun answer."""
        if status >= 500:
            log.error("request_failed", exc_info=exc)
        if request.writer.output_size > 0:
            raise ConnectionError("the answer had begun")
        code, detail = ("bad_request", UNREADABLE) if status < 500 else ("fault", "Something went wrong on our side.")
        response = as_json(Problem(status=status, code=code, detail=detail), "")
        response.force_close()
        return response


class _Server(web.Server):
    """Makes our handlers."""

    def __call__(self) -> _Handler:
        return _Handler(self, loop=self._loop, **self._kwargs)


class Runner(web.AppRunner):
    """An AppRunner whose requests are read by our handler."""

    __slots__ = ()

    def __init__(self, app: web.Application, *, drain_seconds: float) -> None:
        super().__init__(
            app,
            access_log=None,
            handle_signals=False,
            shutdown_timeout=drain_seconds,
            keepalive_timeout=65,
            max_line_size=LONGEST_LINE,
            max_field_size=LONGEST_LINE,
        )

    async def _make_server(self) -> web.Server:
        server = await super()._make_server()
        server.__class__ = _Server
        return server
