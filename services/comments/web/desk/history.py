"""The audit trail of a site: who did what, when, why and by which way; the last of each can be undone."""

from aiohttp import web

from services.comments.store import browsing, staff
from services.comments.store.browsing import END
from services.comments.web.desk.visit import DECIDES, kept, visit
from shared.desk import later

PAGE = 50
KINDS = {
    "approve": (later("Approvals"), ("approve",)),
    "turned-down": (later("Turned down"), ("reject", "spam", "remove", "delete")),
    "undo": (later("Undone"), ("undo",)),
    "edit": (later("Texts changed"), ("edit",)),
    "authors": (later("Authors judged"), ("author_none", "author_trusted", "author_held", "author_banned")),
    "threads": (later("Threads"), ("close_thread", "open_thread", "merge_threads", "remap_thread")),
    "site": (later("Settings and staff"), ("add_site", "change_site", "change_moderator")),
}
"""Name in the address → words, and the actions it stands for."""


async def show_history(request: web.Request) -> web.StreamResponse:
    """A page of the trail, the last first, perhaps of one person or one kind."""
    here = await visit(request, *DECIDES)
    kind, actor = request.query.get("kind", ""), request.query.get("who", "")
    before = request.query.get("before", "")
    lines = await browsing.browse_history(
        here.rooms.db,
        here.site,
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 19 else END,
        actor=actor,
        actions=KINDS[kind][1] if kind in KINDS else (),
        limit=PAGE + 1,
    )
    page, more = lines[:PAGE], len(lines) > PAGE
    base = {**here.tail, "kind": kind, "who": actor}
    return here.page(
        "history.html",
        lines=page,
        kinds=[("", here.t("Everything")), *((name, here.t(words)) for name, (words, _) in KINDS.items())],
        kind=kind,
        actor=actor,
        people=sorted({one.name for one in await staff.list_moderators(here.rooms.db, here.site)}),
        older=kept(base, before=str(page[-1].audit.id)) if more else "",
        back=request.path_qs,
    )


ROUTES = (web.get("/desk/history", show_history),)
