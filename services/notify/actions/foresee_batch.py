"""Look up at once what the events of a batch need, and keep all their addresses in one statement.

In: the events of one transaction. Out: `Foreseen`. A batch holds its locks for as long as it asks questions, and every
other consumer that speaks of the same readers or comments waits for it: so it asks few.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.notify.store import comments, foreseen
from services.notify.store.address_book import AddressBook
from services.notify.store.comments import Kept
from services.notify.store.foreseen import Foreseen
from shared.events import (
    Comment,
    CommentEdited,
    CommentHeld,
    CommentPublished,
    CommentRejected,
    CommentRemoved,
    CommentReported,
    Event,
    GalleryChanged,
    ModeratorChanged,
    SiteChanged,
    SubjectEraseRequested,
    SubscriptionRequested,
    ThreadMerged,
)
from shared.postgres import Transaction

_OF_COMMENTS = (CommentHeld, CommentPublished, CommentRejected, CommentEdited, CommentRemoved, CommentReported)
_ALONE = (ThreadMerged, ModeratorChanged)
"""What speaks of comments that other batches may be telling of: a thread's, or those that wait for a new moderator."""
_CHANGING = (SiteChanged, GalleryChanged, ModeratorChanged, CommentRemoved)
"""What changes a site's settings, galleries, staff, or the archive's rules that rest."""


async def foresee_batch(tx: Transaction, events: Sequence[Event], *, book: AddressBook, now: datetime) -> Foreseen:
    """What needs no look of its own afterwards. Raises Malformed when an address was not sealed to us."""
    merging = any(isinstance(event, ThreadMerged) for event in events)
    await foreseen.settle_apart(tx, alone=any(isinstance(event, _ALONE) for event in events))
    told: list[Comment] = [event.comment for event in events if isinstance(event, _OF_COMMENTS)]
    await foreseen.lock_comments(tx, [comment.id for comment in told])
    erasing = any(isinstance(event, SubjectEraseRequested) for event in events)
    subscribing = any(isinstance(event, SubscriptionRequested) for event in events)
    addresses = {comment.author.address.digest: comment.author.address for comment in told if comment.author.address}
    threads = {comment.thread for comment in told}
    merged, followed, addressed = await foreseen.look_ahead(tx, threads=sorted(threads), digests=sorted(addresses))
    if not erasing:
        await book.keep_all(tx, [address for digest, address in addresses.items() if digest not in addressed])
    standing = frozenset() if merging else frozenset(threads - merged)
    return Foreseen(
        standing=standing,
        new=await _keep_new(tx, events, standing, now),
        quiet=frozenset() if merging or subscribing else frozenset(threads - merged - followed),
        addressed=frozenset() if erasing else frozenset(addresses),
        same=None if any(isinstance(event, _CHANGING) for event in events) else {},
    )


async def _keep_new(
    tx: Transaction, events: Sequence[Event], standing: frozenset[UUID], now: datetime
) -> dict[tuple[UUID, int], Kept]:
    """The first that is told of each comment, kept where it is new."""
    first: dict[UUID, CommentHeld | CommentPublished] = {}
    told = [event for event in events if isinstance(event, _OF_COMMENTS)]
    for event in sorted(told, key=lambda event: event.comment.version, reverse=True):
        first.pop(event.comment.id, None)
        if isinstance(event, CommentHeld | CommentPublished) and event.comment.thread in standing:
            first[event.comment.id] = event
    new = await comments.add_comments(tx, list(first.values()), now=now) if first else set()
    return {
        (event.comment.id, event.comment.version): (
            Kept.FIRST_PUBLISHED if isinstance(event, CommentPublished) else Kept.NEW
        )
        for event in first.values()
        if event.comment.id in new
    }
