"""What a mail is about, as composers get it: frozen values, gathered before anything is written. Pure."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from services.notify.templates.parts import harmless
from services.notify.templates.words import Words, words
from shared.events import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureMatter:
    """The picture a comment is about. `path` is its mail rendition, empty while there is none, and `marked` the one
    with the place meant drawn on it, empty when no place is meant.

    `spot` is the middle of the place meant, in hundredths from the left and from the top; `url` opens the picture
    on its page.
    """

    number: int = 0
    total: int = 0
    caption: str = ""
    alt: str = ""
    path: str = ""
    marked: str = ""
    spot: tuple[int, int] | None = None
    url: str = ""

    def place(self, say: Words) -> str:
        """Which picture of how many; nothing when it is of no gallery."""
        key = "on_picture" if self.total else "on_picture_only"
        return say(key, number=self.number, total=self.total) if self.number else ""

    def spot_meant(self, say: Words) -> str:
        """The place meant, in words; nothing when none is marked."""
        return say("spot", across=self.spot[0], down=self.spot[1]) if self.spot else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentMatter:
    """A comment as mails show it. `url` is its permalink, `decided_by` the name of who decided."""

    id: UUID
    name: str
    text: str
    title: str
    page_url: str
    url: str
    state: str
    reports: int = 0
    reasons: tuple[Reason, ...] = ()
    decided_by: str = ""
    decided_by_id: str = ""
    decided_at: datetime | None = None
    picture: PictureMatter | None = None

    def why(self, say: Words) -> tuple[str, ...]:
        """Why it waits, in the recipient's language where the reason's code is known; else as comments said it."""
        return tuple(_reason(reason, say) for reason in self.reasons)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """Everything one mail may need. `links` are the URLs minted for it, by purpose."""

    language: str
    site: str
    name: str
    context: dict[str, Any]
    links: dict[str, str]
    comment: CommentMatter | None = None
    question: CommentMatter | None = None
    listed: tuple[tuple[CommentMatter, str], ...] = ()
    secret: dict[str, str] = field(default_factory=dict)

    @property
    def words(self) -> Words:
        """The sentences of the recipient's language."""
        return words(self.language)

    @property
    def title(self) -> str:
        """The page's title, from the comment or the context."""
        if self.comment is not None:
            return self.comment.title
        return str(self.context.get("page_title") or self.context.get("title") or self.site)

    def said(self, text: str) -> str:
        """A reader's text without live links."""
        return harmless(text, self.words)


def clock_time(moment: datetime | None) -> str:
    """A time of day for a sentence (UTC, said so)."""
    return moment.strftime("%Y-%m-%d %H:%M UTC") if moment else ""


_FIGURE = re.compile(r"\d+(?:\.\d+)?")


def _reason(reason: Reason, say: Words) -> str:
    """Sentences of ours hold at most one figure or one list, which is found in what comments said."""
    said, key = reason.words, f"reason.{reason.code}"
    if key in say:
        figure = _FIGURE.search(reason.words)
        said = say(key, figure=figure[0] if figure else "", listed=reason.words.partition(": ")[2])
    return said[:1].upper() + said[1:]
