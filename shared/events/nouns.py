"""What events speak of: people, comments, places in pictures, and the event itself."""

from datetime import datetime
from typing import ClassVar
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


class Rendition(Struct, frozen=True, kw_only=True):
    """One file of a picture: its path below the public base URL, size in pixels and bytes."""

    path: str
    media_type: str
    width: int
    height: int
    bytes: int


class Event(Struct, frozen=True, kw_only=True):
    """A fact. Subclasses set `type` and `source`; `subject` names what it is about."""

    type: ClassVar[str]
    source: ClassVar[str]

    @property
    def subject(self) -> str:
        """The subject's kind and id, as `comment/0199…`; events of one subject are ordered by `sequence`.

        Every event of ours names its own.
        """
        return self.type

    @property
    def sequence(self) -> int:
        """Grows with each event of a subject; 0 where order has no meaning."""
        return 0
