"""The whole conversation between the services: every event, its version, its sender and its readers.

In: nothing. Out: frozen structs, the registry `EVENTS` and the reading list `CONSUMERS`.

An event is a fact in the past tense with a version (`comment.held.v1`); its type is its routing key.
It carries no readable address: an `Address` is a keyed digest and a copy that only notify can open.
A new field gets a default, so that every stored message still decodes; a changed meaning gets a new
version beside the old one.
"""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from msgspec import Struct


class Address(Struct, frozen=True, kw_only=True):
    """An email address that nobody on the way can read.

    `digest` is the lower-case hex HMAC-SHA256 of the normalised address, under a key of comments.
    `sealed` is the base64 libsodium sealed box of the address, to notify's public key.
    """

    digest: str
    sealed: str


class Region(Struct, frozen=True, kw_only=True):
    """A place in a picture as fractions of its upright size, 0 to 1; a spot has no width and height."""

    x: float
    y: float
    w: float = 0.0
    h: float = 0.0


class PictureReference(Struct, frozen=True, kw_only=True):
    """Picture `number` (from 1) of the gallery with this key, and the place meant in it, if any."""

    gallery: str
    number: int
    picture: str = ""
    region: Region | None = None


class Person(Struct, frozen=True, kw_only=True):
    """Who wrote a comment. `kind` is reader, member (publisher's sign-on), staff, archive or expert."""

    name: str
    kind: str = "reader"
    address: Address | None = None


class Actor(Struct, frozen=True, kw_only=True):
    """Who acted. `kind` is staff, reader, rule, archive, expert or system; `via` is desk, mail, api or rule."""

    kind: str
    name: str
    via: str
    id: str = ""


class Reason(Struct, frozen=True, kw_only=True):
    """Why screening held a comment: a stable code and one sentence for the desk."""

    code: str
    words: str


class Comment(Struct, frozen=True, kw_only=True):
    """A comment as it stands at `version`, with everything its readers may need.

    `text` is the Markdown source, `html` its sanitised rendering, `path` the permalink below the
    site's public base URL of Paddock, `language` the page's language when known (BCP 47).
    `answers` is set on a reply that notify asked for: the id of the question's answer.
    """

    id: UUID
    site: str
    thread: UUID
    page_url: str
    page_title: str
    number: int
    state: str
    version: int
    author: Person
    text: str
    html: str
    created_at: datetime
    path: str
    parent: UUID | None = None
    language: str = ""
    picture: PictureReference | None = None
    attachments: tuple[str, ...] = ()
    answers: UUID | None = None


class Event(Struct, frozen=True, kw_only=True):
    """A fact. Subclasses set `type` and `source`; `subject` names what it is about."""

    type: ClassVar[str]
    source: ClassVar[str]

    @property
    def subject(self) -> str:
        """The subject's kind and id, as `comment/0199…`; events of one subject are ordered by `sequence`."""
        raise NotImplementedError

    @property
    def sequence(self) -> int:
        """Grows with each event of a subject; 0 where order has no meaning."""
        return 0


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


class ReplyRequested(Event, frozen=True, kw_only=True):
    """Notify asks comments to post an answer under a comment, or to replace the one it posted.

    `answer` identifies the answer (a repeat posts nothing new, a higher `version` replaces the text),
    `kind` is archive or expert, `evidence` the facts it rests on, in words, `not_right_path` the path of
    the page where a reader says that it is wrong.
    """

    type: ClassVar[str] = "reply.requested.v1"
    source: ClassVar[str] = "notify"
    answer: UUID
    site: str
    comment: UUID
    kind: str
    author_name: str
    text: str
    version: int = 1
    language: str = ""
    evidence: tuple[str, ...] = ()
    source_name: str = ""
    not_right_path: str = ""

    @property
    def subject(self) -> str:
        return f"answer/{self.answer}"

    @property
    def sequence(self) -> int:
        return self.version


