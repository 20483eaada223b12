"""Who is at the desk, on which site, and where a form leads back to.

In: a request. Out: a `Visit`; raises Unauthorised and Forbidden.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from aiohttp import web

from services.comments.actions.check_session import Session, check_session
from services.comments.domain import Role
from services.comments.routes.rooms import Rooms, actor_of, rooms_of
from shared import desk
from shared.desk import Fields, Words
from shared.errors import NotFound
from shared.events import Actor
from shared.staff import Staff
from shared.web.body import LIMIT

DECIDES = (Role.MODERATOR, Role.EDITOR)
ARRANGES = (Role.EDITOR,)
OWNS = (Role.OWNER,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A signed-in member of staff on one site; `form` is what they sent, empty for a GET."""

    request: web.Request
    rooms: Rooms
    session: Session
    site: str
    form: Fields

    @property
    def staff(self) -> Staff:
        """Who it is."""
        return self.session.staff

    @property
    def t(self) -> Words:
        """The words in their language."""
        return desk.words_of(self.request, self.staff)

    @property
    def actor(self) -> Actor:
        """Who it is, for the audit trail."""
        return actor_of(self.staff)

    @property
    def tail(self) -> dict[str, str]:
        """What each address of the desk carries while somebody works for several sites."""
        return {"site": self.site} if len(self.staff.roles) > 1 else {}

    def address(self, path: str, **query: str) -> str:
        """A page of the desk, on the same site."""
        full = {**self.tail, **{name: value for name, value in query.items() if value}}
        return f"{path}?{urlencode(full)}" if full else path

    def page(self, template: str, *, status: int = 200, **values: Any) -> web.Response:  # noqa: ANN401
        """A page for this visitor."""
        return desk.page(self.request, template, self.staff, status=status, site=self.site, visit=self, **values)

    def fragment(self, template: str, *, status: int = 200, **values: Any) -> web.Response:  # noqa: ANN401
        """A part of a page for this visitor."""
        return desk.fragment(self.request, template, self.staff, status=status, site=self.site, visit=self, **values)

    def back(self, fallback: str) -> str:
        """Where the form asks to be led back to, if that is a page of the desk."""
        return inside(self.form.text("back"), fallback)


async def visit(request: web.Request, *roles: Role, limit: int = LIMIT, form_follows: bool = False) -> Visit:
    """The visitor, who has one of these roles on the site; a form (up to `limit` bytes) is checked for forgery.

    With `form_follows` the page reads the form and its token itself (files); only the origin is checked here.
    """
    rooms = rooms_of(request)
    session = await check_session(rooms.db, rooms.clock, cookie=request.cookies.get(rooms.cookie, ""))
    form = Fields(())
    if form_follows:
        desk.refuse_forgery(request)
    elif request.method == "POST":
        form = await desk.fields(request, limit=limit)
        desk.refuse_forgery(request, form, session.staff)
    site = desk.chosen_site(request, session.staff, *roles, given=form.text("site"))
    return Visit(request=request, rooms=rooms, session=session, site=site, form=form)


def inside(address: str, fallback: str) -> str:
    """The address when it is a path of the desk, else the fallback: nobody is led to another site."""
    parts = urlsplit(address)
    ours = not parts.scheme and not parts.netloc and (parts.path == "/desk" or parts.path.startswith("/desk/"))
    return address if ours and "\\" not in address and "\n" not in address else fallback


def id_in(request: web.Request, name: str) -> UUID:
    """The id in the path. Raises NotFound."""
    try:
        return UUID(request.match_info[name])
    except ValueError as error:
        raise NotFound("there is no such page") from error


def kept(query: Mapping[str, str], **changes: str) -> str:
    """The query with changes, without what is empty, as the end of an address."""
    full = {name: value for name, value in {**query, **changes}.items() if value}
    return f"?{urlencode(full)}" if full else "?"
