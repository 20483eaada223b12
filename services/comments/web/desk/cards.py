"""Comments as the desk shows them: with reasons, picture and pin, and what may be decided.

In: items of the queue and the site's words. Out: cards.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from services.comments.actions.list_queue import QueueItem
from services.comments.domain import State
from services.comments.shapes import RegionBody, RenditionView
from services.comments.store.records import Gallery, Picture
from shared.codec import decode
from shared.desk import Words, later

LARGE = 1600
SMALL = 320


class Choice(Struct, frozen=True, kw_only=True):
    """A decision that may be taken: its code, its button and the key of the button."""

    decision: str
    label: str
    key: str
    icon: str
    kind: str


APPROVE = Choice(decision="approve", label=later("Approve"), key="a", icon="check", kind="main")
KEEP = Choice(decision="approve", label=later("Keep"), key="a", icon="check", kind="main")
REJECT = Choice(decision="reject", label=later("Reject"), key="r", icon="cross", kind="risky")
SPAM = Choice(decision="spam", label=later("Spam|act"), key="s", icon="spam", kind="risky")
BIN = Choice(decision="remove", label=later("Bin|act"), key="b", icon="bin", kind="risky")
HOLD = Choice(decision="hold", label=later("Hold"), key="h", icon="lock", kind="")


class Shown(Struct, frozen=True, kw_only=True):
    """One picture: its small and its large file, and the reader's spot."""

    small: str
    large: str
    alt: str
    width: int
    height: int
    region: RegionBody | None = None


class Card(Struct, frozen=True, kw_only=True):
    """One comment on the desk; `words` are marked in its text, `gone` when its author deleted it."""

    item: QueueItem
    level: int
    picture: Shown | None
    picture_words: str
    attachments: list[Shown]
    words: tuple[str, ...]
    choices: tuple[Choice, ...]
    gone: bool


def card_of(
    t: Words, item: QueueItem, words: Sequence[str], galleries: Mapping[str, Gallery], pictures: Mapping[str, Picture]
) -> Card:
    """The item as a card, in this language."""
    reported = 3 if item.reports > 1 else 2 if item.reports else 0
    picture = pictures.get(picture_id(item, galleries))
    return Card(
        item=item,
        level=max(item.level, reported),
        picture=_gallery_picture(t, item, picture) if picture and picture.status == "ready" else None,
        picture_words=_number(t, item),
        attachments=[
            shown
            for place, one in enumerate(item.attachments, 1)
            if (shown := _shown(one.renditions, one.alt or t("attachment {number}", number=place)))
        ],
        words=tuple(words),
        choices=choices(item),
        gone=deleted(item),
    )


def picture_id(item: QueueItem, galleries: Mapping[str, Gallery]) -> str:
    """The id of the picture that a comment is about, nothing while it isn't known."""
    gallery = galleries.get(item.picture.gallery) if item.picture else None
    if item.picture is None or gallery is None or not 1 <= item.picture.number <= len(gallery.pictures):
        return ""
    return gallery.pictures[item.picture.number - 1]


def choices(item: QueueItem) -> tuple[Choice, ...]:
    """What may be decided about a comment where it stands."""
    if deleted(item):
        return ()
    if item.state == State.HELD:
        return (APPROVE, REJECT, SPAM, BIN)
    if item.state == State.PUBLISHED:
        return (*((KEEP,) if item.reports else ()), REJECT, SPAM, BIN, HOLD)
    others = {State.REJECTED: (SPAM, BIN), State.SPAM: (REJECT, BIN), State.REMOVED: (REJECT, SPAM)}
    return (APPROVE, *others[State(item.state)], HOLD)


def deleted(item: QueueItem) -> bool:
    """Whether its author took it back, words and all."""
    return item.state == State.REMOVED and item.last is not None and item.last.action == "delete"


def _number(t: Words, item: QueueItem) -> str:
    if item.picture is None:
        return ""
    number, all_ = item.picture.number, item.picture.of
    return t("picture {number} of {all}", number=number, all=all_) if all_ else t("picture {number}", number=number)


def _gallery_picture(t: Words, item: QueueItem, picture: Picture) -> Shown | None:
    files = decode(picture.renditions, tuple[RenditionView, ...])
    alt = picture.alt or picture.caption or t("picture {number}", number=picture.number)
    return _shown(files, alt, item.picture.region if item.picture else None)


def _shown(files: Sequence[RenditionView], alt: str, region: RegionBody | None = None) -> Shown | None:
    fitting = [file for file in files if file.media_type == "image/jpeg"] or list(files)
    if not fitting:
        return None
    fitting.sort(key=lambda file: file.width)
    small = next((file for file in fitting if file.width >= SMALL), fitting[-1])
    large = max((file for file in fitting if file.width <= LARGE), key=lambda file: file.width, default=fitting[0])
    return Shown(small=small.path, large=large.path, alt=alt, width=small.width, height=small.height, region=region)
