"""The bodies that this service takes and gives over HTTP: the types that OpenAPI is generated from."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

Fraction = Annotated[float, Meta(ge=0, le=1)]
Key = Annotated[str, Meta(min_length=1, max_length=63, pattern="^[a-z0-9][a-z0-9-]*$")]
PictureId = Annotated[str, Meta(min_length=8, max_length=64, pattern="^[A-Za-z0-9_-]+$")]


class RegionBody(Struct, frozen=True, kw_only=True):
    """A place in a picture as fractions of its size; a spot has no width and height."""

    x: Fraction
    y: Fraction
    w: Fraction = 0.0
    h: Fraction = 0.0


class PictureBody(Struct, frozen=True, kw_only=True):
    """Which picture of a gallery a comment is about."""

    gallery: Annotated[str, Meta(min_length=1, max_length=120)]
    number: Annotated[int, Meta(ge=1, le=100_000)]
    region: RegionBody | None = None


class NewComment(Struct, frozen=True, kw_only=True):
    """A reader's comment. `website` is a field that no reader sees; `token` is a publisher's signed user."""

    site: Key
    url: Annotated[str, Meta(min_length=1, max_length=8000)]
    body: Annotated[str, Meta(min_length=1, max_length=60_000)]
    name: Annotated[str, Meta(max_length=400)] = ""
    email: Annotated[str, Meta(max_length=400)] = ""
    title: Annotated[str, Meta(max_length=1000)] = ""
    parent: UUID | None = None
    picture: PictureBody | None = None
    attachments: Annotated[tuple[PictureId, ...], Meta(max_length=5)] = ()
    follow: Annotated[str, Meta(pattern="^(answer|replies|thread|)$")] = ""
    form_token: Annotated[str, Meta(max_length=200)] = ""
    website: Annotated[str, Meta(max_length=2000)] = ""
    language: Annotated[str, Meta(max_length=35, pattern="^[A-Za-z0-9-]*$")] = ""
    token: Annotated[str, Meta(max_length=4000)] = ""


class EditBody(Struct, frozen=True, kw_only=True):
    """A comment's new text."""

    body: Annotated[str, Meta(min_length=1, max_length=60_000)]


class PreviewBody(Struct, frozen=True, kw_only=True):
    """A text to look at before it is sent."""

    body: Annotated[str, Meta(max_length=60_000)]


class AuthorView(Struct, frozen=True, kw_only=True):
    """Who wrote a comment, as readers see it."""

    name: str
    kind: str


class PictureView(Struct, frozen=True, kw_only=True):
    """The picture a comment is about; `of` and `thumb` are null until the picture is known."""

    gallery: str
    number: int
    of: int | None
    region: RegionBody | None
    thumb: str | None


class RenditionView(Struct, frozen=True, kw_only=True):
    """One file of a picture."""

    path: str
    media_type: str
    width: int
    height: int


class AttachmentView(Struct, frozen=True, kw_only=True):
    """A reader's picture, once it is ready."""

    id: str
    width: int
    height: int
    colour: str
    alt: str
    renditions: tuple[RenditionView, ...]


class AnswerView(Struct, frozen=True, kw_only=True):
    """What makes a reply an answer: who gave it, on what evidence, and where to say that it is wrong."""

    id: UUID
    kind: str
    evidence: tuple[str, ...] = ()
    source: str = ""
    not_right: str = ""


class ReplyToView(Struct, frozen=True, kw_only=True):
    """Whom a comment answers, where it stands beside and not below."""

    id: UUID
    name: str


class CommentView(Struct, kw_only=True):
    """A comment as readers see it, with its replies. `body` is a node tree; `html` says the same.

    `text`, as it was written, only its author gets, to go on from.
    """

    id: UUID
    number: int
    parent: UUID | None
    depth: int
    author: AuthorView
    created_at: datetime
    edited_at: datetime | None
    state: str
    version: int
    body: msgspec.Raw | list[Any]
    html: str
    picture: PictureView | None
    attachments: list[AttachmentView]
    pinned: bool
    pick: bool
    answer: AnswerView | None
    reply_to: ReplyToView | None
    replies: list["CommentView"]
    permalink: str
    text: str | msgspec.UnsetType = msgspec.UNSET


class ThreadView(Struct, frozen=True, kw_only=True):
    """A page's conversation without its comments."""

    id: UUID
    site: str
    url: str
    title: str
    count: int
    open: bool
    version: int
    sort: str
    policy: str


class ThreadPage(Struct, frozen=True, kw_only=True):
    """One page of a thread. A comment of a later page may have its parent on an earlier one."""

    thread: ThreadView
    comments: list[CommentView]
    next: str | None


class Posted(Struct, frozen=True, kw_only=True):
    """What an author gets back, and keeps: the edit key works until `edit_until`."""

    edit_key: str
    edit_until: datetime | None
    comment: CommentView


class Counts(Struct, frozen=True, kw_only=True):
    """Published comments per page URL as it was asked for."""

    counts: dict[str, int]


class PictureCounts(Struct, frozen=True, kw_only=True):
    """Published comments, and questions among them, per picture number."""

    counts: dict[str, int]
    questions: dict[str, int]


class FormView(Struct, frozen=True, kw_only=True):
    """The token that a form carries back."""

    token: str


class Preview(Struct, frozen=True, kw_only=True):
    """A text as it would be shown."""

    body: list[Any]
    html: str


class ReportBody(Struct, frozen=True, kw_only=True):
    """Why a reader reports a comment."""

    reason: Annotated[str, Meta(max_length=500)] = ""


class TrialBody(Struct, frozen=True, kw_only=True):
    """The page that a browser stands on while an editor checks it."""

    page: Annotated[str, Meta(max_length=2000)] = ""


class SubscriptionBody(Struct, frozen=True, kw_only=True):
    """Who wants mail about what; nothing is mailed before the address is confirmed."""

    email: Annotated[str, Meta(max_length=400)]
    kind: Annotated[str, Meta(pattern="^(answer|replies|thread)$")] = "thread"
    comment: UUID | None = None
    language: Annotated[str, Meta(max_length=35, pattern="^[A-Za-z0-9-]*$")] = ""


class SubscriptionView(Struct, frozen=True, kw_only=True):
    """A wish that waits for the address to be confirmed."""

    id: UUID
    state: str
