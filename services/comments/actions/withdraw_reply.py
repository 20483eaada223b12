"""Takes an answer away that notify took back.

In: `reply.withdrawn`. Out: the reply is removed; an answer that comes late is not posted.
"""

from services.comments.actions.decide_comment import decide_in
from services.comments.domain import Decision, State
from services.comments.store import answers, comments
from shared.clock import Clock
from shared.events import Actor, ReplyWithdrawn
from shared.postgres import Transaction


async def withdraw_reply(tx: Transaction, clock: Clock, event: ReplyWithdrawn) -> None:
    """Remove the posted answer, once."""
    await answers.insert_withdrawn(tx, event.answer, event.version)
    posted = await answers.find_by_answer(tx, event.answer)
    reply = await comments.lock_comment(tx, posted) if posted else None
    if reply is None or reply.state != State.PUBLISHED or reply.answer_version > event.version:
        return
    actor = Actor(kind="system", name="notify", via="api")
    await decide_in(tx, reply, Decision.REMOVE, actor=actor, now=clock.now(), reason=event.reason)
