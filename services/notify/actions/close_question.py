"""Close a question: its comment was removed or refused, or an editor says that nobody needs to answer.

In: a comment's or a question's id. Out: no reminders any more; a live answer's reply goes with its comment.
"""

from datetime import datetime
from uuid import UUID

from services.notify.actions.withdraw_answer import LIVE, lock_answer, take_back
from services.notify.store import questions
from services.notify.store.statements import SQL
from shared.postgres import Transaction


async def close_question_of(tx: Transaction, comment_id: UUID, *, now: datetime) -> bool:
    """Close the question that this comment asked and forget its words; False when it asked none."""
    found = await questions.find_question_of_comment(tx, comment_id)
    if found is None:
        return False
    for answer in await tx.fetch(SQL.list_answers, found["id"]):
        if answer["state"] in LIVE:
            await take_back(tx, await lock_answer(tx, answer["id"]), now=now, reason="the question was removed")
    await tx.execute(SQL.erase_question_of_comment, comment_id, now)
    await tx.execute(SQL.forget_learnt_words, found["id"])
    await questions.note(tx, found["id"], now=now, who="system", what="closed", words="the comment was removed")
    return True


async def close_question(tx: Transaction, question: UUID, *, actor_name: str, now: datetime) -> None:
    """Close it at the desk; an answer that is published stays."""
    await questions.set_state(tx, question, "closed", now)
    await questions.note(tx, question, now=now, who=actor_name, what="closed")
