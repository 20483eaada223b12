"""What editors arrange, as rows: pins and picks, open and closed threads, merged and moved ones."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.comments.store import Reading
from services.comments.store.records import Comment, Thread, record
from shared import sql
from shared.postgres import Transaction

SQL = sql.load(__file__)


async def set_open(tx: Transaction, thread: UUID, *, is_open: bool) -> bool:
    """Open or close a thread; False when it is so already."""
    return bool(await tx.execute(SQL.set_open, thread, is_open))


async def set_marks(tx: Transaction, comment: Comment, *, pinned: bool, pick: bool, thread_version: int) -> None:
    """Pin or pick a comment, and move its whole branch to its place."""
    await tx.execute(SQL.set_marks, comment.id, pinned, pick, thread_version)
    await tx.execute(SQL.set_rank, comment.thread, comment.path[0])


async def lock_threads(tx: Transaction, threads: Sequence[UUID]) -> dict[UUID, Thread]:
    """These threads, kept from changing until the transaction ends."""
    return {row["id"]: record(Thread, row) for row in await tx.fetch(SQL.lock_threads, list(threads))}


async def merge_thread(tx: Transaction, source: Thread, target: Thread, now: datetime) -> None:
    """Move all comments, URLs and galleries of one locked thread to another."""
    version = await tx.fetch_value(SQL.take_over, target.id, source.last_number, source.count, now)
    await tx.execute(SQL.move_comments, source.id, target.id, target.last_number, version)
    await tx.execute(SQL.move_urls, source.id, target.id)
    await tx.execute(SQL.move_galleries, source.id, target.id)
    await tx.execute(SQL.hand_over, source.id, target.id)


async def move_thread(tx: Transaction, thread: Thread, *, url: str, link: str) -> None:
    """Give a thread another URL; the old ones go on leading to it."""
    await tx.execute(SQL.set_url, thread.id, url, link)
    await tx.execute(SQL.insert_url, thread.site, url, thread.id)


async def find_target(on: Reading, thread: UUID) -> UUID | None:
    """The thread that this one was merged into."""
    target: UUID | None = await on.fetch_value(SQL.find_target, thread)
    return target
