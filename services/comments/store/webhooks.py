"""Webhooks, their deliveries and each attempt, as rows."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from services.comments.store import Reading
from services.comments.store.records import record
from shared import sql
from shared.postgres import Row, Transaction

SQL = sql.load(__file__)
LEASE_SECONDS = 60.0


class Webhook(Struct, frozen=True, kw_only=True):
    """A publisher's address that is told of events; its secret is shown once, when it is made."""

    id: UUID
    site: str
    url: str
    events: list[str]
    active: bool
    created_by: str
    created_at: datetime


class Delivery(Struct, frozen=True, kw_only=True):
    """One event for one webhook, and what came of it."""

    id: int
    event_id: UUID
    event_type: str
    comment: UUID | None
    state: str
    attempts: int
    next_at: datetime
    created_at: datetime
    last_status: int | None
    last_error: str | None
    last_milliseconds: int | None


async def insert_webhook(tx: Transaction, new: Webhook, secret: str) -> None:
    """Add it."""
    row = (new.id, new.site, new.url, secret, new.events, new.created_by, new.created_at)
    await tx.execute(SQL.insert_webhook, *row)


async def list_webhooks(on: Reading, site: str) -> list[Webhook]:
    """A site's webhooks."""
    return [record(Webhook, row) for row in await on.fetch(SQL.list_webhooks, site)]


async def set_webhook_active(tx: Transaction, site: str, webhook: UUID, *, active: bool) -> bool:
    """Switch it on or off; False when there is none."""
    return bool(await tx.execute(SQL.set_webhook_active, webhook, site, active))


async def delete_webhook(tx: Transaction, site: str, webhook: UUID) -> bool:
    """Take it away with its log; False when there is none."""
    return bool(await tx.execute(SQL.delete_webhook, webhook, site))


async def claim_deliveries(tx: Transaction, now: datetime, limit: int) -> list[Row]:
    """Deliveries that are due, for one attempt of ours alone within the lease."""
    return await tx.fetch(SQL.claim_deliveries, now, limit, LEASE_SECONDS)


async def record_attempt(
    tx: Transaction,
    delivery: int,
    *,
    number: int,
    status: int,
    error: str,
    milliseconds: int,
    now: datetime,
    state: str,
    next_at: datetime,
) -> None:
    """Log an attempt and say how the delivery stands."""
    await tx.execute(SQL.insert_attempt, delivery, number, status, error, milliseconds, now)
    await tx.execute(SQL.finish_delivery, delivery, state, next_at)


async def retry_delivery(tx: Transaction, site: str, delivery: int, now: datetime) -> bool:
    """Send it once more, now; False when there is none or it waits already."""
    return bool(await tx.execute(SQL.retry_delivery, delivery, site, now))


async def list_deliveries(on: Reading, site: str, webhook: UUID, before: int = 2**62) -> list[Delivery]:
    """What a webhook was sent, the last first; at most 100."""
    return [record(Delivery, row) for row in await on.fetch(SQL.list_deliveries, webhook, site, before)]
