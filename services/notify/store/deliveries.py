"""The rows that are mails: queued, claimed, sent, explained."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.notify.domain import KINDS, Delivery, Kind, State, delivery_key
from services.notify.store.statements import SQL, Statements
from shared import trace
from shared.codec import decode, encode
from shared.ids import uuid7
from shared.postgres import Row, Transaction


async def add_delivery(
    tx: Transaction,
    *,
    kind: Kind,
    subject: str,
    recipient: str,
    version: int,
    site: str,
    language: str,
    comment: UUID | None,
    context: dict[str, Any],
    secret: bytes | None,
    not_before: datetime,
    now: datetime,
) -> UUID | None:
    """Queue one mail; None when its key has been queued before."""
    delivery = uuid7()
    added = await tx.execute(
        SQL.add_delivery,
        delivery,
        delivery_key(kind, subject, recipient, version),
        str(kind),
        subject,
        recipient,
        version,
        site,
        language,
        comment,
        KINDS[kind].priority,
        encode(context).decode(),
        secret,
        not_before,
        now,
        trace.correlation(),
        trace.traceparent(),
    )
    return delivery if added else None


async def claim_deliveries(
    db: Statements, *, lease: UUID, now: datetime, hold: timedelta, limit: int
) -> list[Delivery]:
    """Take up to `limit` due deliveries for `hold`; nobody else gets them meanwhile."""
    rows = await db.fetch(SQL.claim_deliveries, lease, now, hold, limit)
    claimed = [
        Delivery(
            id=row["id"],
            kind=Kind(row["kind"]),
            subject=row["subject"],
            recipient=row["recipient"],
            version=row["version"],
            site=row["site"],
            language=row["language"],
            context=decode(row["context"], dict[str, Any]),
            secret=row["secret"],
            comment=row["comment"],
            attempts=row["attempts"],
            created_at=row["created_at"],
            first_tried_at=row["first_tried_at"],
            lease=row["lease"],
            correlation=row["correlation"],
            traceparent=row["traceparent"],
        )
        for row in rows
    ]
    return sorted(claimed, key=lambda delivery: (KINDS[delivery.kind].priority, delivery.created_at))


async def lock_recipient(tx: Transaction, recipient: str) -> None:
    """Let nobody else plan for this recipient until the transaction ends."""
    await tx.execute(SQL.lock_recipient, recipient)


async def gather_facts(
    tx: Transaction, delivery: Delivery, *, moderator: UUID | None, digest: str | None, now: datetime, window: timedelta
) -> Row | None:
    """Everything the plan needs, in one look; None when the site is unknown."""
    return await tx.fetch_row(
        SQL.gather_facts,
        delivery.site,
        moderator,
        digest,
        delivery.comment,
        delivery.recipient,
        now,
        window,
        str(delivery.kind),
        delivery.id,
        delivery.lease,
    )


async def mark_sending(db: Statements, delivery: Delivery, *, now: datetime, hold: timedelta, relay: str) -> bool:
    """Say that DATA comes next; False when the claim was lost."""
    return await db.execute(SQL.mark_sending, delivery.id, delivery.lease, now, hold, relay) > 0


async def mark_sent(
    db: Statements, delivery: Delivery, *, now: datetime, answer: str, relay: str, code: int, seconds: float
) -> None:
    """The relay took it: the attempt and the state in one commit.

    Also after the lease ran out: an accepted mail is never uncertain.
    """
    await db.execute(SQL.mark_sent, delivery.id, delivery.lease, now, answer[:500], relay, code, seconds)


async def mark_uncertain(db: Statements, delivery: Delivery, *, reason: str) -> None:
    """The connection broke after the final dot: it may have been taken."""
    await db.execute(SQL.mark_uncertain, delivery.id, delivery.lease, reason)


async def mark_waiting(
    db: Statements,
    delivery: Delivery,
    *,
    reason: str,
    until: datetime,
    counts: bool,
    answer: str = "",
    tried: datetime | None = None,
) -> None:
    """Put it back until later; the attempt counts only when a relay was reached."""
    await db.execute(SQL.mark_waiting, delivery.id, delivery.lease, reason, until, 0 if counts else 1, answer, tried)


async def mark_ended(db: Statements, delivery: Delivery, *, state: State, reason: str, answer: str = "") -> None:
    """It will not be sent, and this is why."""
    await db.execute(SQL.mark_ended, delivery.id, delivery.lease, str(state), reason, answer)


async def add_attempt(
    db: Statements,
    delivery: UUID,
    *,
    at: datetime,
    relay: str,
    step: str,
    outcome: str,
    code: int,
    answer: str,
    seconds: float,
) -> None:
    """Write one line of the attempt log."""
    await db.execute(SQL.add_attempt, delivery, at, relay, step, outcome, code, answer[:500], seconds)


async def release_expired_claims(db: Statements, now: datetime) -> int:
    """Give back what a mailer claimed and never tried to send."""
    return await db.execute(SQL.release_expired_claims, now)


async def find_expired_sendings(db: Statements, now: datetime) -> list[UUID]:
    """Mark as uncertain what was in DATA when its mailer vanished."""
    return [row["id"] for row in await db.fetch(SQL.find_expired_sendings, now)]


async def settle_arrived(db: Statements, now: datetime) -> list[UUID]:
    """Mark as sent what is uncertain, or would be now, and whose link was used or came back with a mail."""
    return [row["id"] for row in await db.fetch(SQL.settle_arrived, now)]


async def resend_uncertain(db: Statements, now: datetime, kinds: list[str], default: str) -> int:
    """Queue uncertain deliveries once more where the site (or else `default`) says `resend`."""
    return await db.execute(SQL.resend_uncertain, now, kinds, default)


async def merge_waiting(tx: Transaction, delivery: Delivery, digest: UUID) -> list[UUID]:
    """Let a digest carry all that waits for this recipient and kind; the comments it is about."""
    rows = await tx.fetch(SQL.merge_waiting, digest, delivery.recipient, str(delivery.kind), delivery.site)
    return [row["comment"] for row in rows if row["comment"] is not None]


async def list_open_listed(db: Statements, digest: UUID) -> list[UUID]:
    """The comments a digest is about that still want a decision, oldest first."""
    return [row["id"] for row in await db.fetch(SQL.list_open_listed, digest)]


async def find_digest(db: Statements, subject: str) -> UUID:
    """The digest about this."""
    digest: UUID = await db.fetch_value(SQL.find_digest, subject)
    return digest
