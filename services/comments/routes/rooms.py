"""What the handlers work with, and who is asking."""

import hmac
from dataclasses import dataclass

from aiohttp import web

from services.comments.actions.check_session import Session, check_session
from services.comments.actions.post_comment import Posting
from services.comments.changes import Changes
from services.comments.config import Config
from services.comments.domain import Role, Site
from services.comments.imports import Imports
from services.comments.keys import Keys
from services.comments.prepared import Shelf
from services.comments.sites import Sites
from services.comments.sources.calls import Calls
from services.comments.sources.opinions import Opinions
from services.comments.streams import Streams
from shared import staff
from shared.clock import Clock
from shared.errors import Forbidden, Malformed
from shared.events import Actor
from shared.postgres import Database
from shared.staff import Staff
from shared.web import client_ip

SAFE = {"GET", "HEAD", "OPTIONS"}
CSRF_HEADER = "X-CSRF"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rooms:
    """Everything that is built once a process."""

    config: Config
    db: Database
    clock: Clock
    keys: Keys
    sites: Sites
    shelf: Shelf
    changes: Changes
    streams: Streams
    imports: Imports
    calls: Calls
    opinions: Opinions
    posting: Posting

    @property
    def cookie(self) -> str:
        """The name of the session's cookie; over https no other host can set it."""
        return "__Host-paddock" if self.config.common.public_url.startswith("https:") else "paddock"


ROOMS = web.AppKey("rooms", Rooms)
POLICY = web.RequestKey("rate_limit_policy", str)
"""The limit that the answer to a request tells of."""


def rooms_of(request: web.Request) -> Rooms:
    """The rooms of the application that this request came to."""
    return request.app[ROOMS]


def ip_of(request: web.Request) -> str:
    """The reader's IP address, as far as the proxies are ours."""
    return client_ip(request, rooms_of(request).config.common.trusted_proxies)


def query_of(request: web.Request, name: str, default: str | None = None) -> str:
    """A query parameter given at most once. Raises Malformed when it is missing or given twice."""
    values = request.query.getall(name, [])
    if len(values) > 1:
        raise Malformed(f"the parameter {name} is given twice", code="bad_parameter")
    if not values and default is None:
        raise Malformed(f"the parameter {name} is missing", code="bad_parameter")
    value = values[0] if values else str(default)
    if "\0" in value or any(0xD800 <= ord(mark) <= 0xDFFF for mark in value):
        raise Malformed(f"the parameter {name} has characters that can't be read", code="bad_parameter")
    return value


async def session_of(request: web.Request) -> Session:
    """The session of the cookie. Raises Unauthorised; Forbidden for a write that another site made."""
    rooms = rooms_of(request)
    session = await check_session(rooms.db, rooms.clock, cookie=request.cookies.get(rooms.cookie, ""))
    if request.method not in SAFE:
        check_origin(request)
    return session


async def staff_of(request: web.Request, site: Site | str, *roles: Role) -> tuple[Staff, Actor]:
    """The member of staff who asks, with one of these roles on the site (an owner may all).

    By the edge's assertion, or by the session's cookie; a write by cookie also needs the session's CSRF token
    in `X-CSRF`. Raises Unauthorised and Forbidden.
    """
    rooms = rooms_of(request)
    if assertion := request.headers.get(staff.HEADER):
        person = staff.verify(rooms.config.common.staff_key, assertion, rooms.clock.now())
    else:
        person = (await session_of(request)).staff
        token = request.headers.get(CSRF_HEADER, "")
        if request.method not in SAFE and not hmac.compare_digest(token.encode(), person.csrf.encode()):
            raise Forbidden(f"send the session's token in {CSRF_HEADER}", code="csrf")
    if not person.may(site.key if isinstance(site, Site) else site, *roles):
        raise Forbidden("your role on this site doesn't allow this", code="role")
    return person, actor_of(person)


def actor_of(person: Staff, *, via: str = "desk") -> Actor:
    """The member of staff as the audit trail and events name them."""
    return Actor(kind="staff", name=person.name, via=via, id=person.id)


def check_origin(request: web.Request) -> None:
    """Raises Forbidden for a write that a page of another origin made."""
    public = rooms_of(request).config.common.public_url
    origin = request.headers.get("Origin")
    if origin is not None and origin not in {public, f"{request.scheme}://{request.host}"}:
        raise Forbidden("this was sent from another site", code="cross_site")
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        raise Forbidden("this was sent from another site", code="cross_site")
