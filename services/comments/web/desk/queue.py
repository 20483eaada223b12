"""The queue: comments by tab and filter, and one comment with all that is known about it."""

from collections.abc import Sequence
from uuid import UUID

from aiohttp import web
from msgspec.structs import replace

from services.comments.actions.list_queue import QueueItem, list_queue, show_items
from services.comments.actions.show_history import show_history
from services.comments.store import browsing, comments, pictures, threads
from services.comments.store.desk import QueueCounts
from services.comments.web.desk import wording
from services.comments.web.desk.cards import Card, card_of, picture_id
from services.comments.web.desk.filters import TABS, View, read_view
from services.comments.web.desk.viewing import shelf
from services.comments.web.desk.visit import DECIDES, Visit, id_in, kept, visit
from shared.desk import later
from shared.errors import NotFound
from shared.web import see_other

PAGE = 25


async def show_queue(request: web.Request) -> web.StreamResponse:
    """One page of a tab, filtered."""
    here = await visit(request, *DECIDES)
    view = await _view(here)
    page = await list_queue(
        here.rooms.db, site=here.site, tab=view.tab, wanted=view.wanted, cursor=view.cursor, limit=PAGE
    )
    base = {**here.tail, "tab": view.tab, **view.query}
    return here.page(
        "queue.html",
        view=view,
        cards=await cards_of(here, page.items, view.query.get("q", "")),
        tabs=tabs(here, view.tab, view.query, page.counts),
        chips=await _chips(here, view),
        older=f"/desk{kept(base, after=page.next)}" if page.next else "",
        first=f"/desk{kept(base)}" if view.cursor else "",
        reasons=sorted(((code, here.t(words)) for code, words in wording.REASONS.items()), key=lambda item: item[1]),
        back=request.path_qs,
        orders=[
            {
                "href": f"/desk{kept(base, sort=sort)}",
                "label": here.t(words),
                "current": view.wanted.oldest == bool(sort),
            }
            for sort, words in (("", later("Newest first")), ("oldest", later("Oldest first")))
        ],
        views=await shelf(here, view),
        counts={"/desk": page.counts.held},
    )


async def show_comment(request: web.Request) -> web.StreamResponse:
    """One comment: what it said before, what was done about it, and what else may be done."""
    here = await visit(request, *DECIDES)
    comment = id_in(request, "comment")
    found = await comments.find_comment(here.rooms.db, comment)
    if found is not None and found.site != here.site and found.site in here.staff.roles and "site" not in request.query:
        return see_other(f"{request.path}?site={found.site}")  # a colleague of one site alone sent the link
    item = await find_item(here, comment)
    history = await show_history(here.rooms.db, site=here.site, comment=comment)
    return here.page(
        "comment.html",
        card=(await cards_of(here, [item]))[0],
        revisions=history.revisions,
        lines=await browsing.browse_history(here.rooms.db, here.site, comment=comment, limit=100),
        thread=await threads.find_thread(here.rooms.db, item.thread),
        back=request.path_qs,
    )


async def find_item(here: Visit, comment: UUID) -> QueueItem:
    """One comment of this site as the queue shows it. Raises NotFound."""
    found = await comments.find_comment(here.rooms.db, comment)
    if found is None or found.site != here.site:
        raise NotFound("there is no such comment on this site", code="comment_not_found")
    return (await show_items(here.rooms.db, here.site, [found]))[0]


def tabs(here: Visit, current: str, query: dict[str, str], counts: QueueCounts) -> list[dict[str, object]]:
    """The tabs, with how much waits in them; a filter goes along."""
    return [
        {
            "href": f"/desk{kept({**here.tail, **query}, tab=name)}",
            "label": here.t(words),
            "count": getattr(counts, count) if count else None,
            "current": name == current,
        }
        for name, words, count in TABS
    ]


async def cards_of(here: Visit, items: Sequence[QueueItem], searched: str = "") -> list[Card]:
    """The items with their pictures; the site's words, and those searched for, are marked."""
    site = await here.rooms.sites.find(here.site)
    words = [*site.settings.words, *searched.replace('"', " ").split()]
    keys = sorted({item.picture.gallery for item in items if item.picture})
    galleries = await pictures.find_galleries(here.rooms.db, here.site, keys)
    wanted = sorted({id for item in items if (id := picture_id(item, galleries))})
    found = await pictures.find_pictures(here.rooms.db, wanted)
    return [card_of(here.t, item, words, galleries, found) for item in items]


async def _view(here: Visit) -> View:
    view = read_view(here.request.query, here.rooms.keys)
    if view.by is None:
        return view
    author = await comments.find_comment(here.rooms.db, view.by)
    known = author is not None and author.site == here.site and bool(author.digest)
    digest = author.digest if author is not None and known else "nobody"
    return replace(view, wanted=replace(view.wanted, author=digest))


async def _chips(here: Visit, view: View) -> list[tuple[str, str]]:
    """Each filter that is set in words, with the address without it."""
    given, t = view.query, here.t
    gallery, _, number = given.get("picture", "").rpartition(":")
    reason = wording.REASONS.get(given.get("reason", ""), given.get("reason", ""))
    level = wording.LEVELS.get(view.wanted.level, ("", ""))[0]
    said = {
        "q": f"“{given.get('q')}”",
        "thread": t("one thread"),
        "picture": t("picture {number} of {gallery}", number=number, gallery=gallery)
        if gallery
        else t("gallery {key}", key=number),
        "reason": t(reason),
        "level": t("{level} or more", level=t(level)),
        "author": t("by {name}", name=given.get("author", "")),
        "by": t("by one author"),
        "from": t("from {day}", day=given.get("from", "")),
        "to": t("until {day}", day=given.get("to", "")),
    }
    if view.wanted.thread and (thread := await threads.find_thread(here.rooms.db, view.wanted.thread)):
        said["thread"] = thread.title or thread.url
    if view.by and (author := await comments.find_comment(here.rooms.db, view.by)) and author.site == here.site:
        said["by"] = t("by {name}", name=author.author_name)
    base = {**here.tail, "tab": view.tab, **given}
    return [(said[name], f"/desk{kept(base, **{name: ''})}") for name in given if name in said]


async def without_slash(_request: web.Request) -> web.StreamResponse:
    """GET /desk/: the way people type it."""
    return see_other("/desk")


ROUTES = (
    web.get("/desk", show_queue),
    web.get("/desk/", without_slash),
    web.get("/desk/comments/{comment}", show_comment),
)
