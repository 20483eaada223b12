"""Showing and deleting what is known about one address."""

from services.notify.store.statements import SQL, Statements
from shared.postgres import Row, Transaction


async def known_of(db: Statements, digest: str, site: str) -> dict[str, list[Row]]:
    """What notify keeps of this address on a site, by kind; each row as its columns."""
    return {
        "subscriptions": await db.fetch(SQL.export_subscriptions, digest, site),
        "mails": await db.fetch(SQL.export_deliveries, digest, site),
        "questions": await db.fetch(SQL.export_questions, digest, site),
        "bounces": await db.fetch(SQL.export_bounces, digest),
        "suppressed": await db.fetch(SQL.export_suppression, digest),
    }


async def forget_deliveries(tx: Transaction, digest: str) -> int:
    """Delete every delivery to this reader, with attempts and links."""
    await tx.execute(SQL.forget_links, f"reader:{digest}")
    return await tx.execute(SQL.forget_deliveries, f"reader:{digest}")


async def forget_mail_in(tx: Transaction, digest: str) -> int:
    """Delete mail that came in through this reader's tokens."""
    return await tx.execute(SQL.forget_mail_in, f"reader:{digest}")


async def forget_told_addresses(db: Statements) -> int:
    """Delete the addresses whose owners have their receipt."""
    return await db.execute(SQL.forget_told_addresses)
