"""A comment on its way in: what the door knows of it, and what its author is answered."""

from uuid import UUID

from msgspec import Struct

from services.comments.domain import Site
from services.comments.markup import Mention
from services.comments.shapes import NewComment
from services.comments.writing import Writing


class Sender(Struct, frozen=True, kw_only=True):
    """Who sends it, as far as the door knows; a member or staff was named by a token or a session."""

    ip: str
    kind: str = "reader"
    id: str = ""
    name: str = ""
    email: str = ""
    agent: str = ""


class Grown(Struct, frozen=True, kw_only=True):
    """What one call of posts made of a thread: its version and count now, and its new comments by their numbers.

    `comments` are number, piece and HTML of each; None when one of them is more than a root that refers to nothing.
    """

    version: int
    count: int
    comments: tuple[tuple[int, str, str], ...] | None


class Answer(Struct, frozen=True, kw_only=True):
    """The status to answer with, the body, and which thread changed for readers (None when held), and how."""

    status: int
    body: bytes
    comment: UUID
    thread: UUID | None
    grown: Grown | None = None


class New(Struct, frozen=True, kw_only=True):
    """What is known of a comment before the database is asked; `thread` is its page's own, if that was not merged."""

    id: UUID
    site: Site
    sent: NewComment
    sender: Sender
    url: str
    thread: UUID
    writing: Writing
    mention: Mention | None
    name: str
    email: str
    digest: str
    network: str
    fingerprint: bytes
    form_age: float | None
    key: str
    request_hash: bytes
