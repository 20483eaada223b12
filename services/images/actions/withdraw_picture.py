"""Take a picture out of its gallery for good; the numbers after it close up, ids stay.

In: a gallery and an id. Out: the picture removed, its files on their way out, `gallery.changed`.
"""

from dataclasses import dataclass

from services.images.actions.discard_picture import remove
from services.images.domain import ID, State
from services.images.store import pictures
from shared.clock import Clock
from shared.errors import NotFound
from shared.postgres import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawPicture:
    """Comments on it stay; they lose their picture."""

    database: Database
    clock: Clock

    async def now(self, site: str, key: str, id: str) -> None:
        """Do it. Raises NotFound."""
        async with self.database.transaction() as tx:
            picture = await pictures.lock_picture(tx, id) if ID.match(id) else None
            if picture is None or (picture.site, picture.gallery) != (site, key) or picture.state is State.REMOVED:
                raise NotFound("the gallery has no such picture")
            await remove(tx, picture, self.clock)
