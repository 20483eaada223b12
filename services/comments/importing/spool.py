"""Where a file waits between its two readings: once through it in its own order, then page by page.

In: prepared records. Out: pages, their rows, and the report. It is an SQLite database without a name: its file
is deleted the moment it is opened (SQLite does that), in the folder for temporary files.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Self

import msgspec

from services.comments.domain import State
from services.comments.importing.placing import Row
from services.comments.importing.preparing import Author, Prepared
from services.comments.importing.records import ImportedStanding, ImportedThread, KeptThread

_TABLES = """
CREATE TABLE thread (key TEXT PRIMARY KEY, url TEXT, title TEXT, open INT, created TEXT, page TEXT, place INT,
    aliases TEXT, kept TEXT,
    target TEXT DEFAULT '', link TEXT DEFAULT '', reason TEXT DEFAULT '', picture INT DEFAULT 0)
    WITHOUT ROWID;
CREATE TABLE author (key TEXT PRIMARY KEY, name TEXT, digest TEXT, sealed TEXT) WITHOUT ROWID;
CREATE TABLE standing (value BLOB);
CREATE TABLE comment (seq INTEGER PRIMARY KEY, id TEXT UNIQUE, thread TEXT, parent TEXT, author TEXT, place REAL,
    state TEXT, kept INT, value BLOB);
CREATE TABLE remark (id TEXT, page TEXT, words TEXT, skipped INT);
"""


class Remark(msgspec.Struct, frozen=True, kw_only=True):
    """A row that was left out (`left_out`) or changed, and why."""

    id: str
    page: str
    words: str
    left_out: bool


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A page with comments: all threads of the file that lead to one canonical URL."""

    url: str
    link: str
    title: str
    open: bool
    created_at: datetime | None
    aliases: tuple[str, ...]
    kept: KeptThread | None


