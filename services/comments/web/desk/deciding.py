"""Decisions taken at the desk: one, many at once, and the way back.

In: a form with what was seen (the version). Out: the next page, or the row that takes the comment's place.
Who comes second is told who decided: that is a row, not an error page.
"""

from uuid import UUID

from aiohttp import web

from services.comments.actions.decide_comment import decide_comment
from services.comments.actions.decide_comments import decide_comments, undo_batch
from services.comments.domain import Decision
from services.comments.store import audit, comments, desk as store
from services.comments.web.desk import wording
from services.comments.web.desk.queue import cards_of, find_item, tabs
from services.comments.web.desk.visit import DECIDES, Visit, id_in, visit
from shared import desk
from shared.desk import Flash, Undo
from shared.desk.wording import capital
from shared.errors import Conflict, Field, Invalid, NotFound


async def decide(request: web.Request) -> web.StreamResponse:
    """Decide about one comment."""
    here = await visit(request, *DECIDES)
    comment = id_in(request, "comment")
    decision = _decision(here)
    try:
        await decide_comment(
            here.rooms.db,
            here.rooms.clock,
            comment=comment,
            decision=decision,
            actor=here.actor,
            site=here.site,
            version=here.form.integer("version") or None,
            reason=here.form.text("reason")[:500],
        )
    except Conflict as refused:
        return await _too_late(here, comment, refused)
    here.rooms.changes.stir()
    line = await audit.last_decision(here.rooms.db, comment)
    fields = {**here.tail, "comment": str(comment), "line": str(line.id if line else 0)}
    undo = Undo(action="/desk/undo", fields=fields) if line and line.from_state != line.to_state else None
    if desk.wants_fragment(request):
        return await _row(here, comment, said=_done(here, decision), undo=undo)
    found = await comments.find_comment(here.rooms.db, comment)
    name = found.author_name if found else here.t("a reader")
    said = here.t("{done} the comment by {name}.", done=_done(here, decision), name=name)
    return desk.look_there(here.back("/desk"), Flash(text=said, undo=undo))


async def decide_many(request: web.Request) -> web.StreamResponse:
    """Decide about all that are ticked, each as it was seen; one undo takes all of it back."""
    here = await visit(request, *DECIDES)
    decision = _decision(here)
    seen = dict(_seen(here))
    outcome = await decide_comments(
        here.rooms.db,
        here.rooms.clock,
        site=here.site,
        comments=list(seen),
        decision=decision,
        actor=here.actor,
        reason=here.form.text("reason")[:500],
        seen=seen,
    )
    here.rooms.changes.stir()
    done, late = len(outcome.decided), outcome.skipped
    t = here.t
    said = t("{done} {comments}.", done=_done(here, decision), comments=t("{count} comments", count=done))
    if late:
        said += " " + t("{count} comments left alone: {why}.", count=len(late), why=t.said(late[0].why))
    undo = Undo(action="/desk/undo", fields={**here.tail, "batch": str(outcome.batch)}) if done else None
    return desk.look_there(here.back("/desk"), Flash(text=said, kind="done" if done else "note", undo=undo))


async def undo(request: web.Request) -> web.StreamResponse:
    """Take a decision back, or all of a batch, as far as nobody has decided anew since."""
    here = await visit(request, *DECIDES)
    if batch := here.form.ids("batch"):
        outcome = await undo_batch(here.rooms.db, here.rooms.clock, site=here.site, batch=batch[0], actor=here.actor)
        here.rooms.changes.stir()
        why = outcome.skipped[0].why if outcome.skipped else ""
        return _undone(here, len(outcome.decided), why)
    comment = next(iter(here.form.ids("comment")), None)
    if comment is None:
        raise Invalid("say what to undo")
    late = ""
    try:
        await _undo_one(here, comment, line=here.form.integer("line"))
    except (Conflict, NotFound) as refused:
        late = refused.message
    here.rooms.changes.stir()
    if desk.wants_fragment(request):
        if late:
            return await _too_late(here, comment, Conflict(late))
        return await _row(here, comment, said=here.t("Restored"), settled=False)
    return _undone(here, 0 if late else 1, late)


def _undone(here: Visit, done: int, why: str) -> web.Response:
    t = here.t
    said = t("Undone: {count} comments as before.", count=done) if done else t("Nothing was undone.")
    said += f" {capital(t.said(why))}." if why else ""
    return desk.look_there(here.back("/desk"), Flash(text=said, kind="done" if done else "note"))


async def _undo_one(here: Visit, comment: UUID, *, line: int) -> None:
    found = await comments.find_comment(here.rooms.db, comment)
    last = await audit.last_decision(here.rooms.db, comment)
    if found is None or last is None:
        raise NotFound("there is no decision to undo")
    if line and last.id != line:
        raise Conflict(f"{last.actor_name} has decided about it since")
    await decide_comment(
        here.rooms.db,
        here.rooms.clock,
        comment=comment,
        decision=Decision.UNDO,
        actor=here.actor,
        site=here.site,
        version=found.version,
    )


async def _too_late(here: Visit, comment: UUID, refused: Conflict) -> web.Response:
    said = capital(here.t.said(refused.message))
    if desk.wants_fragment(here.request):
        return await _row(here, comment, said=said, late=True)
    return desk.look_there(here.back("/desk"), Flash(text=f"{said}. {here.t('Nothing was changed.')}", kind="note"))


async def _row(
    here: Visit, comment: UUID, *, said: str, undo: Undo | None = None, late: bool = False, settled: bool = True
) -> web.Response:
    item = await find_item(here, comment)
    counts = await store.count_queue(here.rooms.db, here.site)
    return here.fragment(
        "row.html",
        status=409 if late else 200,
        card=(await cards_of(here, [item]))[0],
        said=said,
        undo=undo,
        late=late,
        settled=settled,
        tab_name=here.form.text("tab"),
        tabs=tabs(here, here.form.text("tab"), {}, counts),
        back=here.back("/desk"),
    )


def _decision(here: Visit) -> Decision:
    text = here.form.text("decision")
    if text not in set(Decision) - {Decision.UNDO}:
        raise Invalid("choose what to do", fields=(Field(pointer="/decision", detail="this is no decision"),))
    return Decision(text)


def _seen(here: Visit) -> list[tuple[UUID, int]]:
    """(comment, version as it was seen) of each ticked row. Raises Invalid."""
    try:
        pairs = [value.partition(":") for value in here.form.all("ids")]
        seen = list(dict.fromkeys((UUID(id), int(version)) for id, _, version in pairs))
    except ValueError as error:
        raise Invalid("this form can't be read; load the page again") from error
    if not seen:
        raise Invalid("tick a comment first")
    return seen


def _done(here: Visit, decision: Decision) -> str:
    return capital(here.t(wording.DONE[decision]))


ROUTES = (
    web.post("/desk/comments/{comment}/decision", decide),
    web.post("/desk/decisions", decide_many),
    web.post("/desk/undo", undo),
)
