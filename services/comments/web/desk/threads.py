"""Threads: found by title or address, closed, merged, moved to another address."""

from uuid import UUID

from aiohttp import web

from services.comments.actions.close_thread import close_thread
from services.comments.actions.list_queue import list_queue
from services.comments.actions.merge_threads import merge_threads, remap_thread
from services.comments.domain import State
from services.comments.store import arranging, browsing, desk as store, pictures, threads
from services.comments.store.desk import END, LAST, Filter
from services.comments.store.records import Thread
from services.comments.web.desk.filters import read_mark
from services.comments.web.desk.queue import cards_of
from services.comments.web.desk.trying import tried
from services.comments.web.desk.visit import ARRANGES, DECIDES, Visit, id_in, kept, visit
from shared import desk
from shared.desk import Flash
from shared.errors import NotFound

PAGE = 30


async def show_threads(request: web.Request) -> web.StreamResponse:
    """The site's threads, the last written in first."""
    here = await visit(request, *DECIDES)
    words = request.query.get("q", "").strip()
    before = read_mark(request.query.get("after", "")) or (END, LAST)
    rows = await store.list_threads(here.rooms.db, here.site, words=words, before=before, limit=PAGE + 1)
    page, more = rows[:PAGE], len(rows) > PAGE
    mark = f"{page[-1].updated_at.isoformat()}~{page[-1].id}" if more else ""
    return here.page(
        "threads.html",
        rows=page,
        waiting=await browsing.browse_waiting(here.rooms.db, here.site, [row.id for row in page]),
        words=words,
        older=kept({**here.tail, "q": words}, after=mark) if more else "",
    )


async def show_thread(request: web.Request) -> web.StreamResponse:
    """One thread: its addresses, what waits in it, what was said last, and its tools."""
    here = await visit(request, *DECIDES)
    thread = await _thread(here)
    if target := await arranging.find_target(here.rooms.db, thread.id):
        return desk.look_there(here.address(f"/desk/threads/{target}"))
    wanted = Filter(states=tuple(State), thread=thread.id)
    page = await list_queue(here.rooms.db, site=here.site, tab="all", wanted=wanted, limit=10)
    return here.page(
        "thread.html",
        thread=thread,
        waiting=(await browsing.browse_waiting(here.rooms.db, here.site, [thread.id])).get(thread.id, 0),
        urls=await browsing.browse_urls(here.rooms.db, thread.id),
        gallery=await pictures.find_gallery_of_thread(here.rooms.db, here.site, thread.id),
        lines=await browsing.browse_history(
            here.rooms.db,
            here.site,
            thread=thread.id,
            actions=("close_thread", "open_thread", "merge_threads", "remap_thread"),
        ),
        cards=await cards_of(here, page.items),
        back=request.path_qs,
    )


async def change_state(request: web.Request) -> web.StreamResponse:
    """Close the thread to new comments, or open it."""
    here = await visit(request, *DECIDES)
    thread, closed = id_in(request, "thread"), here.form.text("closed") == "1"
    action = close_thread(
        here.rooms.db,
        here.rooms.clock,
        site=here.site,
        thread=thread,
        closed=closed,
        actor=here.actor,
        reason=here.form.text("reason")[:500],
    )
    said = here.t("The thread is closed: it can be read, not written in." if closed else "The thread is open.")
    return await tried(here, action, said=said, leads=here.address(f"/desk/threads/{thread}"))


async def merge(request: web.Request) -> web.StreamResponse:
    """Move everything of this thread into the one of another page."""
    here = await visit(request, *ARRANGES)
    thread = await _thread(here)
    target = await _target(here, here.form.text("into"))
    if target is None:
        fault = Flash(text=here.t("No thread of this site has that address or id."), kind="fault")
        return desk.look_there(here.address(f"/desk/threads/{thread.id}"), fault)
    action = merge_threads(
        here.rooms.db, here.rooms.clock, site=here.site, source=thread.id, target=target, actor=here.actor
    )
    said = here.t("The threads are one; every old address leads here.")
    return await tried(here, action, said=said, leads=here.address(f"/desk/threads/{target}"))


async def remap(request: web.Request) -> web.StreamResponse:
    """Give the thread the new address of its page."""
    here = await visit(request, *ARRANGES)
    thread = id_in(request, "thread")
    action = remap_thread(
        here.rooms.db,
        here.rooms.clock,
        site=here.site,
        thread=thread,
        url=here.form.text("url"),
        actor=here.actor,
        merge=here.form.flag("merge"),
    )
    said = here.t("The thread has its new address; the old one leads there too.")
    return await tried(here, action, said=said, leads=here.address(f"/desk/threads/{thread}"))


async def _thread(here: Visit) -> Thread:
    found = await threads.find_thread(here.rooms.db, id_in(here.request, "thread"))
    if found is None or found.site != here.site:
        raise NotFound("there is no such thread on this site", code="thread_not_found")
    return found


async def _target(here: Visit, text: str) -> UUID | None:
    """The thread that somebody means by an id, a desk address or a page's address."""
    last = text.rstrip("/").rpartition("/")[2].partition("?")[0]
    try:
        return UUID(last)
    except ValueError:
        pass
    rows = await store.list_threads(here.rooms.db, here.site, words=text, limit=2) if text else []
    return rows[0].id if len(rows) == 1 else None


ROUTES = (
    web.get("/desk/threads", show_threads),
    web.get("/desk/threads/{thread}", show_thread),
    web.post("/desk/threads/{thread}/state", change_state),
    web.post("/desk/threads/{thread}/merge", merge),
    web.post("/desk/threads/{thread}/address", remap),
)
