"""Reads the SQLite database of Isso.

In: the bytes of the database. Out: a thread for each URI, and its comments.

Isso keeps a deleted comment that has replies as an empty one (mode 4), and one that waits as mode 2. The file
is opened read-only, and only real tables of it are asked: a view or trigger in a hostile file never runs.
"""

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import Any

from services.comments.domain import State
from services.comments.importing import reading
from services.comments.importing.records import FileError, ImportedComment, ImportedThread, Markup, Record, Skipped

SOURCE = "isso"
LONGEST_VALUE = 4 * 1024 * 1024
_HEAD = b"SQLite format 3\x00"
_STATES = {1: State.PUBLISHED, 2: State.HELD, 4: State.REMOVED}
_WANTED = ("id", "tid", "parent", "created", "modified", "mode", "remote_addr", "text", "author", "email")


def read(chunks: Iterable[bytes]) -> Iterator[Record]:
    """The records of a database. Raises FileError."""
    with tempfile.NamedTemporaryFile(prefix="paddock-isso-", suffix=".db") as copy:
        head = b""
        for chunk in chunks:
            head = head or chunk[:16]
            if head != _HEAD:
                break
            copy.write(chunk)
        if head != _HEAD:
            raise FileError("this is not an SQLite database" if head else "the file is empty")
        copy.flush()
        try:
            with closing(sqlite3.connect(f"file:{copy.name}?mode=ro&immutable=1", uri=True)) as database:
                yield from _read(database)
        except (sqlite3.Error, UnicodeError, OverflowError) as error:
            raise FileError(f"this SQLite database can't be read: {error}") from error


def _read(database: sqlite3.Connection) -> Iterator[Record]:
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
    database.text_factory = lambda raw: raw.decode("utf-8", "replace")
    database.execute("PRAGMA trusted_schema = OFF")
    database.execute("PRAGMA cell_size_check = ON")
    tables = {name for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    if not {"threads", "comments"} <= tables:
        raise FileError("this SQLite database is not Isso's: it has no tables threads and comments")
    for key, uri, title in database.execute("SELECT id, uri, title FROM threads ORDER BY id"):
        yield ImportedThread(key=str(key), url=str(uri or ""), title=reading.unescaped(str(title or "")))
    # table_xinfo also names generated columns, whose expressions a hostile file could choose: those are not asked
    columns = {row[1] for row in database.execute("PRAGMA table_xinfo(comments)") if row[6] == 0}
    if lacking := sorted({"id", "tid", "text", "created", "mode"} - columns):
        raise FileError(f"this SQLite database is not Isso's: comments lacks the column {lacking[0]}")
    chosen = ", ".join(name if name in columns else f"NULL AS {name}" for name in _WANTED)
    for row in database.execute(f"SELECT {chosen} FROM comments ORDER BY id"):  # noqa: S608 - names of our own list
        yield _comment(dict(zip(_WANTED, row, strict=True)))


def _comment(row: dict[str, Any]) -> Record:
    key, parent = str(row["id"]), str(row["parent"] or "")
    state = _STATES.get(row["mode"])
    if state is None:
        return Skipped(id=key, reason="a row of a mode that Isso doesn't know", thread=str(row["tid"]), parent=parent)
    return ImportedComment(
        id=key,
        thread=str(row["tid"]),
        parent=parent,
        name=reading.unescaped(_text(row["author"])),
        email=_text(row["email"]).strip(),
        ip=_text(row["remote_addr"]).strip(),
        text=_text(row["text"]),
        markup=Markup.MIXED,
        state=state,
        created_at=reading.seconds_of(_seconds(row["created"])),
        edited_at=reading.seconds_of(_seconds(row["modified"])),
    )


def _text(value: Any) -> str:  # noqa: ANN401 - SQLite's columns hold values of any type
    return value if isinstance(value, str) else ""


def _seconds(value: Any) -> float | None:  # noqa: ANN401
    return float(value) if isinstance(value, int | float) else None
