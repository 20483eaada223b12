"""Take away files that newer ones have long taken the place of: another recipe's, or another square's.

In: the clock and the marks on rows; a job under lease for each picture. Out: files gone, then their rows.

The old addresses stand in pages, feeds and caches, so they work for `keep_days` more. The files go before the rows:
a process that dies in between leaves rows, which the next attempt finishes. Nothing of a picture is rendered while
this is under way (see the query `claim_job`), and this does not begin while anything is still to be rendered, so that
a return to the older recipe never counts on a file that is on its way out.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.images.blobs.shelf import Blobs
from services.images.domain import Job, State, rendition_key
from services.images.errors import StaleWorkError
from services.images.store import jobs, pictures, superseded
from services.images.store.superseded import Overdue
from shared import logs
from shared.clock import Clock
from shared.postgres import Database

log = logs.get("housekeeping")


@dataclass(frozen=True, slots=True, kw_only=True)
class PruneRenditions:
    """`keep_days` is how long an old address works once the new set is ready."""

    database: Database
    blobs: Blobs
    clock: Clock
    keep_days: int

    async def queue(self) -> list[Overdue]:
        """What has stayed long enough; each picture gets a job. Raises Unavailable."""
        found = await superseded.overdue_pictures(self.database, self._before())
        for one in found:
            async with self.database.transaction() as tx:
                await jobs.add_prune(tx, one.picture, self.clock.now())
        if found:
            log.info("renditions_overdue", pictures=len(found), files=sum(one.files for one in found))
        return found

    async def now(self, job: Job, worker: str) -> None:
        """Do it for one picture. Raises StaleWorkError, Unavailable; every step may be repeated."""
        before = self._before()
        async with self.database.transaction() as tx:
            picture = await pictures.lock_picture(tx, job.picture)
            if picture is None or picture.state is not State.READY or await jobs.rendering_left(tx, job.picture):
                await jobs.finish_job(tx, job, worker, self.clock.now())
                return
            files = await superseded.overdue_renditions(tx, job.picture, before)
        for item in files:
            await self.blobs.delete(rendition_key(job.picture, item.file, held=picture.held))
        async with self.database.transaction() as tx:
            after = await pictures.lock_picture(tx, job.picture)
            if (
                after is None
                or after.held != picture.held
                or not await jobs.finish_job(tx, job, worker, self.clock.now())
            ):
                raise StaleWorkError
            await pictures.forget_renditions(tx, job.picture, files)
        log.info("renditions_pruned", picture=job.picture, files=len(files))

    def _before(self) -> datetime:
        return self.clock.now() - timedelta(days=self.keep_days)
