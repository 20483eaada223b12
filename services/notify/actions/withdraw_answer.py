"""Take an answer back: the reply goes, its rule rests, what it taught is forgotten, the question is open again.

In: an answer's id and who took it back. Out: `reply.withdrawn`, and the question with a person.
"""

from datetime import datetime
from uuid import UUID

from services.notify.actions.learn_answer import forget_answer
from services.notify.actions.route_question import route_question
from services.notify.store import questions
from services.notify.store.statements import SQL
from shared.errors import Conflict, NotFound
from shared.events import ReplyWithdrawn
from shared.postgres import Row, Transaction

LIVE = ("live", "accepted")


async def withdraw_answer(tx: Transaction, answer: UUID, *, actor_name: str, now: datetime, reason: str = "") -> bool:
    """False when it was withdrawn before. Raises NotFound."""
    row = await lock_answer(tx, answer)
    if row["state"] not in LIVE:
        return False
    await take_back(tx, row, now=now, reason=reason)
    await pause_rules(tx, row, actor_name=actor_name, now=now)
    await questions.note(tx, row["question"], now=now, who=actor_name, what="withdrawn", words=reason)
    await reopen_resting_on(tx, await forget_answer(tx, row["site"], answer, row["answer_ref"]), now=now)
    await reopen(tx, row["question"], now=now, why=f"{actor_name} took back the answer: {row['text']}")
    return True


async def lock_answer(tx: Transaction, answer: UUID) -> Row:
    """The answer with its question's columns. Raises NotFound."""
    row = await tx.fetch_row(SQL.lock_answer, answer)
    if row is None:
        raise NotFound("There is no such answer.")
    return row


async def take_back(tx: Transaction, row: Row, *, now: datetime, reason: str = "") -> None:
    """Mark one live answer withdrawn and ask comments to remove its reply."""
    if row["state"] not in LIVE:
        raise Conflict("This answer isn't published.")
    await tx.execute(SQL.set_answer_state, row["id"], "withdrawn", now)
    await tx.emit(
        ReplyWithdrawn(
            answer=row["id"], site=row["site"], comment=row["comment"], reason=reason, version=row["version"] + 1
        )
    )


async def pause_rules(tx: Transaction, row: Row, *, actor_name: str, now: datetime) -> None:
    """Let the rules that published an answer of the archive rest on this site."""
    if row["kind"] == "archive":
        for rule in row["rules"]:
            await tx.execute(SQL.add_archive_pause, row["site"], rule, now, actor_name, row["id"])


async def reopen_resting_on(tx: Transaction, refs: list[str], *, now: datetime) -> int:
    """Take back the answers that repeated these earlier ones and open their questions again; how many."""
    resting = await tx.fetch(SQL.list_answers_resting_on, refs) if refs else []
    count = 0
    for found in resting:
        row = await lock_answer(tx, found["id"])
        if row["state"] in LIVE:
            await take_back(tx, row, now=now, reason="the answer it rested on was corrected")
            await reopen(tx, row["question"], now=now, why="the earlier answer that this one repeated was corrected")
            count += 1
    return count


async def reopen(tx: Transaction, question: UUID, *, now: datetime, why: str) -> None:
    """Give the question to a person again, in a new round."""
    await tx.execute(SQL.start_question_round, question)
    await route_question(tx, question, now=now, notes=(why,))
