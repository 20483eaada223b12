"""Lets a member of staff decide about a comment; the first decision wins.

In: a decision, by whom, and which version was seen. Out: where the comment stands and who decided it.
"""

from datetime import datetime
from uuid import UUID

from services.comments import telling
from services.comments.domain import Decision, State, after
from services.comments.staff_shapes import Decided
from services.comments.store import audit, comments, pictures
from services.comments.store.records import Audit, Comment
from services.comments.store.visibility import move_comment
from shared.clock import Clock
from shared.errors import Conflict, NotFound
from shared.events import Actor, CommentHeld, CommentPublished, CommentRejected, CommentRemoved, Event
from shared.postgres import Database, Transaction

_DONE = {
    "approve": "approved",
    "reject": "rejected",
    "spam": "marked as spam",
    "remove": "removed",
    "hold": "put back",
    "undo": "undid a decision about",
    "delete": "deleted",
}


async def decide_comment(
    db: Database,
    clock: Clock,
    *,
    comment: UUID,
    decision: Decision,
    actor: Actor,
    site: str = "",
    version: int | None = None,
    reason: str = "",
    batch: UUID | None = None,
) -> Decided:
    """Decide. Raises NotFound (also for another `site`) and Conflict, whose message names who was first."""
    async with db.transaction() as tx:
        found = await comments.lock_comment(tx, comment)
        if found is None or (site and found.site != site):
            raise NotFound("there is no such comment", code="comment_not_found")
        last = await audit.last_decision(tx, comment)
        if version is not None and version != found.version:
            raise Conflict(_who(last), code="decided_before")
        now = clock.now()
        if decision is Decision.UNDO:
            return await undo_in(tx, found, last, actor=actor, now=now, reason=reason, batch=batch)
        return await decide_in(tx, found, decision, actor=actor, now=now, reason=reason, batch=batch)


async def decide_in(
    tx: Transaction,
    comment: Comment,
    decision: Decision,
    *,
    actor: Actor,
    now: datetime,
    reason: str = "",
    batch: UUID | None = None,
) -> Decided:
    """Decide about a locked comment in a transaction of the caller. Raises Conflict when it is there already."""
    if decision is Decision.APPROVE and comment.state == State.PUBLISHED and comment.reports:
        await comments.clear_reports(tx, comment.id)
        moved = comment
    else:
        moved = await move_comment(tx, comment, after(State(comment.state), decision), now)
        await tx.emit(await decided_event(tx, moved, actor, reason))
    await audit.insert_audit(
        tx,
        site=comment.site,
        thread=comment.thread,
        comment=comment.id,
        action=decision,
        actor=actor,
        now=now,
        from_state=comment.state,
        to_state=moved.state,
        reason=reason,
        batch=batch,
    )
    return _decided(moved, actor, now)


async def undo_in(
    tx: Transaction,
    comment: Comment,
    last: Audit | None,
    *,
    actor: Actor,
    now: datetime,
    reason: str = "",
    batch: UUID | None = None,
) -> Decided:
    """Take the last decision about a locked comment back. Raises Conflict when there is none to take back."""
    undoable = last is not None and last.action not in {Decision.UNDO, "delete"} and last.to_state == comment.state
    if last is None or not undoable or last.from_state == comment.state:
        raise Conflict("there is no decision to take back", code="nothing_to_undo")
    moved = await move_comment(tx, comment, State(last.from_state), now)
    await tx.emit(await decided_event(tx, moved, actor, reason))
    await audit.insert_audit(
        tx,
        site=comment.site,
        thread=comment.thread,
        comment=comment.id,
        action=Decision.UNDO,
        actor=actor,
        now=now,
        from_state=comment.state,
        to_state=moved.state,
        reason=reason,
        batch=batch,
        undoes=last.id,
    )
    return _decided(moved, actor, now)


async def decided_event(tx: Transaction, comment: Comment, actor: Actor, reason: str) -> Event:
    """What the others are told of a comment's new state."""
    galleries = await pictures.find_galleries(tx, comment.site, [comment.gallery] if comment.gallery else [])
    told = telling.tell_comment(comment, galleries.get(comment.gallery))
    if comment.state == State.PUBLISHED:
        return CommentPublished(comment=told, decided_by=actor)
    if comment.state == State.HELD:
        return CommentHeld(comment=told, reasons=telling.tell_reasons(comment.reasons))
    if comment.state == State.REMOVED:
        return CommentRemoved(comment=told, removed_by=actor, reason=reason)
    return CommentRejected(comment=told, decided_by=actor, reason=reason)


def _decided(comment: Comment, actor: Actor, now: datetime) -> Decided:
    return Decided(
        id=comment.id,
        state=comment.state,
        version=comment.version,
        decided_by=actor.name,
        decided_at=now,
        changed=True,
    )


def _who(last: Audit | None) -> str:
    if last is None:
        return "the comment was changed while you looked at it"
    return f"{last.actor_name} {_DONE.get(last.action, last.action)} this comment at {last.created_at:%H:%M} UTC"
