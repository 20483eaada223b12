"""Comments, as rows: keeping one, finding it, changing its state and text."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from services.comments.store import Reading
from services.comments.store.records import Comment, record
from shared import sql
from shared.messaging.outbox import OutboxRow
from shared.postgres import Database, Row, Transaction

SQL = sql.load(__file__)


class Ticket(Struct, frozen=True, kw_only=True):
    """One origin's limit: at most `burst` in `period` seconds and one in `pause` seconds; 0 lifts either."""

    key: str
    pause: float
    burst: int
    period: float


class Keeping(Struct, frozen=True, kw_only=True):
    """A comment to keep in one statement, but for its number, which only the statement knows.

    `answer` and `event` are JSON cut where the number belongs; `later` are events without it.
    """

    id: UUID
    now: datetime
    tickets: tuple[Ticket, ...]
    thread: UUID
    published: bool
    site: str
    parent: UUID | None
    reply_to: UUID | None
    depth: int
    prefix: tuple[int, ...]
    state: str
    author_name: str
    author_kind: str
    author_id: str
    digest: str
    sealed: str
    network: str
    text: str
    body: str
    html: str
    language: str
    fingerprint: bytes
    editable_until: datetime | None
    gallery: str
    picture_number: int
    region: tuple[float, ...] | None
    attachments: tuple[str, ...]
    reasons: str
    level: int
    question: bool
    answer: UUID | None = None
    answer_version: int = 0
    answer_details: str | None = None
    idempotency_key: str = ""
    request_hash: bytes = b""
    status: int = 201
    first_answer: tuple[bytes, ...] = ()
    event: OutboxRow
    event_parts: tuple[bytes, ...]
    later: tuple[OutboxRow, ...] = ()


async def gather_facts(
    on: Reading,
    *,
    site: str,
    url: str,
    digest: str,
    fingerprint: bytes,
    repeats_since: datetime,
    network_key: str,
    address_key: str,
    parent: UUID | None,
    idempotency_key: str,
    gallery: str,
    picture_number: int,
    thread: UUID,
) -> Row:
    """What screening needs to know, in one round trip."""
    row = await on.fetch_row(
        SQL.gather_facts,
        *(site, url, digest, fingerprint, repeats_since, network_key, address_key),
        *(parent, idempotency_key, gallery, thread, picture_number),
    )
    assert row is not None  # noqa: S101 - the query has exactly one row
    return row


async def keep_comment(on: Database | Transaction, new: Keeping) -> int | None:
    """Keep the comment with its events; its number, or None when the flood's count or a closed thread forbade it.

    Raises UniqueViolation when its idempotency key or its answer was there first.
    """
    columns: list[Any] = [new.id, new.now]
    columns += [[t.key for t in new.tickets], [t.pause for t in new.tickets]]
    columns += [[t.burst for t in new.tickets], [t.period for t in new.tickets]]
    columns += [new.thread, int(new.published), new.site, new.parent, new.reply_to, new.depth, list(new.prefix)]
    columns += [new.state, new.author_name, new.author_kind, new.author_id, new.digest, new.sealed, new.network]
    columns += [new.text, new.body, new.html, new.language, new.fingerprint, new.editable_until]
    columns += [new.gallery, new.picture_number, new.region, list(new.attachments), new.reasons, new.level]
    columns += [new.answer, new.answer_version, new.answer_details]
    columns += [new.idempotency_key, new.request_hash, new.status, list(new.first_answer)]
    columns += [new.event.event_id, new.event.routing_key, list(new.event_parts), new.event.traceparent]
    columns += [[row.event_id for row in new.later], [row.routing_key for row in new.later]]
    columns += [[row.payload for row in new.later], new.question]
    number: int | None = await on.fetch_value(SQL.keep_comment, *columns)
    return number


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
