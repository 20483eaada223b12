"""Change what an editor says about a picture: caption, alt text, credit, point of interest.

In: words and perhaps a point. Out: `gallery.changed` and `picture.ready` when anything changed; the id stays.
"""

from dataclasses import dataclass

from services.images.actions.tell_ready import tell_ready
from services.images.domain import ID, Kind, State, Words
from services.images.links import HeldLinks
from services.images.store import galleries, jobs, pictures
from shared.clock import Clock
from shared.errors import Field, Invalid, NotFound
from shared.postgres import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribePicture:
    """Words at once; a new point of interest has the square cut anew by a worker."""

    database: Database
    clock: Clock
    links: HeldLinks

    async def now(
        self, site: str, key: str, id: str, words: Words, *, focal: tuple[float, float] | None = None
    ) -> None:
        """Do it. Raises NotFound, Invalid."""
        words.check()
        if focal is not None and not all(0 <= part <= 1 for part in focal):
            detail = "a fraction from 0 to 1"
            raise Invalid(f"the focal point: {detail}", fields=(Field(pointer="/focal", detail=detail),))
        now = self.clock.now()
        async with self.database.transaction() as tx:
            picture = await pictures.lock_picture(tx, id) if ID.match(id) else None
            if picture is None or (picture.site, picture.gallery) != (site, key) or picture.state is State.REMOVED:
                raise NotFound("the gallery has no such picture")
            changed = await galleries.describe_picture(tx, id, words, now)
            if focal is not None and focal != (picture.focal_x, picture.focal_y):
                await galleries.focus_picture(tx, id, *focal, now)
                await jobs.add_job(tx, id, Kind.FULL, recipe=picture.recipe, at=now, again=True)
                changed = True
            if changed:
                await tx.emit(await galleries.changed(tx, site, key))
                await tell_ready(tx, id, self.links, now)
