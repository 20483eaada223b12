"""The message door: which event leads to which action."""

from collections.abc import Awaitable, Callable
from typing import Any

from services.comments.actions.apply_decision import apply_decision
from services.comments.actions.erase_subject import erase_subject, record_erased
from services.comments.actions.post_reply import post_reply
from services.comments.actions.record_picture import record_failed, record_gallery, record_ready
from services.comments.actions.tally_comments import tell_anew
from services.comments.actions.withdraw_reply import withdraw_reply
from services.comments.changes import Changes
from shared.clock import Clock
from shared.events import (
    CommentsMissed,
    DecisionRequested,
    Event,
    GalleryChanged,
    PictureFailed,
    PictureReady,
    ReplyRequested,
    ReplyWithdrawn,
    SubjectErased,
    SubjectEraseRequested,
)
from shared.messaging.consumer import Handler
from shared.postgres import Transaction


def handlers(*, clock: Clock, changes: Changes) -> dict[type[Event], Handler]:
    """The table. Each handler works in the transaction it is given and stirs whoever watches threads."""

    async def failed(tx: Transaction, _clock: Clock, event: PictureFailed) -> None:
        await record_failed(tx, event)

    def then_stir(action: Callable[[Transaction, Clock, Any], Awaitable[None]]) -> Handler:
        async def handle(tx: Transaction, event: Any) -> None:  # noqa: ANN401 - the table pairs the types
            await action(tx, clock, event)
            changes.stir(committed=False)

        return handle

    return {
        ReplyRequested: then_stir(post_reply),
        ReplyWithdrawn: then_stir(withdraw_reply),
        DecisionRequested: then_stir(apply_decision),
        CommentsMissed: then_stir(tell_anew),
        PictureReady: then_stir(record_ready),
        PictureFailed: then_stir(failed),
        GalleryChanged: then_stir(record_gallery),
        SubjectEraseRequested: then_stir(erase_subject),
        SubjectErased: then_stir(record_erased),
    }
