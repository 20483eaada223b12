"""Accept an answer for good, or publish an expert's addition beside the first.

In: an answer's id. Out: the question accepted; or one more reply.
"""

from datetime import datetime
from uuid import UUID

from services.notify.actions.publish_answer import publish_answer
from services.notify.actions.withdraw_answer import lock_answer
from services.notify.store import questions
from services.notify.store.questions import NewAnswer
from services.notify.store.statements import SQL
from shared.errors import Conflict
from shared.postgres import Transaction


async def accept_answer(tx: Transaction, answer: UUID, *, actor_name: str, now: datetime) -> None:
    """Raises NotFound, and Conflict for an answer that is neither published nor an addition."""
    row = await lock_answer(tx, answer)
    if row["state"] == "addition":
        await tx.execute(SQL.set_answer_state, answer, "live", now)
        await questions.note(tx, row["question"], now=now, who=actor_name, what="added", words=row["text"])
        addition = NewAnswer(
            id=answer,
            question=row["question"],
            kind=row["kind"],
            state="live",
            author_name=row["author_name"],
            text=row["text"],
            language=row["language"],
        )
        await publish_answer(tx, addition, site=row["site"], comment=row["comment"])
        return
    if row["state"] != "live":
        raise Conflict("Only a published answer can be accepted.")
    await tx.execute(SQL.set_answer_state, answer, "accepted", now)
    await questions.set_state(tx, row["question"], "accepted", now)
    await questions.note(tx, row["question"], now=now, who=actor_name, what="accepted")