class ReplyWithdrawn(Event, frozen=True, kw_only=True):
    """Notify takes an answer back; comments removes the reply it posted for it."""

    type: ClassVar[str] = "reply.withdrawn.v1"
    source: ClassVar[str] = "notify"
    answer: UUID
    site: str
    comment: UUID
    reason: str = ""
    version: int = 1

    @property
    def subject(self) -> str:
        return f"answer/{self.answer}"

    @property
    def sequence(self) -> int:
        return self.version


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


class Rendition(Struct, frozen=True, kw_only=True):
    """One file of a picture: its path below the public base URL, size in pixels and bytes."""

    path: str
    media_type: str
    width: int
    height: int
    bytes: int


class PictureUploaded(Event, frozen=True, kw_only=True):
    """An original is stored and waits for its renditions. `owner` is gallery or comment."""

    type: ClassVar[str] = "picture.uploaded.v1"
    source: ClassVar[str] = "images"
    picture: str
    site: str
    owner: str
    recipe: int = 1

    @property
    def subject(self) -> str:
        return f"picture/{self.picture}"


class PictureReady(Event, frozen=True, kw_only=True):
    """A picture has its renditions. `mail` is the path of a small JPEG for mails (at most 60 kB), `stage` is first
    (the first look alone) or full.

    `gallery` and `number` are set for a gallery's picture. Width and height are the upright original's.
    `held` is true while the renditions are private: an attachment of a comment that is not public.
    """

    type: ClassVar[str] = "picture.ready.v1"
    source: ClassVar[str] = "images"
    picture: str
    site: str
    owner: str
    width: int
    height: int
    colour: str
    renditions: tuple[Rendition, ...]
    placeholder: str = ""
    gallery: str = ""
    number: int = 0
    caption: str = ""
    alt: str = ""
    credit: str = ""
    held: bool = False
    stage: str = "full"
    mail: str = ""
    version: int = 1

    @property
    def subject(self) -> str:
        return f"picture/{self.picture}"

    @property
    def sequence(self) -> int:
        return self.version


class PictureFailed(Event, frozen=True, kw_only=True):
    """A picture can't be used; `reason` is a sentence for the person who uploaded it."""

    type: ClassVar[str] = "picture.failed.v1"
    source: ClassVar[str] = "images"
    picture: str
    site: str
    owner: str
    code: str
    reason: str

    @property
    def subject(self) -> str:
        return f"picture/{self.picture}"


class GalleryChanged(Event, frozen=True, kw_only=True):
    """A gallery's pictures in their order; number n is the n-th of `pictures`, from 1."""

    type: ClassVar[str] = "gallery.changed.v1"
    source: ClassVar[str] = "images"
    gallery: str
    site: str
    title: str
    page_url: str
    pictures: tuple[str, ...]
    captions: tuple[str, ...] = ()
    version: int = 1

    @property
    def subject(self) -> str:
        return f"gallery/{self.site}/{self.gallery}"

    @property
    def sequence(self) -> int:
        return self.version


class ModeratorChanged(Event, frozen=True, kw_only=True):
    """A member of staff was added, changed or removed. `role` is owner, editor, moderator or expert.

    `alerts` is every, digest or none; `subjects` are an expert's subjects (empty: all); quiet hours are
    `HH:MM` in `timezone` (IANA).
    """

    type: ClassVar[str] = "moderator.changed.v1"
    source: ClassVar[str] = "comments"
    moderator: UUID
    site: str
    name: str
    role: str
    address: Address
    language: str = "en"
    alerts: str = "every"
    subjects: tuple[str, ...] = ()
    timezone: str = "UTC"
    quiet_from: str = ""
    quiet_to: str = ""
    active: bool = True
    version: int = 1

    @property
    def subject(self) -> str:
        return f"moderator/{self.moderator}"

    @property
    def sequence(self) -> int:
        return self.version


