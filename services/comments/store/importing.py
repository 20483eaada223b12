"""What imports and exports read and write, as rows: whole threads at a time."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

from services.comments.store import Reading
from services.comments.store.records import Comment, record
from shared import sql
from shared.postgres import Database, Row, Transaction

SQL = sql.load(__file__)
_COLUMNS = (
    *("id", "site", "thread", "number", "parent", "reply_to", "depth", "path", "rank", "state", "shown", "version"),
    *("thread_version", "author_name", "author_kind", "author_id", "digest", "sealed", "network", "text", "body"),
    *("html", "language", "created_at", "edited_at", "published_at", "changed_at", "editable_until", "gallery"),
    *("picture_number", "region", "attachments", "answer", "answer_version", "answer_details", "pinned", "pick"),
    *("question", "reasons", "level", "reports", "source", "source_id"),
)
_FIRST = UUID(int=0)
_ONE_MOMENT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"


async def find_known(on: Reading, site: str, source: str, keys: Sequence[str], ids: Sequence[UUID]) -> dict[str, Row]:
    """The comments of a site that were brought in before, by the source's id, else by their own."""
    rows = await on.fetch(SQL.import_known, site, source, list(keys), list(ids))
    return {row["key"]: row for row in rows}


async def find_taken(on: Reading, site: str, ids: Sequence[UUID]) -> set[UUID]:
    """Those of these ids that comments of other sites have."""
    return {row["id"] for row in await on.fetch(SQL.import_taken, list(ids), site)} if ids else set()


async def lock_thread(tx: Transaction, thread: UUID) -> int:
    """Keep a thread from changing until the transaction ends; its last number."""
    last: int = await tx.fetch_value(SQL.import_lock_thread, thread)
    return last


async def insert_comments(tx: Transaction, comments: Iterable[tuple[Comment, bytes]]) -> None:
    """Keep comments as they are, each with its fingerprint; parents stand before their replies."""
    await tx.execute_many(
        SQL.import_comment,
        [[*(getattr(comment, name) for name in _COLUMNS), fingerprint] for comment, fingerprint in comments],
    )


async def insert_revisions(tx: Transaction, rows: Sequence[Sequence[object]]) -> None:
    """Keep what comments said before: (comment, version, text, editor, time)."""
    await tx.execute_many(SQL.import_revision, rows)


async def insert_reports(tx: Transaction, rows: Sequence[Sequence[object]]) -> None:
    """Keep reports: (comment, network, reason, time)."""
    await tx.execute_many(SQL.import_report, rows)


async def insert_standing(tx: Transaction, site: str, row: Sequence[object]) -> None:
    """Keep what moderators thought of an author, unless they think something by now."""
    await tx.execute(SQL.import_standing, site, *row)


async def show_tombstones(tx: Transaction, thread: UUID, numbers: Sequence[int], thread_version: int) -> None:
    """Show what was hidden above replies that came in now."""
    await tx.execute(SQL.import_show, thread, list(numbers), thread_version)


async def touch_thread(tx: Transaction, thread: UUID, *, last_number: int, count: int, newest: datetime) -> int:
    """Say that a thread has more comments; its new version."""
    version: int = await tx.fetch_value(SQL.import_touch_thread, thread, last_number, count, newest)
    return version


async def close_thread(tx: Transaction, thread: UUID) -> None:
    """Take no more comments."""
    await tx.execute(SQL.import_close_thread, thread)


async def restore_thread(
    tx: Transaction, thread: UUID, *, last_number: int, version: int, updated_at: datetime, merged_into: UUID | None
) -> None:
    """Bring a thread as far as it was when it was exported."""
    await tx.execute(SQL.import_restore_thread, thread, last_number, version, updated_at)
    if merged_into:
        await tx.execute(SQL.import_merge_thread, thread, merged_into)


async def insert_alias(tx: Transaction, site: str, url: str, thread: UUID) -> None:
    """Let a canonical URL lead to a thread, unless it leads somewhere already."""
    await tx.execute(SQL.import_alias, site, url, thread)


async def adopt_pictures(tx: Transaction, thread: UUID, gallery: str, count: int) -> bool:
    """Let comments that came from picture pages before their gallery was known point to it; whether there were any."""
    return bool(await tx.execute(SQL.import_adopt_pictures, thread, gallery, count))


async def find_unfinished(on: Reading, site: str, source: str, file: str) -> Row | None:
    """When the import of this very file was interrupted, and how many comments it had added."""
    return await on.fetch_row(SQL.import_unfinished, site, source, file)


async def begin_run(tx: Transaction, run: UUID, *, site: str, source: str, file: str, rows: int, now: datetime) -> None:
    """Remember that an import writes."""
    await tx.execute(SQL.import_begin, run, site, source, file, rows, now)


async def note_progress(tx: Transaction, run: UUID, *, added: int, known: int) -> None:
    """Remember how far it is."""
    await tx.execute(SQL.import_progress, run, added, known)


async def finish_run(tx: Transaction, run: UUID, *, added: int, known: int, skipped: int, now: datetime) -> None:
    """Remember that it is through."""
    await tx.execute(SQL.import_finish, run, added, known, skipped, now)


@asynccontextmanager
async def snapshot(db: Database) -> AsyncIterator[Transaction]:
    """A reading that sees one moment, however long it takes."""
    async with db.transaction() as tx:
        await tx.execute(_ONE_MOMENT)
        yield tx


async def standings(on: Reading, site: str, limit: int = 500) -> AsyncIterator[Row]:
    """What moderators think of authors, by digest."""
    after = ""
    while rows := await on.fetch(SQL.export_standings, site, after, limit):
        for row in rows:
            yield row
        after = rows[-1]["digest"]


async def threads(on: Reading, site: str, limit: int = 200) -> AsyncIterator[Row]:
    """A site's threads with their aliases, by URL."""
    after: tuple[str, UUID] = ("", _FIRST)
    while rows := await on.fetch(SQL.export_threads, site, *after, limit):
        for row in rows:
            yield row
        after = (rows[-1]["url"], rows[-1]["id"])


async def comments(on: Reading, thread: UUID, limit: int = 500) -> AsyncIterator[list[Comment]]:
    """A thread's comments in all states by number, so many at a time."""
    after = 0
    while rows := await on.fetch(SQL.export_comments, thread, after, limit):
        yield [record(Comment, row) for row in rows]
        after = rows[-1]["number"]


async def revisions(on: Reading, ids: Sequence[UUID]) -> list[Row]:
    """What these comments said before."""
    return await on.fetch(SQL.export_revisions, list(ids))


async def reports(on: Reading, ids: Sequence[UUID]) -> list[Row]:
    """The reports of these comments."""
    return await on.fetch(SQL.export_reports, list(ids))


async def history(on: Reading, ids: Sequence[UUID]) -> list[Row]:
    """The audit trail about these comments."""
    return await on.fetch(SQL.export_history, list(ids))
