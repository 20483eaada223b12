"""What the desk leafs through: the trail of a site, what waits per thread, a thread's addresses, as rows."""

from collections.abc import Sequence
from uuid import UUID

from msgspec import Struct

from services.comments.store import Reading
from services.comments.store.audit import DECISIONS
from services.comments.store.records import Audit, record
from shared import sql

SQL = sql.load(__file__)
END = 2**62


class Line(Struct, frozen=True, kw_only=True):
    """A line of the audit trail with what it is about; `undoable` while it is its comment's last decision."""

    audit: Audit
    author_name: str
    thread_title: str
    thread_link: str
    undoable: bool


async def browse_history(
    on: Reading,
    site: str,
    *,
    before: int = END,
    actor: str = "",
    actions: Sequence[str] = (),
    comment: UUID | None = None,
    thread: UUID | None = None,
    limit: int = 50,
) -> list[Line]:
    """What was done on a site, the last first."""
    rows = await on.fetch(SQL.browse_history, site, before, actor, list(actions), comment, thread, limit, DECISIONS)
    return [
        Line(
            audit=record(Audit, {name: row[name] for name in Audit.__struct_fields__}),
            author_name=row["author_name"] or "",
            thread_title=row["thread_title"] or "",
            thread_link=row["thread_link"] or "",
            undoable=row["undoable"],
        )
        for row in rows
    ]


async def browse_waiting(on: Reading, site: str, threads: Sequence[UUID]) -> dict[UUID, int]:
    """How many comments wait, per thread that has any."""
    rows = await on.fetch(SQL.browse_waiting, site, list(threads))
    return {row["thread"]: row["waiting"] for row in rows}


async def browse_urls(on: Reading, thread: UUID) -> list[str]:
    """Every address that leads to a thread."""
    return [row["url"] for row in await on.fetch(SQL.browse_urls, thread)]
