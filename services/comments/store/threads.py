"""Threads and the pages of comments that readers see, as rows."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from services.comments.domain import Sort
from services.comments.store import Reading
from services.comments.store.records import Comment, Shown, Thread, record, records
from shared import sql
from shared.codec import decode
from shared.postgres import Row, Transaction

SQL = sql.load(__file__)


class Position(Struct, frozen=True, kw_only=True):
    """Where a page starts: after the comment with this rank and path; the first page starts before all."""

    rank: int = -1
    path: tuple[int, ...] = ()


class Counted(Struct, frozen=True, kw_only=True):
    """How many published comments a thread has, at a version."""

    id: UUID
    version: int
    count: int


class Changed(Struct, frozen=True, kw_only=True):
    """A thread that readers see differently now, and every canonical URL that leads to it."""

    id: UUID
    site: str
    version: int
    count: int
    urls: tuple[str, ...]


class Change(Struct, frozen=True, kw_only=True):
    """One comment that readers see differently since a version of its thread."""

    id: UUID
    number: int
    version: int
    state: str
    thread_version: int


async def find_thread(on: Reading, thread: UUID) -> Thread | None:
    """The thread with this id."""
    row = await on.fetch_row(SQL.find_thread, thread)
    return record(Thread, row) if row else None


async def find_thread_by_url(on: Reading, site: str, url: str) -> Thread | None:
    """The thread that a canonical URL leads to."""
    row = await on.fetch_row(SQL.find_thread_by_url, site, url)
    return record(Thread, row) if row else None


async def open_oldest(
    on: Reading, site: str, url: str, limit: int, *, html: bool
) -> tuple[Thread, Sequence[Row | Shown]] | None:
    """The thread that a canonical URL leads to, and up to `limit` rows of its first page, oldest first, in one query.

    Without `html` the rows have none.
    """
    row = await on.fetch_row(SQL.open_oldest, site, url, limit, html)
    if row is None:
        return None
    thread = Thread(**dict(zip(Thread.__struct_fields__, row, strict=False)))
    paths, ranks, pieces, htmls, unusual, refers = row[-6:]
    if paths is None:
        return thread, []
    parts = htmls.split("\x01") if html else [""] * len(ranks)
    if len(parts) != len(ranks):  # somebody's words hold what stands between them
        return thread, await page_comments(on, thread.id, Sort.OLDEST, Position(), limit)
    return thread, list(
        zip(decode(paths, list[list[int]]), ranks, pieces.split("\x01"), parts, unusual, refers, strict=True)
    )


async def find_url(on: Reading, thread: UUID) -> str:
    """The canonical URL of a thread; empty when there is none."""
    url: str | None = await on.fetch_value(SQL.find_url, thread)
    return url or ""


async def insert_thread(
    tx: Transaction, thread: UUID, *, site: str, url: str, link: str, title: str, now: datetime
) -> None:
    """Add it with its URL; one that is there already stays as it is."""
    await tx.execute(SQL.insert_thread, thread, site, url, link, title, now)


async def set_title(tx: Transaction, thread: UUID, title: str) -> None:
    """Give a title to a thread that has none."""
    await tx.execute(SQL.set_title, thread, title)


async def touch_thread(tx: Transaction, thread: UUID, now: datetime, *, count: int = 0) -> int:
    """Say that readers see it differently, with `count` more published comments; its new version."""
    version: int = await tx.fetch_value(SQL.touch_thread, thread, count, now)
    return version


async def count_threads(on: Reading, site: str, urls: Sequence[str]) -> dict[str, Counted]:
    """The thread and its published comments, per canonical URL that has a thread."""
    rows = await on.fetch(SQL.count_threads, site, list(urls))
    return {row["url"]: Counted(id=row["id"], version=row["version"], count=row["count"]) for row in rows}


async def current_mark(on: Reading) -> str:
    """A mark of now: every change that is not visible yet will be `changed_threads` since it."""
    mark: str = await on.fetch_value(SQL.current_mark)
    return mark


async def changed_threads(on: Reading, mark: str) -> tuple[list[Changed], str]:
    """The threads changed since a mark (some of them perhaps again), and the mark for the next time."""
    rows = await on.fetch(SQL.changed_threads, mark)
    changed = [
        Changed(id=row["id"], site=row["site"], version=row["version"], count=row["count"], urls=tuple(row["urls"]))
        for row in rows
    ]
    # without rows the old mark stays right: only a commit moves what it would show
    return changed, rows[0]["mark"] if rows else mark


async def page_comments(on: Reading, thread: UUID, sort: Sort, after: Position, limit: int) -> list[Row]:
    """Up to `limit` rows of `comment_shown` after a position, roots in the order asked for, each before its replies."""
    path = list(after.path)
    if sort is Sort.OLDEST:
        return await on.fetch(SQL.page_oldest, thread, after.rank > 0, path, limit)
    if sort is Sort.NEWEST:
        first = -path[0] if path else -(2**31)
        return await on.fetch(SQL.page_newest, thread, after.rank > 0, first, path, limit)
    return await on.fetch(SQL.page_pick, thread, after.rank, path, limit)


async def page_picture(
    on: Reading, thread: UUID, *, site: str, gallery: str, number: int, after: Position, limit: int
) -> list[Row]:
    """The rows of `comment_shown` about one picture, oldest first."""
    return await on.fetch(SQL.page_picture, thread, site, gallery, number, list(after.path), limit)


async def find_numbered(on: Reading, thread: UUID, numbers: Sequence[int]) -> list[Comment]:
    """The comments of a thread with these numbers."""
    return records(Comment, await on.fetch(SQL.find_numbered, thread, list(numbers)))


async def changes_since(on: Reading, thread: UUID, version: int) -> list[Change]:
    """The comments that changed for readers after a version of the thread, in order; at most 500."""
    return [record(Change, row) for row in await on.fetch(SQL.changes_since, thread, version)]


async def latest_of_site(on: Reading, site: str, limit: int) -> list[Comment]:
    """The last published comments of a site."""
    return [record(Comment, row) for row in await on.fetch(SQL.latest_of_site, site, limit)]


async def latest_of_thread(on: Reading, thread: UUID, limit: int) -> list[Comment]:
    """The last published comments of a thread."""
    return [record(Comment, row) for row in await on.fetch(SQL.latest_of_thread, thread, limit)]
