"""Imports started at the desk, as rows."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from services.comments.store import Reading
from services.comments.store.records import record
from shared import sql

SQL = sql.load(__file__)


class Job(Struct, frozen=True, kw_only=True):
    """One import. `said` is how far it is, `report` a line for each row that was left out or changed."""

    id: UUID
    site: str
    format: str
    name: str
    dry_run: bool
    stage: str
    said: str
    percent: int
    report: str
    started_by: str
    created_at: datetime
    changed_at: datetime


async def insert_job(
    on: Reading, job: UUID, *, site: str, format: str, name: str, dry_run: bool, by: str, now: datetime
) -> None:
    """Add one that waits for its turn."""
    await on.execute(SQL.insert_job, job, site, format, name, dry_run, by, now)


async def change_job(
    on: Reading, job: UUID, *, stage: str, said: str, percent: int, now: datetime, report: str = ""
) -> None:
    """Say how far it is."""
    await on.execute(SQL.change_job, job, stage, said, percent, report, now)


async def list_jobs(on: Reading, site: str) -> list[Job]:
    """A site's imports, the last first."""
    return [record(Job, row) for row in await on.fetch(SQL.list_jobs, site)]


async def find_job(on: Reading, site: str, job: UUID) -> Job | None:
    """One of them."""
    row = await on.fetch_row(SQL.find_job, job, site)
    return record(Job, row) if row else None
