"""Do the next piece of work: render, publish, discard or prune one picture.

In: a job under lease. Out: files in the store, then rows and events in one transaction.

Files are stored before the commit and nobody knows their names until it; a worker that dies in between
leaves files that the next attempt replaces. What must not be lost is the row of the job.
"""

import asyncio
import contextlib
from dataclasses import dataclass
from datetime import timedelta

from services.images.actions.discard_picture import DiscardPicture
from services.images.actions.prune_renditions import PruneRenditions
from services.images.actions.publish_picture import PublishPicture
from services.images.actions.render_picture import ChildDiedError, RenderPicture
from services.images.domain import Job, Kind
from services.images.errors import StaleWorkError
from services.images.store import jobs
from shared import logs
from shared.clock import Clock
from shared.errors import Unavailable
from shared.postgres import Database

LEASE = timedelta(seconds=20)
"""How long the work of a dead process waits; a living one renews its lease."""

RENEW_SECONDS = 5.0
DEATHS = 2
"""A picture whose child died this often is put aside for the operator."""

FAULTS = 5
"""So often a job may end in a fault of ours."""

_LONGEST = 300.0

log = logs.get("worker")


@dataclass(frozen=True, slots=True, kw_only=True)
class DoJob:
    """Takes one job and does it."""

    database: Database
    clock: Clock
    render: RenderPicture
    publish: PublishPicture
    discard: DiscardPicture
    prune: PruneRenditions

    async def waiting(self) -> int:
        """How many jobs could be done now."""
        return await jobs.jobs_left(self.database, self.clock.now())

    async def next(self, worker: str) -> bool:
        """Do the next job; False when there is none now. Raises Unavailable when the database is away."""
        now = self.clock.now()
        job = await jobs.claim_job(self.database, worker=worker, now=now, until=now + LEASE)
        if job is None:
            return False
        try:
            await self._keeping(job, worker)
        except StaleWorkError:
            await self._release(job, worker, seconds=0)
        except ChildDiedError as died:
            log.warning("child_died", picture=job.picture, kind=job.kind, how=died.how)
            if job.deaths + 1 >= DEATHS:
                await self.render.quarantine(job, worker, died.how)
            else:
                await self._release(job, worker, seconds=1, death=True, error=died.how)
        except (Unavailable, FileNotFoundError) as error:
            log.warning("job_waits", picture=job.picture, kind=job.kind, error=str(error))
            await self._release(job, worker, seconds=min(_LONGEST, 2.0**job.attempts), error=str(error))
        except Exception as error:
            log.exception("job_failed", picture=job.picture, kind=job.kind)
            if job.deaths + 1 >= FAULTS:
                await self.render.quarantine(job, worker, error.__class__.__name__)
            else:
                await self._release(job, worker, seconds=5, death=True, error=repr(error))
        return True

    async def _keeping(self, job: Job, worker: str) -> None:
        """Do the job and renew its lease beside it."""
        try:
            async with asyncio.TaskGroup() as group:
                renewing = group.create_task(self._renew(job, worker))
                try:
                    await self._do(job, worker)
                finally:
                    renewing.cancel()
        except ExceptionGroup as group_error:
            raise group_error.exceptions[0] from group_error

    async def _renew(self, job: Job, worker: str) -> None:
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            with contextlib.suppress(Unavailable):
                await jobs.renew_lease(self.database, job, worker, self.clock.now() + LEASE)

    async def _do(self, job: Job, worker: str) -> None:
        if job.kind is Kind.PUBLISH:
            await self.publish.now(job, worker)
        elif job.kind is Kind.DISCARD:
            await self.discard.now(job, worker)
        elif job.kind is Kind.PRUNE:
            await self.prune.now(job, worker)
        else:
            await self.render.now(job, worker)

    async def _release(self, job: Job, worker: str, *, seconds: float, death: bool = False, error: str = "") -> None:
        at = self.clock.now() + timedelta(seconds=seconds)
        async with self.database.transaction() as tx:
            await jobs.release_job(tx, job, worker, at=at, death=death, error=error)
