"""Rows as values: what the store hands out and takes in."""

from collections.abc import Sequence
from datetime import datetime
from sys import intern
from typing import Any, TypeVar
from uuid import UUID

import msgspec

T = TypeVar("T", bound=msgspec.Struct)


Shown = tuple[Sequence[int], int, str, str, int, bool]
"""A row of `comment_shown` as its columns: path, rank, piece, HTML, what is unusual, whether it refers to others."""


class Thread(msgspec.Struct, frozen=True, kw_only=True):
    """One page's conversation. `url` is canonical, `link` leads a reader there."""

    id: UUID
    site: str
    url: str
    link: str
    title: str
    open: bool
    last_number: int
    count: int
    version: int
    created_at: datetime
    updated_at: datetime


class Comment(msgspec.Struct, frozen=True, kw_only=True):
    """One comment as it is kept. `body`, `answer_details` and `reasons` are JSON texts."""

    id: UUID
    site: str
    thread: UUID
    number: int
    parent: UUID | None
    reply_to: UUID | None
    depth: int
    path: list[int]
    rank: int
    state: str
    shown: bool
    version: int
    thread_version: int
    author_name: str
    author_kind: str
    author_id: str
    digest: str
    sealed: str
    network: str
    text: str
    body: str
    html: str
    language: str
    created_at: datetime
    edited_at: datetime | None
    published_at: datetime | None
    changed_at: datetime
    editable_until: datetime | None
    gallery: str
    picture_number: int
    region: list[float] | None
    attachments: list[str]
    answer: UUID | None
    answer_version: int
    answer_details: str | None
    pinned: bool
    pick: bool
    question: bool
    reasons: str
    level: int
    reports: int
    source: str
    source_id: str
    thread_link: str = ""
    thread_title: str = ""


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """What comments knows of a picture of images. `renditions` is a JSON text."""

    id: str
    site: str
    owner: str
    status: str
    gallery: str
    number: int
    width: int
    height: int
    colour: str
    placeholder: str
    caption: str
    alt: str
    renditions: str
    held: bool
    reason: str
    version: int


class Gallery(msgspec.Struct, frozen=True, kw_only=True):
    """What comments knows of a gallery: its pictures' ids in order."""

    key: str
    title: str
    page_url: str
    pictures: list[str]
    version: int
    thread: UUID | None


class Moderator(msgspec.Struct, frozen=True, kw_only=True):
    """A member of a site's staff."""

    id: UUID
    site: str
    name: str
    digest: str
    sealed: str
    role: str
    language: str
    alerts: str
    subjects: list[str]
    timezone: str
    quiet_from: str
    quiet_to: str
    active: bool
    version: int
    created_at: datetime


class Audit(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the audit trail."""

    id: int
    action: str
    from_state: str
    to_state: str
    reason: str
    actor_kind: str
    actor_name: str
    actor_id: str
    via: str
    batch: UUID | None
    undoes: int | None
    created_at: datetime
    site: str = ""
    thread: UUID | None = None
    comment: UUID | None = None


def record(type_: type[T], row: Any) -> T:  # noqa: ANN401 - asyncpg's rows are mappings without saying so
    """The row as a record of this type."""
    return type_(**row)


def records(type_: type[T], rows: Sequence[Any]) -> list[T]:
    """Rows of one answer as records; half the cost of one by one, since interned names find their fields at once."""
    names = [intern(name) for name in rows[0].keys()] if rows else []  # noqa: SIM118 - a Record gives values
    return [type_(**dict(zip(names, row, strict=True))) for row in rows]
