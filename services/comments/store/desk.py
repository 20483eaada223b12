"""What the desk looks at, as rows: the queue, authors, reports, revisions."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from msgspec import Struct

from services.comments.store import Reading
from services.comments.store.records import Comment, Thread, record
from shared import sql
from shared.postgres import Row, Transaction

SQL = sql.load(__file__)
BEGINNING = datetime(1, 1, 1, tzinfo=UTC)
END = datetime(9999, 1, 1, tzinfo=UTC)
FIRST = UUID(int=0)
LAST = UUID(int=2**128 - 1)


class Filter(Struct, frozen=True, kw_only=True):
    """Which comments of a site; empty fields ask for nothing. `before` is where a page goes on, in its order."""

    states: tuple[str, ...]
    reported: bool = False
    unanswered: bool = False
    thread: UUID | None = None
    gallery: str = ""
    picture: int = 0
    reason: str = ""
    author: str = ""
    since: datetime = BEGINNING
    until: datetime = END
    level: int = 0
    words: str = ""
    oldest: bool = False
    before: tuple[datetime, UUID] = (END, LAST)


class QueueCounts(Struct, frozen=True, kw_only=True):
    """What waits on a site, each counted up to 1,000."""

    held: int
    reported: int
    questions: int


async def list_queue(on: Reading, site: str, wanted: Filter, limit: int) -> list[Comment]:
    """The comments of a site that pass the filter, the last first; with `oldest` the first."""
    columns = [
        site,
        list(wanted.states),
        wanted.reported,
        wanted.unanswered,
        wanted.thread,
        wanted.gallery,
        wanted.picture,
    ]
    columns += [wanted.reason, wanted.author, wanted.since, wanted.until, wanted.level, *wanted.before, limit]
    if wanted.words:
        query = SQL.search_queue_oldest if wanted.oldest else SQL.search_queue
        rows = await on.fetch(query, *columns, wanted.words)
    else:
        rows = await on.fetch(SQL.list_queue_oldest if wanted.oldest else SQL.list_queue, *columns)
    return [record(Comment, row) for row in rows]


async def count_queue(on: Reading, site: str) -> QueueCounts:
    """How much waits."""
    return record(QueueCounts, await on.fetch_row(SQL.count_queue, site))


async def list_authors(on: Reading, site: str, digests: Sequence[str]) -> dict[str, Row]:
    """What is known of these authors on a site, by digest."""
    if not digests:
        return {}
    return {row["digest"]: row for row in await on.fetch(SQL.list_authors, site, list(digests))}


async def list_reports(on: Reading, comments: Sequence[UUID]) -> dict[UUID, list[str]]:
    """The reasons that readers gave, per comment."""
    found: dict[UUID, list[str]] = {}
    for row in await on.fetch(SQL.list_reports, list(comments)) if comments else []:
        found.setdefault(row["comment"], []).append(row["reason"])
    return found


async def list_revisions(on: Reading, comment: UUID) -> list[Row]:
    """What a comment said before, the last first."""
    return await on.fetch(SQL.list_revisions, comment)


async def list_last_decisions(on: Reading, comments: Sequence[UUID]) -> dict[UUID, Row]:
    """The last line of the audit trail, per comment."""
    if not comments:
        return {}
    return {row["comment"]: row for row in await on.fetch(SQL.list_last_decisions, list(comments))}


async def list_batch(on: Reading, site: str, batch: UUID) -> list[UUID]:
    """The comments that were decided together."""
    return [row["comment"] for row in await on.fetch(SQL.list_batch, batch, site)]


async def save_standing(
    tx: Transaction, site: str, digest: str, *, standing: str, until: datetime | None, note: str, by: str, now: datetime
) -> None:
    """Say what the moderators think of an author."""
    await tx.execute(SQL.save_standing, site, digest, standing, until, note, by, now)


async def list_standings(on: Reading, site: str) -> list[Row]:
    """Whom the moderators thought about, the last first."""
    return await on.fetch(SQL.list_standings, site)


async def list_held_of_author(on: Reading, site: str, digest: str) -> list[UUID]:
    """An author's comments that wait."""
    return [row["id"] for row in await on.fetch(SQL.list_held_of_author, site, digest)]


async def list_threads(
    on: Reading, site: str, *, words: str = "", before: tuple[datetime, UUID] = (END, LAST), limit: int = 50
) -> list[Thread]:
    """A site's threads, the last written in first; `words` stand in the URL or title."""
    rows = await on.fetch(SQL.list_threads, site, *before, words, limit)
    return [record(Thread, row) for row in rows]
