"""Render pictures anew: with the site's recipe of today, or the formats it has switched on since.

In: a site, perhaps a gallery. Out: jobs; another recipe's files stay for as long as `prune_renditions` says.
"""

from dataclasses import dataclass
from datetime import datetime

from services.images.actions.receive_picture import recipe_of
from services.images.domain import Kind
from services.images.store import galleries, jobs, pictures, sites
from shared.clock import Clock
from shared.postgres import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class RerenderPictures:
    """Only what is missing is made: a repeat costs a decode and changes nothing."""

    database: Database
    clock: Clock

    async def of(
        self, site: str = "", key: str = "", recipe: int | None = None, *, since: datetime | None = None
    ) -> int:
        """How many were queued; `since` leaves out what came earlier."""
        ids = await galleries.ready_pictures(self.database, site, key, since)
        for id in ids:
            async with self.database.transaction() as tx:
                picture = await pictures.lock_picture(tx, id)
                if picture is None:
                    continue
                settings = await sites.site_settings(tx, picture.site) or {}
                chosen = recipe_of(settings) if recipe is None else recipe
                await jobs.add_job(tx, id, Kind.FULL, recipe=chosen, at=self.clock.now(), again=True)
        return len(ids)
