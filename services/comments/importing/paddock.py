"""Reads and writes our own export: JSON Lines with everything a site's conversation is made of.

In: the bytes of an export, or its records. Out: the other one. The first line says what it is, the last one
how much there must have been, so that a file that was cut off is noticed.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from services.comments.domain import Standing, State
from services.comments.importing import json_stream
from services.comments.importing.records import (
    FileError,
    ImportedComment,
    ImportedStanding,
    ImportedThread,
    Kept,
    KeptThread,
    Markup,
    Moment,
    Record,
    Skipped,
)
from shared.codec import encode

SOURCE = "paddock"
VERSION = 1
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


class Thread(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A thread's line."""

    url: str
    title: str = ""
    open: bool = True
    created_at: Moment
    aliases: tuple[str, ...] = ()
    kept: KeptThread


class Comment(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A comment's line. `thread` is the canonical URL of its thread, `parent` the id of the comment it answers."""

    thread: str
    parent: UUID | None = None
    author_name: str = ""
    text: str
    state: State
    created_at: Moment
    edited_at: Moment | None = None
    kept: Kept


class Line(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line: exactly one of these."""

    paddock: dict[str, Any] | None = None
    standing: ImportedStanding | None = None
    thread: Thread | None = None
    comment: Comment | None = None
    end: dict[str, int] | None = None


def head(site: str, exported_at: datetime) -> bytes:
    """The first line."""
    return write(Line(paddock={"export": "comments", "version": VERSION, "site": site, "exported_at": exported_at}))


def write(line: Line) -> bytes:
    """A line as bytes."""
    return encode(line) + b"\n"


def read(chunks: Iterable[bytes]) -> Iterator[Record]:
    """The records of an export. Raises FileError, also when it was cut off."""
    counts = {"standings": 0, "threads": 0, "comments": 0}
    end: dict[str, int] | None = None
    number = 0
    for number, raw in json_stream.lines(chunks):
        if end is not None:
            raise FileError(f"line {number} stands after the end of the export")
        if _NUL.search(raw):
            raise FileError(f"line {number} has a NUL character in it")
        line = json_stream.decoded(raw, Line, f"line {number}")
        if number == 1:
            _check_head(line)
        elif isinstance(line, str):
            raise FileError(line)
        elif line.end is not None:
            end = line.end
        else:
            yield _record(line, number, counts)
    if not number:
        raise FileError("the file is empty")
    if end is None:
        raise FileError("the export ends in the middle: its last line is missing")
    if end != counts:
        raise FileError(f"lines are missing from the export: it says {end}, and has {counts}")


def _check_head(line: Line | str) -> None:
    head = None if isinstance(line, str) else line.paddock
    if not head or head.get("export") != "comments":
        raise FileError("this is not an export of Paddock: its first line doesn't say so")
    if head.get("version") != VERSION:
        raise FileError(f"this export has the version {head.get('version')}; {VERSION} is read here")


def _record(line: Line, number: int, counts: dict[str, int]) -> Record:
    if line.thread is not None:
        counts["threads"] += 1
        thread = line.thread
        return ImportedThread(
            key=thread.url,
            url=thread.kept.link,
            title=thread.title,
            open=thread.open,
            created_at=thread.created_at,
            aliases=(thread.url, *thread.aliases),
            kept=thread.kept,
        )
    if line.comment is not None:
        counts["comments"] += 1
        return _comment(line.comment)
    if line.standing is not None:
        counts["standings"] += 1
        if line.standing.standing not in set(Standing):
            return Skipped(id="", reason=f"line {number} has a standing that isn't known here")
        return line.standing
    return Skipped(id="", reason=f"line {number} says nothing that is known here")


def _comment(comment: Comment) -> ImportedComment:
    return ImportedComment(
        id=str(comment.kept.id),
        thread=comment.thread,
        parent=str(comment.parent or ""),
        name=comment.author_name,
        text=comment.text,
        markup=Markup.MARKDOWN,
        state=comment.state,
        created_at=comment.created_at,
        edited_at=comment.edited_at,
        kept=comment.kept,
    )
