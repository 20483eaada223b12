"""Ask comments to post an answer under its question, or to replace the one it posted.

In: a stored answer. Out: `reply.requested` in the caller's transaction.
"""

from typing import Final
from uuid import UUID

from services.notify.store.questions import NewAnswer
from shared.events import ReplyRequested
from shared.postgres import Transaction

NAMES: Final = {
    "en": "From the archive",
    "it": "Dall'archivio",
    "de": "Aus dem Archiv",
    "fr": "Des archives",
}


async def publish_answer(tx: Transaction, answer: NewAnswer, *, site: str, comment: UUID, version: int = 1) -> None:
    """Emit the reply; a higher version replaces the text."""
    await tx.emit(
        ReplyRequested(
            answer=answer.id,
            site=site,
            comment=comment,
            kind=answer.kind,
            author_name=answer.author_name or NAMES.get(answer.language, NAMES["en"]),
            text=answer.text,
            version=version,
            language=answer.language,
            evidence=answer.evidence,
            source_name=answer.source_name,
            not_right_path=f"/mail/not-right/{answer.id}",
        )
    )
