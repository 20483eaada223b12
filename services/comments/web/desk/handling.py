"""What else is done with one comment: answered in the editors' name, corrected, pinned, picked."""

from collections.abc import Awaitable

from aiohttp import web

from services.comments.actions.answer_comment import answer_comment
from services.comments.actions.correct_comment import correct_comment
from services.comments.actions.mark_comment import mark_comment
from services.comments.routes.rooms import ip_of
from services.comments.web.desk.trying import tried
from services.comments.web.desk.visit import ARRANGES, DECIDES, Visit, id_in, visit
from shared.desk import later

LONGEST = 120_000


async def answer(request: web.Request) -> web.StreamResponse:
    """Answer under the comment, in one's own name as staff."""
    here = await visit(request, *DECIDES, limit=LONGEST)
    rooms, comment = here.rooms, id_in(request, "comment")
    action = answer_comment(
        rooms.db,
        rooms.clock,
        rooms.keys,
        rooms.sites,
        site=here.site,
        comment=comment,
        text=here.form.text("text"),
        actor=here.actor,
        ip=ip_of(request),
    )
    return await tried(here, action, said=here.t("Your answer is public."), leads=f"/desk/comments/{comment}")


async def correct(request: web.Request) -> web.StreamResponse:
    """Change the comment's text; what it said is kept."""
    here = await visit(request, *DECIDES, limit=LONGEST)
    comment = id_in(request, "comment")
    action = correct_comment(
        here.rooms.db,
        here.rooms.clock,
        site=here.site,
        comment=comment,
        text=here.form.text("text"),
        version=here.form.integer("version"),
        actor=here.actor,
        reason=here.form.text("reason")[:500],
    )
    return await tried(
        here, action, said=here.t("The text is changed; what it said is kept."), leads=f"/desk/comments/{comment}"
    )


async def mark(request: web.Request) -> web.StreamResponse:
    """Pin or pick, or take that back."""
    here = await visit(request, *ARRANGES)
    wanted, comment = here.form.text("mark"), id_in(request, "comment")
    said = {
        "pin": later("Pinned to the top."),
        "unpin": later("No longer pinned."),
        "pick": later("An editor's pick."),
        "unpick": later("No pick."),
    }
    action = _mark(here, wanted)
    return await tried(here, action, said=here.t(said.get(wanted, "")), leads=f"/desk/comments/{comment}")


def _mark(here: Visit, wanted: str) -> Awaitable[None]:
    pinned = {"pin": True, "unpin": False}.get(wanted)
    pick = {"pick": True, "unpick": False}.get(wanted)
    return mark_comment(
        here.rooms.db,
        here.rooms.clock,
        site=here.site,
        comment=id_in(here.request, "comment"),
        actor=here.actor,
        pinned=pinned,
        pick=pick,
    )


ROUTES = (
    web.post("/desk/comments/{comment}/answer", answer),
    web.post("/desk/comments/{comment}/text", correct),
    web.post("/desk/comments/{comment}/mark", mark),
)
