"""What happened to a comment, and what notify asks for one."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from msgspec import Struct

from shared.events.nouns import Actor, Comment, Event, Reason


class _CommentEvent(Event, frozen=True, kw_only=True):
    """What all events about one comment share."""

    comment: Comment

    @property
    def subject(self) -> str:
        return f"comment/{self.comment.id}"

    @property
    def sequence(self) -> int:
        return self.comment.version


class CommentHeld(_CommentEvent, frozen=True, kw_only=True):
    """A comment waits for a moderator; `reasons` say why."""

    type: ClassVar[str] = "comment.held.v1"
    source: ClassVar[str] = "comments"
    reasons: tuple[Reason, ...] = ()


class CommentPublished(_CommentEvent, frozen=True, kw_only=True):
    """A comment is public. `decided_by` is who let it through, None when no rule held it.

    `quiet` is set on imported comments: nobody is told about them.
    """

    type: ClassVar[str] = "comment.published.v1"
    source: ClassVar[str] = "comments"
    decided_by: Actor | None = None
    quiet: bool = False


class CommentRejected(_CommentEvent, frozen=True, kw_only=True):
    """A comment was refused; `comment.state` is `rejected` or `spam`."""

    type: ClassVar[str] = "comment.rejected.v1"
    source: ClassVar[str] = "comments"
    decided_by: Actor
    reason: str = ""


class CommentEdited(_CommentEvent, frozen=True, kw_only=True):
    """A published comment's text changed and it stays published."""

    type: ClassVar[str] = "comment.edited.v1"
    source: ClassVar[str] = "comments"
    edited_by: Actor


class CommentRemoved(_CommentEvent, frozen=True, kw_only=True):
    """A comment was taken away; `comment.text` and `comment.html` are empty."""

    type: ClassVar[str] = "comment.removed.v1"
    source: ClassVar[str] = "comments"
    removed_by: Actor
    reason: str = ""


class CommentReported(_CommentEvent, frozen=True, kw_only=True):
    """Readers reported a published comment; `reports` counts different networks."""

    type: ClassVar[str] = "comment.reported.v1"
    source: ClassVar[str] = "comments"
    reason: str
    reports: int


class ThreadMerged(Event, frozen=True, kw_only=True):
    """Everything of one thread moved to the end of another; nothing is ever said under the old one again.

    A comment that had `number` there has `number + added` in `into`; `path` is a template of its permalink, in which
    `{number}` stands for the new one.
    """

    type: ClassVar[str] = "thread.merged.v1"
    source: ClassVar[str] = "comments"
    site: str
    thread: UUID
    into: UUID
    added: int
    path: str
    page_url: str
    page_title: str

    @property
    def subject(self) -> str:
        return f"thread/{self.thread}"


class DayTally(Struct, frozen=True, kw_only=True):
    """How many comments of one UTC day are public or held, and the sum of their versions."""

    day: date
    count: int
    versions: int


class CommentsTallied(Event, frozen=True, kw_only=True):
    """What a site has from `since` until before `until`; a day without comments is left out.

    Told again and again, so that a reader who lost messages, with the broker's disk say, finds out.
    """

    type: ClassVar[str] = "comments.tallied.v1"
    source: ClassVar[str] = "comments"
    site: str
    since: date
    until: date
    days: tuple[DayTally, ...]

    @property
    def subject(self) -> str:
        return f"site/{self.site}"


class CommentsMissed(Event, frozen=True, kw_only=True):
    """Notify knows the comments of this day otherwise: `known` is each id with its version, as far as it knows."""

    type: ClassVar[str] = "comments.missed.v1"
    source: ClassVar[str] = "notify"
    site: str
    day: date
    known: dict[UUID, int]

    @property
    def subject(self) -> str:
        return f"site/{self.site}"


class DecisionRequested(Event, frozen=True, kw_only=True):
    """A moderator decided by a mailed link or by replying; comments lets the first decision win.

    `decision` is approve, reject, spam, remove or undo; `request` identifies this one wish.
    """

    type: ClassVar[str] = "decision.requested.v1"
    source: ClassVar[str] = "notify"
    request: UUID
    site: str
    comment: UUID
    decision: str
    actor: Actor
    requested_at: datetime
    reason: str = ""

    @property
    def subject(self) -> str:
        return f"comment/{self.comment}"
