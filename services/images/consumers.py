"""The message door: which action takes which event.

In: actions. Out: the table that the consumer reads.
"""

from collections.abc import Callable

from services.images.actions.erase_subject import EraseSubject
from services.images.actions.follow_comments import FollowComments
from services.images.actions.keep_site import keep_site
from services.images.actions.queue_renditions import QueueRenditions
from shared import events
from shared.messaging.consumer import Handler
from shared.postgres import Transaction


def handlers(
    *, follow: FollowComments, queue: QueueRenditions, erase: EraseSubject, wake: Callable[[], None]
) -> dict[type[events.Event], Handler]:
    """Every event that images reads; `wake` tells the workers that there may be something to do."""

    def waking(handler: Handler) -> Handler:
        async def handle(tx: Transaction, event: events.Event) -> None:
            await handler(tx, event)
            wake()

        return handle

    return {
        events.PictureUploaded: waking(queue.for_picture),
        events.CommentHeld: waking(follow.held),
        events.CommentPublished: waking(follow.published),
        events.CommentRejected: waking(follow.rejected),
        events.CommentRemoved: waking(follow.removed),
        events.SiteChanged: keep_site,
        events.SubjectEraseRequested: waking(erase.everywhere),
    }
