"""Deleting what is known about one address."""

from services.notify.store.statements import SQL, Statements
from shared.postgres import Transaction


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