class Spool:
    """The waiting room of one import."""

    def __init__(self) -> None:
        self.sql = sqlite3.connect("", isolation_level=None)
        self.sql.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _TABLES + "BEGIN;")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.sql.close()

    def add_thread(self, thread: ImportedThread) -> None:
        """Remember a page; one that comes again adds its title, and closes it if it is closed."""
        self.sql.execute(
            "INSERT INTO thread (key, url, title, open, created, page, place, aliases, kept) VALUES (?,?,?,?,?,?,?,?,?)"
            " ON CONFLICT (key) DO UPDATE SET open = min(open, excluded.open),"
            " title = CASE WHEN title = '' THEN excluded.title ELSE title END",
            (
                *(thread.key, thread.url, thread.title, int(thread.open), _iso(thread.created_at), thread.page),
                *(thread.order, _json(thread.aliases), _json(thread.kept) if thread.kept else None),
            ),
        )

    def add_author(self, key: str, author: Author) -> None:
        """Remember somebody."""
        row = (key, author.name, author.digest, author.sealed)
        self.sql.execute("INSERT OR IGNORE INTO author VALUES (?, ?, ?, ?)", row)

    def add_standing(self, standing: ImportedStanding) -> None:
        """Remember what moderators thought of somebody."""
        self.sql.execute("INSERT INTO standing VALUES (?)", (_json(standing),))

    def add_comment(self, key: str, thread: str, parent: str, author: str, comment: Prepared) -> bool:
        """Remember a comment; False when its id came before."""
        created = comment.created_at.timestamp() if comment.created_at else None
        place = comment.kept.number if comment.kept else created
        row = (key, thread, parent, author, place, comment.state.value, 1, _json(comment))
        return self.sql.execute(_INSERT, row).rowcount == 1

    def add_bridge(self, key: str, thread: str, parent: str) -> None:
        """Remember where a row stood that is left out, for the sake of its replies."""
        row = (key, thread, parent, "", None, State.REMOVED.value, 0, None)
        self.sql.execute(_INSERT, row)

    def remark(self, key: str, page: str, words: str, *, skipped: bool) -> None:
        """Put a row into the report."""
        self.sql.execute("INSERT INTO remark VALUES (?, ?, ?, ?)", (key, page, words, int(skipped)))

    def pages(self) -> Iterator[Page]:
        """The pages to bring in, by URL."""
        found = self.sql.execute(_PAGES)
        for target, link, any_link, title, is_open, created, aliases, kept in found:
            yield Page(
                url=target,
                link=link or any_link,
                title=title,
                open=bool(is_open),
                created_at=datetime.fromisoformat(created) if created else None,
                aliases=tuple(dict.fromkeys(url for urls in msgspec.json.decode(aliases) for url in urls)),
                kept=msgspec.json.decode(kept, type=KeptThread) if kept else None,
            )

    def rows(self, target: str) -> list[Row]:
        """Where the rows of a page stand, in the order of the file."""
        found = self.sql.execute(
            "SELECT c.id, c.parent, c.place, c.state, c.kept FROM thread t JOIN comment c ON c.thread = t.key"
            " WHERE t.target = ? ORDER BY c.seq",
            (target,),
        )
        return [
            Row(id=key, parent=parent, place=place, state=State(state), kept=bool(kept))
            for key, parent, place, state, kept in found
        ]

    def comments(self, keys: Sequence[str]) -> dict[str, tuple[Prepared, int]]:
        """These comments by id, their authors filled in, each with the number of the picture it is about, if any."""
        found = self.sql.execute(_COMMENTS.format(",".join("?" * len(keys))), list(keys))
        return {key: (_with_author(value, who), picture) for key, value, picture, *who in found}

    def standings(self) -> Iterator[ImportedStanding]:
        """What moderators thought."""
        for (value,) in self.sql.execute("SELECT value FROM standing"):
            yield msgspec.json.decode(value, type=ImportedStanding)

    def report(self) -> Iterator[Remark]:
        """Every row that was left out or changed, in order."""
        for key, page, words, skipped in self.sql.execute("SELECT id, page, words, skipped FROM remark ORDER BY rowid"):
            yield Remark(id=key, page=page, words=words, left_out=bool(skipped))

    def count(self, what: str, *values: Any) -> int:  # noqa: ANN401 - SQLite's values
        """How many rows an SQL condition on the comments or remarks is true for."""
        number: int = self.sql.execute(f"SELECT count(*) FROM {what}", values).fetchone()[0]  # noqa: S608 - ours
        return number


_INSERT = """INSERT OR IGNORE INTO comment (id, thread, parent, author, place, state, kept, value)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
_COMMENTS = """SELECT c.id, c.value, t.picture, a.name, a.digest, a.sealed
FROM comment c JOIN thread t ON t.key = c.thread LEFT JOIN author a ON a.key = c.author AND c.author <> ''
WHERE c.id IN ({})"""
_PAGES = """SELECT target, max(CASE WHEN picture = 0 THEN link ELSE '' END), max(link),
    max(CASE WHEN picture = 0 THEN title ELSE '' END), min(CASE WHEN picture = 0 THEN open ELSE 1 END),
    min(created), json_group_array(json(aliases)), max(kept)
FROM thread t WHERE target <> '' GROUP BY target
HAVING max(kept) IS NOT NULL OR max(EXISTS (SELECT 1 FROM comment c WHERE c.thread = t.key AND c.kept = 1))
ORDER BY target"""


def _with_author(value: bytes, who: Sequence[str | None]) -> Prepared:
    comment = msgspec.json.decode(value, type=Prepared)
    name, digest, sealed = who
    if name is None or comment.state is State.REMOVED:
        return comment
    return msgspec.structs.replace(comment, name=name, digest=digest or "", sealed=sealed or "")


def _json(value: Any) -> str:  # noqa: ANN401
    return msgspec.json.encode(value).decode()


def _iso(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None
