"""Merged threads: where everything of the old one went."""

from uuid import UUID

from services.notify.store.statements import SQL, Statements
from shared.events import ThreadMerged
from shared.postgres import Row, Transaction


async def keep_merged(tx: Transaction, event: ThreadMerged) -> None:
    """Remember where the old thread went, for what arrives late."""
    await tx.execute(
        SQL.keep_merged, event.thread, event.into, event.added, event.path, event.page_url, event.page_title
    )


async def find_merged(db: Statements, thread: UUID) -> Row | None:
    """Where this thread went, or None while it stands."""
    return await db.fetch_row(SQL.find_merged, thread)


async def move_all(tx: Transaction, event: ThreadMerged) -> None:
    """Move the old thread's comments, questions and followers."""
    page = (event.page_url, event.page_title)
    await tx.execute(SQL.move_comments, event.thread, event.into, event.added, event.path, *page)
    await tx.execute(SQL.move_questions, event.thread, event.into, *page)
    await tx.execute(SQL.move_subscriptions, event.thread, event.into, *page)
