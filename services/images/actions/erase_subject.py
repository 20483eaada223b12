"""Erase what one person sent: their pictures, by the list that the request carries and by their comments.

In: `subject.erase.requested`. Out: pictures removed, files on their way out, `subject.erased` with the count.
"""

from dataclasses import dataclass

from services.images.actions.discard_picture import remove
from services.images.domain import ID
from services.images.store import pictures
from shared.clock import Clock
from shared.events import SubjectErased, SubjectEraseRequested
from shared.postgres import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class EraseSubject:
    """Only readers' pictures: a gallery is the editor's."""

    clock: Clock

    async def everywhere(self, tx: Transaction, event: SubjectEraseRequested) -> None:
        """Do it and say so."""
        ids = {id for id in event.attachments if ID.match(id)}
        for comment in event.comments:
            ids |= set(await pictures.pictures_of_comment(tx, comment))
        gone = 0
        for id in sorted(ids):
            picture = await pictures.lock_picture(tx, id)
            if picture and picture.owner == "comment" and picture.site == event.site:
                gone += await remove(tx, picture, self.clock)
        await tx.emit(
            SubjectErased(request=event.request, site=event.site, service="images", counts={"pictures": gone})
        )
