"""The message door: which event leads to which actions, each in the consumer's one transaction.

In: events of comments and images. Out: notify's own rows; deliveries are queued, never sent, in here.
"""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from services.notify.actions.alert_moderators import alert_moderators
from services.notify.actions.alert_newcomer import alert_newcomer
from services.notify.actions.ask_question import ask_question
from services.notify.actions.close_question import close_question_of
from services.notify.actions.compare_tally import compare_tally
from services.notify.actions.edit_question import keep_edited_question
from services.notify.actions.erase_subject import erase_subject, note_erased
from services.notify.actions.follow_merge import follow_merge, settled
from services.notify.actions.foresee_batch import foresee_batch
from services.notify.actions.note_comment import note_comment
from services.notify.actions.request_subscription import request_subscription
from services.notify.actions.send_signin import send_signin
from services.notify.actions.tell_askers import tell_askers
from services.notify.actions.tell_followers import tell_followers
from services.notify.actions.withdraw_answer import withdraw_answer
from services.notify.config import Limits
from services.notify.store import comments, people
from services.notify.store.address_book import AddressBook
from services.notify.store.comments import Kept
from services.notify.store.foreseen import NOTHING, Foreseen
from shared import events
from shared.clock import Clock
from shared.errors import NotFound
from shared.messaging.consumer import Foresight, Handler, Table
from shared.postgres import Transaction

MAIL_BYTES = 60_000
MAIL_WIDTHS = range(240, 801)


def handlers(
    *,
    book: AddressBook,
    clock: Clock,
    limits: Limits,
    public_url: str,
    channels: tuple[str, ...] = (),
    foreseen: Foreseen = NOTHING,
) -> Table:
    """The table of events that notify reads; what was foreseen for a batch is not looked up again."""
    reader = _Reader(book=book, clock=clock, limits=limits, public_url=public_url, channels=channels, foreseen=foreseen)
    table: dict[type[events.Event], Handler] = {
        events.CommentHeld: reader.in_its_thread(reader.comment_held),
        events.CommentPublished: reader.in_its_thread(reader.comment_published),
        events.CommentRejected: reader.in_its_thread(reader.comment_rejected),
        events.CommentEdited: reader.in_its_thread(reader.comment_edited),
        events.CommentRemoved: reader.in_its_thread(reader.comment_removed),
        events.CommentReported: reader.in_its_thread(reader.comment_reported),
        events.ThreadMerged: reader.thread_merged,
        events.CommentsTallied: reader.comments_tallied,
        events.PictureReady: reader.picture_ready,
        events.PictureFailed: reader.picture_failed,
        events.GalleryChanged: reader.gallery_changed,
        events.ModeratorChanged: reader.moderator_changed,
        events.SiteChanged: reader.site_changed,
        events.SigninRequested: reader.signin_requested,
        events.SubscriptionRequested: reader.subscription_requested,
        events.SubjectEraseRequested: reader.subject_erase_requested,
        events.SubjectErased: reader.subject_erased,
    }
    return table


def foreseeing(table: Callable[..., Table], book: AddressBook, clock: Clock) -> Foresight:
    """Makes the table of a batch with what was looked up for all of it; `table` is `handlers` but for that."""

    async def foresee(tx: Transaction, batch: Sequence[events.Event]) -> Table:
        return table(foreseen=await foresee_batch(tx, batch, book=book, now=clock.now()))

    return foresee


