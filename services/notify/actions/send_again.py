"""Send a mail once more because a person asked for it; limits and batching don't apply, suppression does."""

from datetime import datetime
from uuid import UUID

from services.notify.store import ledger
from shared.errors import Conflict, NotFound
from shared.postgres import Transaction


async def send_again(tx: Transaction, delivery: UUID, *, sites: list[str] | None, now: datetime) -> None:
    """Queue it again. Raises NotFound, and Conflict when it is on its way or may not be repeated (sign-in)."""
    row = await ledger.find_delivery(tx, delivery)
    if row is None or (sites is not None and row["site"] not in sites):
        raise NotFound("There is no such delivery.")
    if not await ledger.send_again(tx, delivery, now):
        raise Conflict("It is on its way already, or it may not be sent twice.", code="not_repeatable")
