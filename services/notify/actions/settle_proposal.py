"""Confirm or refuse what the archive proposes in shadow mode.

In: a proposed answer and an editor's word. Out: the answer published, or put aside; the score counted.
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


async def settle_proposal(tx: Transaction, answer: UUID, *, right: bool, actor_name: str, now: datetime) -> None:
    """Publish the proposal, or refuse it. Raises NotFound, and Conflict when it was settled before."""
    row = await lock_answer(tx, answer)
    if row["state"] != "proposed":
        raise Conflict("This proposal was settled before.")
    await tx.execute(SQL.score_shadow, row["site"], int(right), int(not right))
    await questions.note(
        tx, row["question"], now=now, who=actor_name, what="confirmed" if right else "refused", words=row["text"]
    )
    if not right:
        await tx.execute(SQL.set_answer_state, answer, "refused", now)
        return
    if await tx.fetch_row(SQL.find_live_answer, row["question"]) is not None:
        raise Conflict("Somebody answered this question meanwhile.")
    await tx.execute(SQL.set_answer_state, answer, "live", now)
    await questions.set_state(tx, row["question"], "auto_answered", now)
    await publish_answer(
        tx,
        NewAnswer(
            id=answer,
            question=row["question"],
            kind=row["kind"],
            state="live",
            author_name=row["author_name"],
            text=row["text"],
            language=row["language"],
            entries=tuple(row["entries"]),
            evidence=tuple(row["evidence"]),
            source_name=row["source_name"],
        ),
        site=row["site"],
        comment=row["comment"],
    )
