"""Views of the queue that a member of staff has given a name: kept, opened again, taken away.

In: a filter as it stands in an address. Out: a shelf of links, theirs alone.
"""

from urllib.parse import parse_qsl, urlencode

from aiohttp import web
from msgspec import Struct

from services.comments.store import choosing
from services.comments.store.choosing import SavedView
from services.comments.web.desk.filters import NAMES, View, read_view
from services.comments.web.desk.visit import DECIDES, Visit, id_in, kept, visit
from shared import desk
from shared.desk import Flash
from shared.errors import Conflict, Field, Invalid
from shared.ids import uuid7

PATH = "/desk/views"
MOST = 20
LONGEST = 60
QUERY = 1_000


class Shelved(Struct, frozen=True, kw_only=True):
    """One view as a link; `current` when the page shows just that."""

    id: str
    name: str
    href: str
    current: bool


class Shelf(Struct, frozen=True, kw_only=True):
    """All views of this person, and the query that the page has now, to be kept under a name."""

    items: list[Shelved]
    query: str
    kept: bool


async def shelf(here: Visit, view: View) -> Shelf:
    """The views of whoever asks, on this site."""
    now = query_of({"tab": view.tab, **view.query})
    items = [
        Shelved(
            id=str(one.id),
            name=one.name,
            href=f"/desk{kept({**here.tail, **dict(parse_qsl(one.query))})}",
            current=one.query == now,
        )
        for one in await choosing.list_views(here.rooms.db, here.site, here.session.digest)
    ]
    return Shelf(items=items, query=now, kept=any(one.current for one in items))


async def keep_view(request: web.Request) -> web.StreamResponse:
    """Keep the filter under a name; the same name takes the new filter."""
    here = await visit(request, *DECIDES)
    name, query = here.form.text("name"), here.form.text("query")
    if not 1 <= len(name) <= LONGEST:
        raise Invalid("a view needs a name", fields=(Field(pointer="/name", detail="write 1 to 60 characters"),))
    given = dict(parse_qsl(query[:QUERY]))
    read_view(given, here.rooms.keys)
    view = SavedView(id=uuid7(), name=name, query=query_of(given))
    if await choosing.count_views(here.rooms.db, here.site, here.session.digest) >= MOST:
        raise Conflict("there are 20 views already: take one away first", code="too_many_views")
    async with here.rooms.db.transaction() as tx:
        now = here.rooms.clock.now()
        await choosing.save_view(tx, view, site=here.site, digest=here.session.digest, now=now)
    said = here.t("The view “{name}” is kept.", name=name)
    return desk.look_there(f"/desk{kept({**here.tail, **given})}", Flash(text=said))


async def drop_view(request: web.Request) -> web.StreamResponse:
    """Take one of one's own views away."""
    here = await visit(request, *DECIDES)
    async with here.rooms.db.transaction() as tx:
        await choosing.delete_view(tx, id_in(request, "view"), site=here.site, digest=here.session.digest)
    return desk.look_there(here.back("/desk"), Flash(text=here.t("The view is gone.")))


def query_of(given: dict[str, str]) -> str:
    """What of an address makes a view, always in the same order; the page within it does not."""
    wanted = {name: given[name] for name in ("tab", *NAMES) if given.get(name)}
    return urlencode(wanted)


ROUTES = (
    web.post(PATH, keep_view),
    web.post(f"{PATH}/{{view}}/removal", drop_view),
)
