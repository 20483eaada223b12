"""Queue the mail that tells an asker of the answer, once, or of its correction."""

from datetime import datetime
from uuid import UUID

from services.notify.actions.queue_delivery import queue_delivery
from services.notify.store import readers
from shared.postgres import Transaction


async def tell_askers(
    tx: Transaction, *, site: str, question: UUID, answer: UUID, comment: UUID, kind: str, version: int, now: datetime
) -> int:
    """One mail for each confirmed asker of the comment `question`; `comment` carries the answer. The number queued."""
    queued = 0
    for row in await readers.list_askers(tx, question):
        queued += await queue_delivery(
            tx,
            kind=kind,
            site=site,
            subject=f"answer:{answer}",
            recipient=f"reader:{row['digest']}",
            version=version,
            language=row["language"],
            context={"subscription": str(row["id"]), "comment": str(comment), "question": str(question)},
            now=now,
        )
    return queued
