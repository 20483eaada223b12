"""Put a gallery's pictures into another order; each keeps its id, and so its comments.

In: all the ids in the order wanted. Out: the new version and `gallery.changed`.
"""

from dataclasses import dataclass

from services.images.domain import State
from services.images.store import galleries
from shared.errors import Conflict, Field, Invalid, NotFound
from shared.postgres import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrangeGallery:
    """Whole orders only, so that two editors can't mix theirs."""

    database: Database

    async def to(self, site: str, key: str, order: list[str], *, version: int | None = None) -> int:
        """The new version. Raises NotFound, Invalid when the ids aren't the gallery's, Conflict on a newer version."""
        async with self.database.transaction() as tx:
            gallery = await galleries.lock_gallery(tx, site, key)
            if gallery is None:
                raise NotFound("there is no such gallery", code="no_such_gallery")
            there = await galleries.pictures(tx, site, key)
            shown = {picture.id for picture in there if picture.state is not State.FAILED}
            if set(order) != shown or len(order) != len(shown):
                if version is not None and version != gallery.version:
                    raise Conflict("the gallery has changed meanwhile; load it again")
                detail = f"name each of the gallery's {len(shown)} pictures once"
                raise Invalid(detail, fields=(Field(pointer="/pictures", detail=detail),))
            failed = [picture.id for picture in there if picture.state is State.FAILED]
            await galleries.place_pictures(tx, [*order, *failed])
            event = await galleries.changed(tx, site, key)
            await tx.emit(event)
        return event.version

    async def move(self, site: str, key: str, picture: str, number: int) -> int:
        """Make one picture number n; the others close up. Raises NotFound and Invalid."""
        there = await galleries.pictures(self.database, site, key)
        order = [other.id for other in there if other.state is not State.FAILED]
        if picture not in order:
            raise NotFound("the gallery has no such picture")
        order.remove(picture)
        order.insert(min(max(1, number), len(order) + 1) - 1, picture)
        return await self.to(site, key, order)
