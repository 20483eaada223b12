"""Take a removed picture's files away: original and renditions; its address answers 410 from then on.

In: a job under lease. Out: no file of it in the store, no rendition row.
"""

from dataclasses import dataclass

from services.images.blobs.shelf import Blobs
from services.images.domain import Job, Kind, Picture, State, original_key, rendition_key
from services.images.store import galleries, jobs, pictures
from shared.clock import Clock
from shared.postgres import Database, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscardPicture:
    """Marks first, so that nobody reads it; then the files; then the job's end."""

    database: Database
    blobs: Blobs
    clock: Clock

    async def now(self, job: Job, worker: str) -> None:
        """Do it. Raises Unavailable; every step may be repeated."""
        now = self.clock.now()
        async with self.database.transaction() as tx:
            picture = await pictures.lock_picture(tx, job.picture)
            if picture and picture.state is not State.REMOVED:
                await remove(tx, picture, self.clock)
        for item in await pictures.renditions(self.database, job.picture):
            for held in (False, True):
                await self.blobs.delete(rendition_key(job.picture, item.file, held=held))
        await self.blobs.delete(original_key(job.picture))
        async with self.database.transaction() as tx:
            await pictures.drop_renditions(tx, job.picture)
            await jobs.finish_job(tx, job, worker, now)


async def remove(tx: Transaction, picture: Picture, clock: Clock) -> bool:
    """Mark the picture removed, have its files taken away, tell its gallery. False when it was gone already."""
    now = clock.now()
    if not await pictures.remove_picture(tx, picture.id, now):
        return False
    await jobs.cancel_jobs(tx, picture.id, Kind.FIRST, Kind.FULL, Kind.SPOT, Kind.PUBLISH)
    await jobs.add_job(tx, picture.id, Kind.DISCARD, recipe=0, at=now, again=True)
    if picture.gallery:
        await tx.emit(await galleries.changed(tx, picture.site, picture.gallery))
    return True
