"""Which of notify's answers are posted, and which were taken back, as rows."""

from uuid import UUID

from services.comments.store import Reading
from shared import sql
from shared.postgres import Transaction

SQL = sql.load(__file__)


async def find_by_answer(on: Reading, answer: UUID) -> UUID | None:
    """The reply that was posted for an answer."""
    found: UUID | None = await on.fetch_value(SQL.find_by_answer, answer)
    return found


async def insert_withdrawn(tx: Transaction, answer: UUID, version: int) -> None:
    """Remember that an answer was taken back at this version."""
    await tx.execute(SQL.insert_withdrawn, answer, version)


async def find_withdrawn(on: Reading, answer: UUID) -> int:
    """The version at which an answer was taken back, 0 when it was not."""
    version: int | None = await on.fetch_value(SQL.find_withdrawn, answer)
    return version or 0
