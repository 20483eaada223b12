"""What readers follow, which addresses are confirmed, and which must be left alone."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.notify.store.statements import SQL, Statements
from shared.events import SubscriptionRequested
from shared.ids import uuid7
from shared.postgres import Row, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmMails:
    """Confirmation mails lately: of the site in a minute and a day, of the address still open."""

    minute: int
    day: int
    open: int


async def add_subscription(
    tx: Transaction, event: SubscriptionRequested, *, language: str, active: bool, now: datetime
) -> bool:
    """Keep a wish to be told; False when it is known."""
    return (
        await tx.execute(
            SQL.add_subscription,
            event.subscription,
            event.site,
            event.thread,
            event.page_url,
            event.page_title,
            event.kind,
            event.comment,
            event.address.digest,
            event.name,
            language,
            "active" if active else "pending",
            now,
            now if active else None,
        )
        > 0
    )


async def find_subscription(db: Statements, subscription: UUID) -> Row | None:
    """One subscription."""
    return await db.fetch_row(SQL.find_subscription, subscription)


async def is_confirmed(db: Statements, digest: str, site: str) -> bool:
    """Whether the address said yes to this site."""
    return bool(await db.fetch_value(SQL.is_confirmed, digest, site))


async def count_confirm_mails(tx: Transaction, site: str, recipient: str, now: datetime) -> ConfirmMails:
    """How many confirmation mails there have been lately."""
    row = await tx.fetch_row(SQL.count_confirm_mails, site, recipient, now)
    return (
        ConfirmMails(minute=row["minute"], day=row["day"], open=row["open"])
        if row
        else ConfirmMails(minute=0, day=0, open=0)
    )


async def confirm_address(tx: Transaction, digest: str, site: str, now: datetime) -> list[Row]:
    """The address said yes: what waited for it becomes active and is returned."""
    await tx.execute(SQL.confirm_address, digest, site, now)
    return await tx.fetch(SQL.activate_subscriptions, digest, site, now)


async def list_followers(tx: Transaction, *, parent: UUID | None, thread: UUID, author: str | None) -> list[Row]:
    """Who follows this comment's parent or thread, each once, never the author."""
    return await tx.fetch(SQL.list_followers, parent, thread, author)


async def list_askers(tx: Transaction, question: UUID) -> list[Row]:
    """Who wants the answer to this comment."""
    return await tx.fetch(SQL.list_askers, question)


async def list_subscriptions(db: Statements, digest: str, site: str) -> list[Row]:
    """What an address follows on a site, newest first."""
    return await db.fetch(SQL.list_subscriptions, digest, site)


async def end_subscription(tx: Transaction, subscription: UUID, digest: str, site: str, now: datetime) -> bool:
    """Stop one subscription of this address."""
    return await tx.execute(SQL.end_subscription, subscription, digest, site, now) > 0


async def end_all_subscriptions(tx: Transaction, digest: str, site: str, now: datetime) -> int:
    """Stop everything this address follows on the site."""
    return await tx.execute(SQL.end_all_subscriptions, digest, site, now)


async def suppress(tx: Statements, digest: str, *, reason: str, detail: str, now: datetime) -> None:
    """Mail nothing to this address any more."""
    await tx.execute(SQL.suppress, digest, reason, detail[:300], now)


async def lift_suppression(tx: Transaction, digest: str) -> bool:
    """Mail to this address again."""
    return await tx.execute(SQL.lift_suppression, digest) > 0


async def list_suppressions(db: Statements, limit: int = 200) -> list[Row]:
    """Addresses (by digest) that get nothing, newest first."""
    return await db.fetch(SQL.list_suppressions, limit)


async def add_bounce(
    tx: Transaction, digest: str, *, delivery: UUID | None, kind: str, detail: str, now: datetime, since: datetime
) -> int:
    """Count a bounce (hard 2, soft 1, complaint 4) and return the score since `since`."""
    await tx.execute(SQL.add_bounce, uuid7(), digest, delivery, now, kind, detail[:300])
    return int(await tx.fetch_value(SQL.score_bounces, digest, since))


async def forget_bounces(db: Statements, before: datetime) -> int:
    """Forget bounces from before this time, and lift what rested on them."""
    await db.execute(SQL.delete_old_bounces, before)
    return await db.execute(SQL.lift_old_suppressions, before)


async def forget_reader(tx: Transaction, digest: str) -> int:
    """Delete the subscriptions and confirmations of an address."""
    subscriptions = await tx.execute(SQL.delete_subscriptions_of, digest)
    return subscriptions + await tx.execute(SQL.delete_confirmations_of, digest)


async def add_erasure(tx: Transaction, request: UUID, site: str, digest: str, now: datetime) -> None:
    """Remember that somebody waits to hear that everything is gone."""
    await tx.execute(SQL.add_erasure, request, site, digest, now)


async def note_erased(tx: Transaction, request: UUID, service: str) -> Row | None:
    """One service is done; the erasure with all services done so far."""
    return await tx.fetch_row(SQL.note_erased, request, service)