class _Reader:
    def __init__(
        self,
        *,
        book: AddressBook,
        clock: Clock,
        limits: Limits,
        public_url: str,
        channels: tuple[str, ...],
        foreseen: Foreseen,
    ) -> None:
        self._book = book
        self._clock = clock
        self._limits = limits
        self._public_url = public_url
        self._channels = channels
        self._foreseen = foreseen

    def in_its_thread(self, handler: Callable[[Transaction, Any], Awaitable[None]]) -> Handler:
        """A comment's event may come after its thread was merged."""

        async def handle(tx: Transaction, event: Any) -> None:  # noqa: ANN401 - the table pairs the types
            comment = await settled(tx, event.comment, self._foreseen)
            await handler(tx, event if comment is event.comment else replace(event, comment=comment))

        return handle

    async def _note(self, tx: Transaction, comment: events.Comment, **more: Any) -> Kept | None:  # noqa: ANN401 - as `note_comment`
        """What is new of it; None when a newer version is here already."""
        now = self._clock.now()
        kept = await note_comment(tx, comment, book=self._book, now=now, foreseen=self._foreseen, **more)
        return None if kept is Kept.OLD else kept

    async def _alert(self, tx: Transaction, comment: events.Comment, kind: str, version: int, now: datetime) -> None:
        await alert_moderators(
            tx, comment, kind=kind, version=version, now=now, channels=self._channels, foreseen=self._foreseen
        )

    async def comment_held(self, tx: Transaction, event: events.CommentHeld) -> None:
        now = self._clock.now()
        if await self._note(tx, event.comment, reasons=event.reasons):
            await self._alert(tx, event.comment, "held", event.comment.version, now)

    async def comment_published(self, tx: Transaction, event: events.CommentPublished) -> None:
        now, comment = self._clock.now(), event.comment
        kept = await self._note(tx, comment, decided_by=event.decided_by, published=True)
        if kept is None or event.quiet:
            return
        if comment.answers is not None and comment.parent is not None:
            await tell_askers(
                tx,
                site=comment.site,
                question=comment.parent,
                answer=comment.answers,
                comment=comment.id,
                kind="answered",
                version=1,
                now=now,
            )
        if kept is Kept.FIRST_PUBLISHED:
            await tell_followers(tx, comment, now=now, foreseen=self._foreseen)
        await ask_question(tx, event, now=now, foreseen=self._foreseen)

    async def comment_rejected(self, tx: Transaction, event: events.CommentRejected) -> None:
        now = self._clock.now()
        if await self._note(tx, event.comment, decided_by=event.decided_by):
            await close_question_of(tx, event.comment.id, now=now)

    async def comment_edited(self, tx: Transaction, event: events.CommentEdited) -> None:
        now, comment = self._clock.now(), event.comment
        if not await self._note(tx, comment):
            return
        if comment.answers is not None and comment.parent is not None:
            await tell_askers(
                tx,
                site=comment.site,
                question=comment.parent,
                answer=comment.answers,
                comment=comment.id,
                kind="corrected",
                version=comment.version,
                now=now,
            )
        await keep_edited_question(tx, event)

    async def comment_removed(self, tx: Transaction, event: events.CommentRemoved) -> None:
        now, comment, actor = self._clock.now(), event.comment, event.removed_by
        if not await self._note(tx, comment, decided_by=actor):
            return
        if comment.answers is not None and actor.kind == "staff":
            with suppress(NotFound):
                await withdraw_answer(tx, comment.answers, actor_name=actor.name, now=now)
        await close_question_of(tx, comment.id, now=now)

    async def comment_reported(self, tx: Transaction, event: events.CommentReported) -> None:
        now = self._clock.now()
        if await self._note(tx, event.comment, reports=event.reports):
            await self._alert(tx, event.comment, "report", event.reports, now)

    async def thread_merged(self, tx: Transaction, event: events.ThreadMerged) -> None:
        await follow_merge(tx, event)

    async def comments_tallied(self, tx: Transaction, event: events.CommentsTallied) -> None:
        await compare_tally(tx, event)

    async def picture_ready(self, tx: Transaction, event: events.PictureReady) -> None:
        await comments.keep_picture(tx, event, event.mail or mail_path(event.renditions))

    async def picture_failed(self, tx: Transaction, event: events.PictureFailed) -> None:
        """Nothing: a mail without that picture says enough."""

    async def gallery_changed(self, tx: Transaction, event: events.GalleryChanged) -> None:
        await comments.keep_gallery(tx, event)

    async def moderator_changed(self, tx: Transaction, event: events.ModeratorChanged) -> None:
        await self._book.keep(tx, event.address)
        if await people.keep_moderator(tx, event):
            await alert_newcomer(tx, event, now=self._clock.now())

    async def site_changed(self, tx: Transaction, event: events.SiteChanged) -> None:
        await people.keep_site(tx, event)

    async def signin_requested(self, tx: Transaction, event: events.SigninRequested) -> None:
        await send_signin(tx, event, book=self._book, public_url=self._public_url, now=self._clock.now())

    async def subscription_requested(self, tx: Transaction, event: events.SubscriptionRequested) -> None:
        event = await settled(tx, event)
        await request_subscription(tx, event, book=self._book, limits=self._limits, now=self._clock.now())

    async def subject_erase_requested(self, tx: Transaction, event: events.SubjectEraseRequested) -> None:
        await erase_subject(tx, event, book=self._book, now=self._clock.now())

    async def subject_erased(self, tx: Transaction, event: events.SubjectErased) -> None:
        await note_erased(tx, event, now=self._clock.now())


def mail_path(renditions: tuple[events.Rendition, ...]) -> str:
    """The path of the JPEG that fits a mail best: the widest of 240 to 800 pixels within 60 kB, or nothing."""
    fitting = [
        rendition
        for rendition in renditions
        if rendition.media_type == "image/jpeg" and rendition.bytes <= MAIL_BYTES and rendition.width in MAIL_WIDTHS
    ]
    return max(fitting, key=lambda rendition: rendition.width).path if fitting else ""
