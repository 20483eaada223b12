"""What happened to every mail, for people who ask: lists, attempts, another try."""

from datetime import datetime
from uuid import UUID

from services.notify.store.statements import SQL, Statements
from shared.postgres import Row, Transaction


async def find_delivery(db: Statements, delivery: UUID) -> Row | None:
    """One delivery."""
    return await db.fetch_row(SQL.find_delivery, delivery)


async def list_deliveries(
    db: Statements,
    *,
    sites: list[str] | None,
    state: str = "",
    kind: str = "",
    comment: UUID | None = None,
    recipient: str = "",
    limit: int = 50,
    offset: int = 0,
) -> list[Row]:
    """Deliveries, newest first; `sites` None is every site."""
    return await db.fetch(SQL.list_deliveries, sites, state, kind, comment, recipient, limit, offset)


async def count_deliveries(db: Statements, sites: list[str] | None) -> dict[str, int]:
    """How many deliveries are in each state."""
    return {row["state"]: row["total"] for row in await db.fetch(SQL.count_deliveries, sites)}


async def count_waiting(db: Statements) -> int:
    """How many deliveries wait."""
    return int(await db.fetch_value(SQL.count_waiting))


async def list_attempts(db: Statements, delivery: UUID) -> list[Row]:
    """Every attempt at one delivery, oldest first."""
    return await db.fetch(SQL.list_attempts, delivery)


async def send_again(tx: Transaction, delivery: UUID, now: datetime) -> bool:
    """Queue a finished delivery once more; False when it can't be."""
    return await tx.execute(SQL.send_again, delivery, now) > 0


async def delete_old_deliveries(db: Statements, before: datetime, limit: int) -> int:
    """Delete finished deliveries created before this time."""
    return await db.execute(SQL.delete_old_deliveries, before, limit)
