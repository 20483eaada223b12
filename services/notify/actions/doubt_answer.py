"""Note that a reader says an answer isn't right; the first such report asks a person to look.

In: an answer's id and the reader's words. Out: a note for the desk, one mail to whoever is responsible.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from services.notify.actions.route_question import mail_question
from services.notify.store import questions
from services.notify.store.statements import SQL
from shared.errors import NotFound
from shared.postgres import Transaction

MOST: Final = 50
LONGEST: Final = 1_000
_DOUBT: Final = 1_000
"""Added to the round, so that a doubt's mail isn't taken for the escalation of the same round."""


async def doubt_answer(tx: Transaction, answer: UUID, *, words: str, now: datetime) -> bool:
    """False when there are so many reports that one more tells nothing new. Raises NotFound."""
    row = await tx.fetch_row(SQL.find_answer, answer)
    if row is None or row["state"] not in ("live", "accepted"):
        raise NotFound("This answer isn't published any more.")
    reports = await tx.fetch_value(SQL.count_reports, row["question"])
    if reports >= MOST:
        return False
    words = words.strip()[:LONGEST]
    await questions.note(tx, row["question"], now=now, who="reader", what="doubted", words=words)
    question = await questions.lock_question(tx, row["question"])
    people = await questions.list_experts(tx, row["site"])
    if reports == 0 and question is not None and people:
        judge = min(people, key=lambda person: ({"editor": 0, "owner": 1}.get(person["role"], 2), str(person["id"])))
        said = words or "(no words)"
        note = f"A reader says that the published answer isn't right. The answer: {row['text']} The reader: {said}"
        await mail_question(
            tx,
            question,
            judge["id"],
            language=judge["language"],
            kind="escalation",
            now=now,
            notes=(note,),
            version=question["round"] + _DOUBT,
        )
    return True
