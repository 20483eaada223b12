"""An original has arrived: have its first look and its full set made.

In: `picture.uploaded`. Out: two jobs; a repeat adds nothing.
"""

from dataclasses import dataclass

from services.images.domain import ID, Kind
from services.images.store import jobs
from shared.clock import Clock
from shared.events import PictureUploaded
from shared.postgres import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRenditions:
    """Rendering itself is a worker's; a message's transaction must be short."""

    clock: Clock

    async def for_picture(self, tx: Transaction, event: PictureUploaded) -> None:
        """Queue the work."""
        if not ID.match(event.picture):
            return
        for kind in (Kind.FIRST, Kind.FULL):
            await jobs.add_job(
                tx, event.picture, kind, recipe=event.recipe, at=self.clock.now(), ahead=event.owner == "comment"
            )
