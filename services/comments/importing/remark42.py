"""Reads a backup of Remark42: a line with the users and posts, then a comment a line; older ones lack the first.

In: the bytes of a backup. Out: a thread for each page, before its first comment, and the comments.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct, field

from services.comments.domain import State
from services.comments.importing import json_stream, reading
from services.comments.importing.records import (
    FileError,
    ImportedComment,
    ImportedThread,
    Markup,
    Record,
    Skipped,
)

SOURCE = "remark42"


class _User(Struct):
    name: str = ""
    email: str = ""
    ip: str = ""


class _Locator(Struct):
    url: str = ""


class _Edit(Struct):
    time: str = ""


class _Row(Struct):
    """A comment's line; the first line has `version` instead of an id."""

    id: str = ""
    pid: str = ""
    text: str = ""
    orig: str = ""
    user: _User = field(default_factory=_User)
    locator: _Locator = field(default_factory=_Locator)
    time: str = ""
    delete: bool = False
    title: str = ""
    edit: _Edit | None = None
    version: int | None = None
    posts: list[dict[str, Any]] | None = None


def read(chunks: Iterable[bytes]) -> Iterator[Record]:
    """The records of a backup. Raises FileError."""
    seen = False
    for number, line in json_stream.lines(chunks):
        row = json_stream.decoded(line, _Row, f"line {number}")
        if isinstance(row, str):
            if not seen:
                raise FileError(f"this is not a Remark42 backup: {row}")
            yield Skipped(id="", reason=row)
        elif row.version is not None and not row.id:
            if row.version not in {0, 1}:
                raise FileError(f"this Remark42 backup has the version {row.version}; 1 is read here")
            yield from _closed(row.posts or [])
        elif row.id and row.locator.url:
            yield ImportedThread(key=row.locator.url, url=row.locator.url, title=reading.unescaped(row.title))
            yield _comment(row)
        elif not seen:
            raise FileError("this is not a Remark42 backup: line 1 is neither its head nor a comment")
        else:
            yield Skipped(id=row.id, reason=f"line {number} has no id or no page")
        seen = True
    if not seen:
        raise FileError("the file is empty")


def _closed(posts: list[dict[str, Any]]) -> Iterator[Record]:
    for post in posts:
        if isinstance(url := post.get("url"), str) and url and post.get("read_only") is True:
            yield ImportedThread(key=url, url=url, open=False)


def _comment(row: _Row) -> ImportedComment:
    edited = row.edit.time if row.edit else ""
    return ImportedComment(
        id=row.id,
        thread=row.locator.url,
        parent=row.pid,
        name=reading.unescaped(row.user.name),
        email=row.user.email.strip(),
        text=row.text or row.orig,
        markup=Markup.HTML if row.text else Markup.MIXED,
        state=State.REMOVED if row.delete else State.PUBLISHED,
        created_at=reading.date_of(row.time),
        edited_at=reading.date_of(edited),
    )
