"""Work still to do: leased with SKIP LOCKED, so that any number of workers may share it.

In: a database or a transaction. Out: jobs.
"""

from datetime import datetime

from services.images.domain import AHEAD, PRIORITY, Job, Kind
from services.images.store.rows import SQL, Reader
from shared.postgres import Database, Transaction


async def add_job(
    tx: Transaction,
    picture: str,
    kind: Kind,
    *,
    recipe: int,
    at: datetime,
    detail: str = "",
    again: bool = False,
    ahead: bool = False,
) -> None:
    """Have it done; a repeat does nothing unless it shall be done `again`. `ahead` of others of its kind."""
    query = SQL.renew_job if again else SQL.add_job
    await tx.execute(query, picture, kind.value, recipe, detail, PRIORITY[kind] - AHEAD * ahead, at)


async def add_prune(tx: Transaction, picture: str, at: datetime) -> None:
    """Have its overdue files taken away; one that is under way goes on."""
    await tx.execute(SQL.add_prune, picture, PRIORITY[Kind.PRUNE], at)


async def rendering_left(db: Reader, picture: str) -> bool:
    """True while anything of it is still to be made or published."""
    return bool(await db.fetch_value(SQL.rendering_left, picture))


async def cancel_jobs(tx: Transaction, picture: str, *kinds: Kind) -> None:
    """What isn't done yet won't be."""
    await tx.execute(SQL.cancel_jobs, picture, [kind.value for kind in kinds])


async def claim_job(db: Reader, *, worker: str, now: datetime, until: datetime) -> Job | None:
    """The next thing to do, leased to the worker; None when there is nothing now."""
    row = await db.fetch_row(SQL.claim_job, until, worker, now)
    return Job(**{**dict(row), "kind": Kind(row["kind"])}) if row else None


async def renew_lease(db: Database, job: Job, worker: str, until: datetime) -> None:
    """The worker is still at it."""
    await db.execute(SQL.renew_lease, job.id, worker, until)


async def finish_job(tx: Transaction, job: Job, worker: str, now: datetime) -> bool:
    """It is done; False when the lease was lost to another worker."""
    return await tx.execute(SQL.finish_job, job.id, worker, now) == 1


async def release_job(
    tx: Transaction, job: Job, worker: str, *, at: datetime, death: bool = False, error: str = ""
) -> None:
    """It will be tried again."""
    await tx.execute(SQL.release_job, job.id, worker, at, int(death), error[:500])


async def jobs_left(db: Reader, now: datetime) -> int:
    """How many things could be done now."""
    return int(await db.fetch_value(SQL.jobs_left, now))


async def forget_jobs(db: Database, before: datetime) -> None:
    """Finished ones are of no use any more."""
    await db.execute(SQL.forget_jobs, before)
