"""Reads what Commento (version 1) and Comentario (versions 1 and 3) export: one JSON object of lists.

In: the bytes of an export. Out: threads by path, authors, comments, in whatever order the lists stand.
"""

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from services.comments.domain import State
from services.comments.importing import json_stream, reading
from services.comments.importing.records import (
    FileError,
    ImportedAuthor,
    ImportedComment,
    ImportedThread,
    Markup,
    Record,
    Skipped,
)

SOURCE = "commento"
_NOBODY = {"anonymous", "0" * 64, "00000000-0000-0000-0000-000000000000"}
_ZERO = "00000000-0000-0000-0000-000000000000"
_VERSION = re.compile(rb'^\s*(?:\xef\xbb\xbf)?\{\s*"version"\s*:\s*(\d{1,9})\b')


class _Comment(Struct, rename="camel"):
    """A comment of either version."""

    comment_hex: str = ""
    commenter_hex: str = ""
    creation_date: str = ""
    deleted: bool = False
    markdown: str | None = ""
    html: str | None = ""
    parent_hex: str = ""
    path: str = ""
    url: str = ""
    state: str = ""
    id: str = ""
    parent_id: str | None = ""
    page_id: str = ""
    is_approved: bool = False
    is_pending: bool = False
    is_deleted: bool = False
    created_time: str = ""
    edited_time: str | None = ""
    user_created: str | None = ""
    author_name: str | None = ""
    author_ip: str | None = ""


class _Commenter(Struct, rename="camel"):
    """Somebody who wrote."""

    commenter_hex: str = ""
    id: str = ""
    name: str = ""
    email: str = ""


class _Page(Struct, rename="camel"):
    """A page of version 3."""

    id: str = ""
    path: str = ""
    title: str | None = ""
    is_readonly: bool = False


def read(chunks: Iterable[bytes]) -> Iterator[Record]:
    """The records of an export. Raises FileError, also for a version that is not read here."""
    stream = iter(chunks)
    head = b""
    while len(head) < 200 and (chunk := next(stream, b"")):
        head += chunk
    if (version := _VERSION.match(head)) and int(version[1]) not in {1, 3}:
        raise FileError(f"this export has the version {int(version[1])}; 1 and 3 are read here")
    known = False
    for name, raw in json_stream.members(_joined(head, stream)):
        known = known or name in {"comments", "commenters", "pages"}
        yield from _records(name, raw)
    if not known and version is None:
        raise FileError("this is not an export of Commento or Comentario: it has none of their lists")


def _joined(head: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield head
    yield from rest


def _records(name: str, raw: bytes) -> Iterator[Record]:
    if name == "commenters":
        yield from _author(json_stream.decoded(raw, _Commenter, "a commenter"))
    elif name == "pages":
        yield from _thread(json_stream.decoded(raw, _Page, "a page"))
    elif name == "comments":
        yield from _comment(json_stream.decoded(raw, _Comment, "a comment"))


def _author(who: _Commenter | str) -> Iterator[Record]:
    if isinstance(who, str):
        yield Skipped(id="", reason=who)
    elif key := who.commenter_hex or who.id:
        yield ImportedAuthor(key=key, name=reading.unescaped(who.name), email=_address(who.email))


def _thread(page: _Page | str) -> Iterator[Record]:
    if isinstance(page, str):
        yield Skipped(id="", reason=page)
    elif page.id:
        title = reading.unescaped(page.title or "")
        yield ImportedThread(key=page.id, url=_path(page.path), title=title, open=not page.is_readonly)


def _comment(row: _Comment | str) -> Iterator[Record]:
    if isinstance(row, str):
        yield Skipped(id="", reason=row)
    elif row.comment_hex:
        yield ImportedThread(key=_path(row.path or row.url), url=_path(row.path or row.url))
        yield _first(row)
    elif row.id:
        yield _third(row)
    else:
        yield Skipped(id="", reason="a comment without an id")


def _path(path: str) -> str:
    return path if path.startswith(("http://", "https://")) else "/" + path.lstrip("/")


def _address(text: str) -> str:
    return text if "@" in text else ""


def _first(row: _Comment) -> Record:
    thread, parent = _path(row.path or row.url), "" if row.parent_hex == "root" else row.parent_hex
    gone = row.deleted or row.markdown == "[deleted]"
    if row.state == "flagged":
        return Skipped(id=row.comment_hex, reason="spam", thread=thread, parent=parent)
    return ImportedComment(
        id=row.comment_hex,
        thread=thread,
        parent=parent,
        author="" if row.commenter_hex in _NOBODY else row.commenter_hex,
        text=row.markdown or row.html or "",
        markup=Markup.MIXED if row.markdown else Markup.HTML,
        state=State.REMOVED if gone else State.HELD if row.state == "unapproved" else State.PUBLISHED,
        created_at=reading.date_of(row.creation_date),
    )


def _third(row: _Comment) -> Record:
    parent = "" if row.parent_id in {None, _ZERO} else row.parent_id or ""
    if not (row.is_approved or row.is_pending or row.is_deleted):
        return Skipped(id=row.id, reason="rejected there", thread=row.page_id, parent=parent)
    waits = State.HELD if row.is_pending else State.PUBLISHED
    return ImportedComment(
        id=row.id,
        thread=row.page_id,
        parent=parent,
        author="" if row.user_created in _NOBODY else row.user_created or "",
        name=reading.unescaped(row.author_name or ""),
        ip=row.author_ip or "",
        text=row.markdown or row.html or "",
        markup=Markup.MIXED if row.markdown else Markup.HTML,
        state=State.REMOVED if row.is_deleted else waits,
        created_at=reading.date_of(row.created_time),
        edited_at=reading.date_of(row.edited_time or ""),
    )
