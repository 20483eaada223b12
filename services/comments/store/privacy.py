"""What is known of one person, its erasure with receipts, and what has been kept long enough, as rows."""

from datetime import datetime, timedelta
from uuid import UUID

from services.comments.store import Reading, choosing
from services.comments.store.comments import forget_words
from services.comments.store.records import Comment, record
from shared import sql
from shared.codec import encode
from shared.postgres import Row, Transaction

SQL = sql.load(__file__)
BATCH = 1000


async def insert_erasure(tx: Transaction, request: UUID, *, site: str, digest: str, by: str, at: datetime) -> None:
    """Remember the wish, once."""
    await tx.execute(SQL.insert_erasure, request, site, digest, by, at)


async def find_erasure(on: Reading, request: UUID) -> Row | None:
    """The wish, without the digest."""
    return await on.fetch_row(SQL.find_erasure, request)


async def list_receipts(on: Reading, request: UUID) -> list[Row]:
    """Which services have erased, and what."""
    return await on.fetch(SQL.list_receipts, request)


async def insert_receipt(
    tx: Transaction, request: UUID, *, service: str, counts: dict[str, int], now: datetime, services: int
) -> None:
    """Remember a service's receipt; with the last of `services` the wish is done and its digest goes too."""
    await tx.execute(SQL.insert_receipt, request, service, encode(counts).decode(), now)
    await tx.execute(SQL.close_erasure, request, now, services)


async def count_overdue(on: Reading, before: datetime) -> int:
    """How many wishes from before then are not done."""
    count: int = await on.fetch_value(SQL.count_overdue, before)
    return count


async def comments_of_subject(on: Reading, site: str, digest: str) -> list[Comment]:
    """All that one person wrote on a site."""
    return [record(Comment, row) for row in await on.fetch(SQL.comments_of_subject, site, digest)]


async def revisions_of_subject(on: Reading, site: str, digest: str) -> list[Row]:
    """What those comments said before."""
    return await on.fetch(SQL.revisions_of_subject, site, digest)


async def standing_of_subject(on: Reading, site: str, digest: str) -> Row | None:
    """What the moderators think of that person."""
    return await on.fetch_row(SQL.standing_of_subject, site, digest)


async def erase_comment(tx: Transaction, comment: UUID) -> None:
    """Take away the words, and everything that leads to who wrote them."""
    await forget_words(tx, comment)
    await tx.execute(SQL.erase_identity, comment)


async def erase_traces(tx: Transaction, site: str, digest: str, comments: list[UUID]) -> dict[str, int]:
    """Take away what else is kept under this digest; how many rows of each."""
    counts = {
        "standings": await tx.execute(SQL.erase_standing, site, digest),
        "webhook_deliveries": await tx.execute(SQL.erase_deliveries, comments),
        "signins": await tx.execute(SQL.erase_signins, digest),
        "staff": await tx.execute(SQL.erase_moderator, site, digest),
    }
    counts["sessions"] = await tx.execute(SQL.erase_sessions, digest)
    counts["desk_choices"] = await choosing.erase_choices(tx, digest)
    await tx.execute(SQL.erase_flood, site, digest)
    return counts


async def keep_for_long_enough(tx: Transaction, now: datetime) -> dict[str, int]:
    """Forget what has been kept for as long as it may be, at most `BATCH` comments; how many rows of each kind."""
    emptied = [row["id"] for row in await tx.fetch(SQL.keep_bin, now, BATCH)]
    for comment in emptied:
        await forget_words(tx, comment)
    day = timedelta(days=1)
    return {
        "networks": await tx.execute(SQL.keep_networks, now, BATCH),
        "bin": len(emptied),
        "reports": await tx.execute(SQL.keep_reports, now - 30 * day),
        "idempotency_keys": await tx.execute(SQL.keep_idempotency, now - day),
        "flood": await tx.execute(SQL.keep_flood, now - day),
        "signins": await tx.execute(SQL.keep_signins, now - day),
        "sessions": await tx.execute(SQL.keep_sessions, now - day),
        "webhook_deliveries": await tx.execute(SQL.keep_deliveries, now - 30 * day),
    }
