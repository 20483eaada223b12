"""Applies a decision that was taken by mail; a later one changes nothing.

In: `decision.requested`. Out: the comment's new state, or nothing when somebody was first.
"""

from services.comments.actions.decide_comment import decide_in, undo_in
from services.comments.domain import Decision, State
from services.comments.store import audit, comments
from services.comments.store.records import Audit, Comment
from shared import logs
from shared.clock import Clock
from shared.errors import Conflict
from shared.events import DecisionRequested
from shared.postgres import Transaction

log = logs.get("decisions")


async def apply_decision(tx: Transaction, clock: Clock, event: DecisionRequested) -> None:
    """Decide, if nobody has. A comment that is gone, and a word that is no decision, are left alone and noted."""
    comment = await comments.lock_comment(tx, event.comment)
    if comment is None or comment.site != event.site or event.decision not in set(Decision):
        log.warning("decision_ignored", comment=str(event.comment), decision=event.decision)
        return
    decision = Decision(event.decision)
    last = await audit.last_decision(tx, comment.id)
    try:
        if decision is Decision.UNDO:
            await undo_in(tx, comment, last, actor=event.actor, now=clock.now(), reason=event.reason)
        elif _open(comment, last):
            await decide_in(tx, comment, decision, actor=event.actor, now=clock.now(), reason=event.reason)
    except Conflict as refused:
        log.info("decision_too_late", comment=str(comment.id), code=refused.code)


def _open(comment: Comment, last: Audit | None) -> bool:
    """Held, reported, or published without anybody's decision: nobody has decided yet."""
    if comment.state == State.HELD or comment.reports:
        return True
    return comment.state == State.PUBLISHED and last is None
