"""The audit trail, as rows: written and read, never changed."""

from datetime import datetime
from uuid import UUID

from services.comments.domain import Decision
from services.comments.store import Reading
from services.comments.store.records import Audit, record
from shared import sql
from shared.events import Actor
from shared.postgres import Transaction

SQL = sql.load(__file__)
DECISIONS = [*(decision.value for decision in Decision), "delete"]
"""The actions that change a comment's state."""


async def insert_audit(
    tx: Transaction,
    *,
    site: str,
    action: str,
    actor: Actor,
    now: datetime,
    thread: UUID | None = None,
    comment: UUID | None = None,
    from_state: str = "",
    to_state: str = "",
    reason: str = "",
    batch: UUID | None = None,
    undoes: int | None = None,
) -> int:
    """Write one line; its id. Raises UniqueViolation when that line was undone before."""
    line: int = await tx.fetch_value(
        SQL.insert_audit,
        *(site, thread, comment, action, from_state, to_state, reason),
        *(actor.kind, actor.name, actor.id, actor.via, batch, undoes, now),
    )
    return line


async def last_decision(on: Reading, comment: UUID) -> Audit | None:
    """The last change of a comment's state that somebody decided."""
    row = await on.fetch_row(SQL.last_decision, comment, DECISIONS)
    return record(Audit, row) if row else None


async def list_audit_of_comment(on: Reading, comment: UUID) -> list[Audit]:
    """All that was done about a comment, the last first; at most 200 lines."""
    return [record(Audit, row) for row in await on.fetch(SQL.list_audit_of_comment, comment)]


async def list_audit(on: Reading, site: str, *, before: int = 2**62, limit: int = 100) -> list[Audit]:
    """What was done on a site before a line, the last first."""
    return [record(Audit, row) for row in await on.fetch(SQL.list_audit, site, before, limit)]
