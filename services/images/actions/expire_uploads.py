"""What nobody took goes: attachments without a comment, uploads that stopped half-way, finished jobs.

In: the clock. Out: pictures removed, files gone. Run every hour; any number of services may.
"""

from dataclasses import dataclass
from datetime import timedelta

from services.images.actions.discard_picture import remove
from services.images.staging import Staging
from services.images.store import jobs, parts, pictures
from shared import logs
from shared.clock import Clock
from shared.postgres import Database

KEEP_JOBS = timedelta(days=7)
KEEP_PARTS = timedelta(days=2)
KEEP_ARRIVALS = timedelta(hours=1)
_PAGE = 500

log = logs.get("housekeeping")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpireUploads:
    """`unused_hours` is how long an attachment waits for its comment."""

    database: Database
    staging: Staging
    clock: Clock
    unused_hours: int

    async def now(self) -> int:
        """How many attachments were removed. Raises Unavailable."""
        now = self.clock.now()
        gone = 0
        for id in await pictures.unused_pictures(self.database, now - timedelta(hours=self.unused_hours), _PAGE):
            async with self.database.transaction() as tx:
                picture = await pictures.lock_picture(tx, id)
                if picture and picture.comment is None:
                    gone += await remove(tx, picture, self.clock)
        for upload in await parts.old_uploads(self.database, now - KEEP_PARTS):
            self.staging.drop(upload)
            await parts.forget_upload(self.database, upload)
        await parts.forget_arrivals(self.database, now - KEEP_ARRIVALS)
        await jobs.forget_jobs(self.database, now - KEEP_JOBS)
        if gone:
            log.info("uploads_expired", pictures=gone)
        return gone
