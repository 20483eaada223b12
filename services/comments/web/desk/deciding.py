"""Decisions taken at the desk: one, many at once, and the way back.

In: a form with what was seen (the version). Out: the next page, or the row that takes the comment's place.
Who comes second is told who decided: that is a row, not an error page.
"""

from uuid import UUID

from aiohttp import web

from services.comments.actions.decide_comment import decide_comment
from services.comments.domain import Decision
from services.comments.store import audit, comments, desk as store
from services.comments.web.desk import wording
from services.comments.web.desk.queue import cards_of, find_item, tabs
from services.comments.web.desk.visit import DECIDES, Visit, id_in, visit
from shared import desk
from shared.desk import Flash, Undo
from shared.errors import Conflict, Field, Invalid, NotFound
from shared.ids import uuid7

MOST = 200


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
    undo = Undo(action="/desk/undo", fields={**here.tail, "comment": str(comment), "line": str(line.id if line else 0)})
    if desk.wants_fragment(request):
        return await _row(here, comment, said=_done(decision), undo=undo)
    found = await comments.find_comment(here.rooms.db, comment)
    said = f"{_done(decision)} the comment by {found.author_name if found else 'a reader'}."
    return desk.look_there(here.back("/desk"), Flash(text=said, undo=undo))


async def decide_many(request: web.Request) -> web.StreamResponse:
    """Decide about all that are ticked, each as it was seen; one undo takes all of it back."""
    here = await visit(request, *DECIDES)
    decision = _decision(here)
    seen = _seen(here)
    batch, late = uuid7(), []
    for comment, version in seen:
        try:
            await decide_comment(
                here.rooms.db,
                here.rooms.clock,
                comment=comment,
                decision=decision,
                actor=here.actor,
                site=here.site,
                version=version,
                reason=here.form.text("reason")[:500],
                batch=batch,
            )
        except (Conflict, NotFound) as refused:
            late.append(refused.message)
    here.rooms.changes.stir()
    done = len(seen) - len(late)
    said = f"{_done(decision)} {wording.count_words(done, 'comment')}."
    if late:
        said += f" {wording.count_words(len(late), 'was', 'were')} left as they are: {late[0]}."
    undo = Undo(action="/desk/undo", fields={**here.tail, "batch": str(batch)}) if done else None
    return desk.look_there(here.back("/desk"), Flash(text=said, kind="done" if done else "note", undo=undo))


async def undo(request: web.Request) -> web.StreamResponse:
    """Take a decision back, or all of a batch, as far as nobody has decided anew since."""
    here = await visit(request, *DECIDES)
    batch = here.form.ids("batch")
    one = here.form.ids("comment")
    wanted = await store.list_batch(here.rooms.db, here.site, batch[0]) if batch else one[:1]
    line = here.form.integer("line")
    done, late = 0, ""
    for comment in wanted:
        try:
            await _undo_one(here, comment, line=line, batch=batch[0] if batch else None)
            done += 1
        except (Conflict, NotFound) as refused:
            late = refused.message
    here.rooms.changes.stir()
    if desk.wants_fragment(request) and one:
        return await _row(here, one[0], said="Restored") if done else await _too_late(here, one[0], Conflict(late))
    if not done:
        return desk.look_there(
            here.back("/desk"), Flash(text=f"Nothing was undone: {late or 'nothing to undo'}.", kind="note")
        )
    return desk.look_there(here.back("/desk"), Flash(text=f"Undone: {wording.count_words(done, 'comment')} as before."))


async def _undo_one(here: Visit, comment: UUID, *, line: int, batch: UUID | None) -> None:
    found = await comments.find_comment(here.rooms.db, comment)
    last = await audit.last_decision(here.rooms.db, comment)
    if found is None or last is None:
        raise NotFound("there is no decision to undo")
    if (line and last.id != line) or (batch and last.batch != batch):
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
    said = f"{refused.message[:1].upper()}{refused.message[1:]}"
    if desk.wants_fragment(here.request):
        return await _row(here, comment, said=said, late=True)
    return desk.look_there(here.back("/desk"), Flash(text=f"{said}. Nothing was changed.", kind="note"))


async def _row(here: Visit, comment: UUID, *, said: str, undo: Undo | None = None, late: bool = False) -> web.Response:
    item = await find_item(here, comment)
    counts = await store.count_queue(here.rooms.db, here.site)
    return here.fragment(
        "row.html",
        status=409 if late else 200,
        card=(await cards_of(here, [item]))[0],
        said=said,
        undo=undo,
        late=late,
        settled=late or undo is not None,
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
    if not 1 <= len(seen) <= MOST:
        raise Invalid(f"tick 1 to {MOST} comments first")
    return seen


def _done(decision: Decision) -> str:
    return wording.done_words(decision).capitalize()


ROUTES = (
    web.post("/desk/comments/{comment}/decision", decide),
    web.post("/desk/decisions", decide_many),
    web.post("/desk/undo", undo),
)
