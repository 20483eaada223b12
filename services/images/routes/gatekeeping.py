"""Who may write: only somebody whom comments has vouched for within the last minute.

In: a request with the edge's assertion. Out: the member of staff, or a refusal. Also the answers to other origins.
"""

from dataclasses import dataclass

from aiohttp import web

from shared import staff
from shared.clock import Clock
from shared.errors import Forbidden
from shared.staff import Staff

_OPEN = ("/v1/galleries", "/v1/pictures", "/pictures/", "/held/")
_METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE"
_HEADERS = "Content-Type, Upload-Key, Upload-Offset, If-None-Match"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Checks the assertion."""

    key: str
    clock: Clock
    public_url: str

    def staff(self, request: web.Request) -> Staff:
        """Who is signed in. Raises Unauthorised."""
        return staff.verify(self.key, request.headers.get(staff.HEADER, ""), self.clock.now())

    def editor(self, request: web.Request, site: str) -> Staff:
        """Who may change the site's galleries. Raises Unauthorised and Forbidden."""
        person = self.staff(request)
        self._refuse_forgery(request)
        if not person.may(site, "editor"):
            raise Forbidden("only the site's editors change its galleries")
        return person

    def _refuse_forgery(self, request: web.Request) -> None:
        """A browser says where a request comes from; another site's page must not write with an editor's cookie."""
        foreign = request.headers.get("Sec-Fetch-Site") not in {None, "same-origin", "none"}
        origin = request.headers.get("Origin")
        if request.method not in {"GET", "HEAD"} and (foreign or origin not in {None, self.public_url}):
            raise Forbidden("this request was not sent from the desk", code="forged")


async def allow_origins(request: web.Request, response: web.StreamResponse) -> None:
    """Pages of any origin may read galleries and send attachments: no cookie of ours is involved."""
    if request.path.startswith(_OPEN):
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers.setdefault("Access-Control-Expose-Headers", "ETag, Upload-Offset, Location")


async def preflight(_request: web.Request) -> web.Response:
    """The answer to OPTIONS, good for a day."""
    return web.Response(
        status=204,
        headers={
            "Access-Control-Allow-Methods": _METHODS,
            "Access-Control-Allow-Headers": _HEADERS,
            "Access-Control-Max-Age": "86400",
        },
    )
