"""One author on one site: what they wrote under which names, and what the moderators think of them.

An author is named by one of their comments: their address is known to nobody here.
"""

from datetime import UTC, datetime, timedelta

from aiohttp import web

from services.comments.actions.list_queue import list_queue
from services.comments.actions.set_standing import set_standing
from services.comments.domain import Standing, State
from services.comments.store.desk import Filter
from services.comments.web.desk import wording
from services.comments.web.desk.queue import cards_of, find_item
from services.comments.web.desk.trying import tried
from services.comments.web.desk.visit import DECIDES, id_in, kept, visit
from shared.errors import Field, Invalid

PAGE = 25
ENDS = {"": None, "1": 1, "7": 7, "30": 30, "365": 365}


async def show_author(request: web.Request) -> web.StreamResponse:
    """What is known of the author of a comment, and all they wrote here."""
    here = await visit(request, *DECIDES)
    item = await find_item(here, id_in(request, "comment"))
    cards, older = [], ""
    if item.author.key:
        wanted = Filter(states=tuple(State), author=item.author.key)
        cursor = request.query.get("after", "")
        page = await list_queue(here.rooms.db, site=here.site, tab="all", wanted=wanted, cursor=cursor, limit=PAGE)
        cards = await cards_of(here, page.items)
        older = kept(here.tail, after=page.next) if page.next else ""
    return here.page(
        "author.html", item=item, cards=cards, older=older, standings=wording.STANDINGS.items(), back=request.path_qs
    )


async def judge_author(request: web.Request) -> web.StreamResponse:
    """Trust, hold or ban the author, for ever or for some days."""
    here = await visit(request, *DECIDES)
    item = await find_item(here, id_in(request, "comment"))
    standing, days = here.form.text("standing"), here.form.text("days")
    if standing not in set(Standing) or days not in ENDS:
        raise Invalid("choose what you think", fields=(Field(pointer="/standing", detail="this is no standing"),))
    length = ENDS[days]
    action = set_standing(
        here.rooms.db,
        here.rooms.clock,
        site=here.site,
        author=item.author.key,
        standing=Standing(standing),
        actor=here.actor,
        until=_end(here.rooms.clock.now(), length) if length and standing != Standing.NONE else None,
        note=here.form.text("note")[:500],
    )
    said = here.t("{name}. {standing}.", name=item.author.name, standing=here.t(wording.STANDINGS[standing]))
    return await tried(here, action, said=said, leads=here.address(f"/desk/authors/{item.id}"))


def _end(now: datetime, days: int) -> datetime:
    return now.astimezone(UTC) + timedelta(days=days)


ROUTES = (
    web.get("/desk/authors/{comment}", show_author),
    web.post("/desk/authors/{comment}/standing", judge_author),
)