class SiteChanged(Event, frozen=True, kw_only=True):
    """A site was added or its settings changed. `settings` holds what the other services need of them.

    Known settings: `shadow` (bool, answers are only proposed), `answers` (bool), `mail_from` (str),
    `renditions_webp` (bool), `uncertain` (hold or resend), `article_events` (page URL → archive event key).
    """

    type: ClassVar[str] = "site.changed.v1"
    source: ClassVar[str] = "comments"
    site: str
    name: str
    origins: tuple[str, ...]
    language: str = "en"
    settings: dict[str, Any] = {}
    active: bool = True
    version: int = 1

    @property
    def subject(self) -> str:
        return f"site/{self.site}"

    @property
    def sequence(self) -> int:
        return self.version


class SigninRequested(Event, frozen=True, kw_only=True):
    """A member of staff asked to sign in. `sealed_token` is the link's token, `sealed_code` the six digits;
    both are sealed to notify, as addresses are. `path` is the page below the public base URL; the token is
    added to it.
    """

    type: ClassVar[str] = "signin.requested.v1"
    source: ClassVar[str] = "comments"
    request: UUID
    site: str
    name: str
    address: Address
    sealed_token: str
    sealed_code: str
    path: str
    expires_at: datetime
    language: str = "en"

    @property
    def subject(self) -> str:
        return f"signin/{self.request}"


class SubscriptionRequested(Event, frozen=True, kw_only=True):
    """A reader wants mail. `kind` is answer (to this comment), replies (to this comment) or thread.

    Notify confirms the address first (double opt-in) unless it has been confirmed for this site.
    """

    type: ClassVar[str] = "subscription.requested.v1"
    source: ClassVar[str] = "comments"
    subscription: UUID
    site: str
    thread: UUID
    page_url: str
    page_title: str
    kind: str
    address: Address
    comment: UUID | None = None
    name: str = ""
    language: str = ""

    @property
    def subject(self) -> str:
        return f"subscription/{self.subscription}"


class SubjectEraseRequested(Event, frozen=True, kw_only=True):
    """Everything about one address shall go, in every service. `requested_by` is comments or notify."""

    type: ClassVar[str] = "subject.erase.requested.v1"
    source: ClassVar[str] = "any"
    request: UUID
    site: str
    digest: str
    requested_at: datetime
    requested_by: str
    address: Address | None = None
    comments: tuple[UUID, ...] = ()
    attachments: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        return f"erasure/{self.request}"


class SubjectErased(Event, frozen=True, kw_only=True):
    """One service has erased; `counts` says how many rows or files of each kind."""

    type: ClassVar[str] = "subject.erased.v1"
    source: ClassVar[str] = "any"
    request: UUID
    site: str
    service: str
    counts: dict[str, int]

    @property
    def subject(self) -> str:
        return f"erasure/{self.request}"


EVENTS: dict[str, type[Event]] = {
    event.type: event
    for event in (
        CommentHeld,
        CommentPublished,
        CommentRejected,
        CommentEdited,
        CommentRemoved,
        CommentReported,
        ReplyRequested,
        ReplyWithdrawn,
        DecisionRequested,
        PictureUploaded,
        PictureReady,
        PictureFailed,
        GalleryChanged,
        ModeratorChanged,
        SiteChanged,
        SigninRequested,
        SubscriptionRequested,
        SubjectEraseRequested,
        SubjectErased,
    )
}
"""Every event ever shipped, by its type."""

CONSUMERS: dict[str, tuple[type[Event], ...]] = {
    "comments": (
        ReplyRequested,
        ReplyWithdrawn,
        DecisionRequested,
        PictureReady,
        PictureFailed,
        GalleryChanged,
        SubjectEraseRequested,
        SubjectErased,
    ),
    "notify": (
        CommentHeld,
        CommentPublished,
        CommentRejected,
        CommentEdited,
        CommentRemoved,
        CommentReported,
        PictureReady,
        PictureFailed,
        GalleryChanged,
        ModeratorChanged,
        SiteChanged,
        SigninRequested,
        SubscriptionRequested,
        SubjectEraseRequested,
        SubjectErased,
    ),
    "images": (
        PictureUploaded,
        CommentHeld,
        CommentPublished,
        CommentRejected,
        CommentRemoved,
        SiteChanged,
        SubjectEraseRequested,
    ),
}
"""Which service reads which events; a service's queue is bound to just these (see messaging.topology)."""
