"""What a reader makes of a file, whichever format it has.

In: nothing. Out: the records that readers yield in the order of the file, and the error of a file that can't be read.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, TypeAlias
from uuid import UUID

from msgspec import Meta, Struct

from services.comments.domain import State
from shared.errors import Refused

Moment: TypeAlias = Annotated[datetime, Meta(tz=True)]
Natural: TypeAlias = Annotated[int, Meta(ge=1, le=2**31 - 1)]


class FileError(Refused):
    """The file can't be read as what it was said to be; nothing of it is kept."""

    code = "unreadable_file"


class Markup(StrEnum):
    """How a text is written: our own Markdown, HTML, HTML whose line breaks count, or Markdown with HTML in it."""

    MARKDOWN = "markdown"
    HTML = "html"
    LINES = "lines"
    MIXED = "mixed"


class ImportedThread(Struct, frozen=True, kw_only=True):
    """A page. `key` is what its comments name it by; `page` the key of the article whose picture it shows, if any."""

    key: str
    url: str
    title: str = ""
    open: bool = True
    created_at: datetime | None = None
    page: str = ""
    order: int = 0
    aliases: tuple[str, ...] = ()
    kept: "KeptThread | None" = None


class ImportedAuthor(Struct, frozen=True, kw_only=True):
    """Somebody whom comments name by `key`, in files that list authors apart."""

    key: str
    name: str = ""
    email: str = ""


class ImportedComment(Struct, frozen=True, kw_only=True):
    """One comment as its file has it. `kept` is all that our own export knows beyond that."""

    id: str
    thread: str
    text: str
    parent: str = ""
    author: str = ""
    name: str = ""
    email: str = ""
    ip: str = ""
    markup: Markup = Markup.HTML
    state: State = State.PUBLISHED
    created_at: datetime | None = None
    edited_at: datetime | None = None
    kept: "Kept | None" = None


class Revision(Struct, frozen=True, kw_only=True):
    """What a comment said at an earlier version."""

    version: int
    text: str
    editor: str
    edited_at: Moment


class Report(Struct, frozen=True, kw_only=True):
    """A report of a comment, by the hash of the network it came from."""

    network: str
    reason: str
    created_at: Moment


class Step(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the audit trail about a comment; `undoes` counts the comment's lines from 0."""

    action: str
    from_state: str = ""
    to_state: str = ""
    reason: str = ""
    actor_kind: str
    actor_name: str
    actor_id: str = ""
    via: str
    batch: UUID | None = None
    undoes: int | None = None
    created_at: Moment


class Kept(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What our own export keeps of a comment beside its text, author's name, state and dates."""

    id: UUID
    number: Natural
    version: Natural = 1
    author_kind: str = "reader"
    author_id: str = ""
    digest: str = ""
    sealed: str = ""
    network: str = ""
    language: str = ""
    published_at: Moment | None = None
    changed_at: Moment | None = None
    editable_until: Moment | None = None
    gallery: str = ""
    picture_number: Annotated[int, Meta(ge=0, le=10**6)] = 0
    region: Annotated[list[float], Meta(min_length=4, max_length=4)] | None = None
    attachments: tuple[str, ...] = ()
    answer: UUID | None = None
    answer_version: Annotated[int, Meta(ge=0, le=10**6)] = 0
    answer_details: str | None = None
    pinned: bool = False
    pick: bool = False
    question: bool = False
    reasons: str = "[]"
    level: Annotated[int, Meta(ge=0, le=100)] = 0
    reports: Annotated[int, Meta(ge=0, le=10**9)] = 0
    source: str = ""
    source_id: str = ""
    revisions: tuple[Revision, ...] = ()
    reported: tuple[Report, ...] = ()
    history: tuple[Step, ...] = ()


class KeptThread(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What our own export keeps of a thread beside its URL, title and comments."""

    id: UUID
    link: str
    last_number: Annotated[int, Meta(ge=0, le=2**31 - 1)]
    version: Annotated[int, Meta(ge=1, le=2**53)]
    updated_at: Moment
    merged_into: UUID | None = None


class ImportedStanding(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What moderators thought of an author, in our own export."""

    digest: str
    standing: str
    set_by: str
    set_at: Moment
    until: Moment | None = None
    note: str = ""


class Skipped(Struct, frozen=True, kw_only=True):
    """A row that its reader leaves out. With an id its replies find their way to `parent` instead."""

    id: str
    reason: str
    thread: str = ""
    parent: str = ""


Record: TypeAlias = ImportedThread | ImportedAuthor | ImportedComment | ImportedStanding | Skipped
