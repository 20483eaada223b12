"""Make a comment's picture public once its comment is.

In: a job under lease. Out: the files below `public/`, then the row and `picture.ready` in one transaction.
"""

from dataclasses import dataclass

from services.images.actions.tell_ready import tell_ready
from services.images.blobs.shelf import Blobs
from services.images.domain import Job, State, rendition_key
from services.images.errors import StaleWorkError
from services.images.links import HeldLinks
from services.images.store import jobs, pictures
from shared.clock import Clock
from shared.postgres import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishPicture:
    """Copies first, commits, then takes the private copies away."""

    database: Database
    blobs: Blobs
    clock: Clock
    links: HeldLinks

    async def now(self, job: Job, worker: str) -> None:
        """Do it. Raises StaleWorkError, Unavailable."""
        files = await pictures.renditions(self.database, job.picture)
        picture = await pictures.find_picture(self.database, job.picture)
        moving = picture is not None and picture.held and picture.state is not State.REMOVED
        if moving:
            for item in files:
                await self.blobs.copy(
                    rendition_key(job.picture, item.file, held=True), rendition_key(job.picture, item.file, held=False)
                )
        now = self.clock.now()
        async with self.database.transaction() as tx:
            await pictures.lock_picture(tx, job.picture)
            if await pictures.renditions(tx, job.picture) != files:
                raise StaleWorkError
            if not await jobs.finish_job(tx, job, worker, now):
                raise StaleWorkError
            if moving:
                await pictures.show_picture(tx, job.picture, now)
                await tell_ready(tx, job.picture, self.links, now)
        for item in files if moving else ():
            await self.blobs.delete(rendition_key(job.picture, item.file, held=True))
