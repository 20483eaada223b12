"""Comments, as rows: finding one, changing its state and text."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.comments.store import Reading
from services.comments.store.records import Comment, record
from shared import sql
from shared.postgres import Transaction

SQL = sql.load(__file__)


async def find_comment(on: Reading, comment: UUID) -> Comment | None:
    """The comment with this id."""
    row = await on.fetch_row(SQL.find_comment, comment)
    return record(Comment, row) if row else None


async def lock_comment(tx: Transaction, comment: UUID) -> Comment | None:
    """The comment, kept from changing until the transaction ends.

    Its thread is locked first, so that nobody waits in a circle.
    """
    await tx.fetch_value(SQL.lock_thread_of, comment)
    row = await tx.fetch_row(SQL.lock_comment, comment)
    return record(Comment, row) if row else None


async def find_reply_names(on: Reading, comments: Sequence[UUID]) -> dict[UUID, str]:
    """Who wrote these comments."""
    if not comments:
        return {}
    return {row["id"]: row["author_name"] for row in await on.fetch(SQL.find_reply_names, list(comments))}


async def set_state(
    tx: Transaction, comment: UUID, *, state: str, shown: bool, thread_version: int, now: datetime
) -> int:
    """Give it another state; its new version."""
    version: int = await tx.fetch_value(SQL.set_state, comment, state, shown, thread_version, now)
    return version


async def set_text(
    tx: Transaction,
    comment: UUID,
    *,
    text: str,
    body: str,
    html: str,
    fingerprint: bytes,
    now: datetime,
    reasons: str,
    level: int,
    gallery: str,
    picture_number: int,
    region: list[float] | None,
    thread_version: int,
) -> int:
    """Give it another text; its new version."""
    version: int = await tx.fetch_value(
        SQL.set_text,
        *(comment, text, body, html, fingerprint, now, reasons, level, gallery, picture_number, region, thread_version),
    )
    return version


async def insert_revision(tx: Transaction, comment: Comment, *, editor: str, now: datetime) -> None:
    """Remember what it said at this version."""
    await tx.execute(SQL.insert_revision, comment.id, comment.version, comment.text, editor, now)


async def has_shown_replies(on: Reading, comment: Comment) -> bool:
    """Whether readers see a reply to it."""
    end = [*comment.path[:-1], comment.path[-1] + 1]
    shown: bool = await on.fetch_value(SQL.has_shown_replies, comment.thread, comment.path, end)
    return shown


async def show_ancestors(tx: Transaction, comment: Comment, thread_version: int) -> None:
    """Show tombstones above it, so that it hangs on something."""
    if comment.depth:
        await tx.execute(SQL.show_ancestors, comment.thread, comment.path[:-1], thread_version)


async def hide_empty_tombstones(tx: Transaction, comment: Comment, thread_version: int) -> None:
    """Take away tombstones above it that keep nothing in place any more, the nearest first."""
    for number in reversed(comment.path[:-1]):
        await tx.execute(SQL.hide_empty_tombstones, comment.thread, number, thread_version)


async def set_reports(tx: Transaction, comment: UUID, *, network: str, reason: str, now: datetime) -> int | None:
    """Count a report of this network; how many networks there are now, None when it had reported before."""
    reports: int | None = await tx.fetch_value(SQL.set_reports, comment, network, reason, now)
    return reports


async def set_answer_text(
    tx: Transaction,
    comment: UUID,
    *,
    text: str,
    body: str,
    html: str,
    version: int,
    details: str,
    now: datetime,
    thread_version: int,
    author_name: str,
) -> int:
    """Replace a posted answer; the comment's new version."""
    changed: int = await tx.fetch_value(
        SQL.set_answer_text, comment, text, body, html, version, details, now, thread_version, author_name
    )
    return changed


async def clear_reports(tx: Transaction, comment: UUID) -> None:
    """Say that its reports were looked at."""
    await tx.execute(SQL.clear_reports, comment)


async def forget_words(tx: Transaction, comment: UUID) -> None:
    """Take away all that its author wrote, earlier versions too; the place in the thread stays."""
    await tx.execute(SQL.forget_words, comment)
    await tx.execute(SQL.forget_revisions, comment)
    await tx.execute(SQL.forget_first_answer, comment)


async def set_reasons(tx: Transaction, comment: UUID, reasons: str, *, level: int, reports: int) -> None:
    """Say why it waits."""
    await tx.execute(SQL.set_reasons, comment, reasons, level, reports)
