"""What happens to comments happens to their pictures: held, shown and removed with them.

In: events of comments. Out: pictures bound to their comment, and jobs.
"""

from dataclasses import dataclass
from datetime import timedelta

from services.images.actions.discard_picture import remove
from services.images.domain import ID, Kind
from services.images.rendering.order import Spot
from services.images.store import galleries, jobs, pictures
from shared.clock import Clock
from shared.codec import encode
from shared.events import Comment, CommentHeld, CommentPublished, CommentRejected, CommentRemoved
from shared.postgres import Transaction

MOST = 6
"""Attachments a comment may have."""

MOST_SPOTS = 1000
"""Files a picture may have, so that readers' spots can't fill the disk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowComments:
    """One method an event."""

    clock: Clock
    keep_rejected_hours: int

    async def held(self, tx: Transaction, event: CommentHeld) -> None:
        """Its pictures are taken, and stay private."""
        await self._claim(tx, event.comment)
        await self._spot(tx, event.comment)

    async def published(self, tx: Transaction, event: CommentPublished) -> None:
        """Its pictures become public."""
        now = self.clock.now()
        await self._claim(tx, event.comment)
        for picture in await pictures.pictures_of_comment(tx, event.comment.id):
            await jobs.cancel_jobs(tx, picture, Kind.DISCARD)
            await jobs.add_job(tx, picture, Kind.PUBLISH, recipe=0, at=now, again=True)
        await self._spot(tx, event.comment)

    async def rejected(self, tx: Transaction, event: CommentRejected) -> None:
        """Private pictures wait a while, since a rejection may be undone; public ones go at once."""
        await self._claim(tx, event.comment)
        later = self.clock.now() + timedelta(hours=self.keep_rejected_hours)
        for id in await pictures.pictures_of_comment(tx, event.comment.id):
            picture = await pictures.lock_picture(tx, id)
            if picture and picture.held:
                await jobs.cancel_jobs(tx, id, Kind.PUBLISH)
                await jobs.add_job(tx, id, Kind.DISCARD, recipe=0, at=later, again=True)
            elif picture:
                await remove(tx, picture, self.clock)

    async def removed(self, tx: Transaction, event: CommentRemoved) -> None:
        """Its pictures go."""
        await self._claim(tx, event.comment)
        for id in await pictures.pictures_of_comment(tx, event.comment.id):
            picture = await pictures.lock_picture(tx, id)
            if picture:
                await remove(tx, picture, self.clock)

    async def _claim(self, tx: Transaction, comment: Comment) -> None:
        for id in comment.attachments[:MOST]:
            if ID.match(id):
                await pictures.claim_picture(tx, id, comment.site, comment.id, self.clock.now())

    async def _spot(self, tx: Transaction, comment: Comment) -> None:
        """A place in a gallery's picture: mails will show it, so draw it now."""
        reference = comment.picture
        if reference is None or reference.region is None:
            return
        id = reference.picture if ID.match(reference.picture) else ""
        id = id or await galleries.picture_by_number(tx, comment.site, reference.gallery, reference.number) or ""
        picture = await pictures.find_picture(tx, id)
        if picture is None or (picture.site, picture.gallery) != (comment.site, reference.gallery):
            return
        drawn = await pictures.renditions(tx, picture.id)
        if len(drawn) > MOST_SPOTS:
            return
        region = reference.region
        detail = encode(Spot(x=region.x, y=region.y, w=region.w, h=region.h)).decode()
        await jobs.add_job(tx, picture.id, Kind.SPOT, recipe=picture.recipe, at=self.clock.now(), detail=detail)
