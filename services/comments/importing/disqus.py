"""Reads what Disqus exports: one XML file of threads and posts.

In: the bytes of an export. Out: a thread for each discussion, and its posts.

Several discussions of one page become one by their URL. A deleted post is kept as an empty place while it
has replies; spam is left out with its reason.
"""

from collections.abc import Iterable, Iterator

from services.comments.domain import State
from services.comments.importing import reading
from services.comments.importing.records import (
    FileError,
    ImportedComment,
    ImportedThread,
    Markup,
    Record,
    Skipped,
)
from services.comments.importing.xml_stream import Element, elements

SOURCE = "disqus"


def read(chunks: Iterable[bytes]) -> Iterator[Record]:
    """The records of an export. Raises FileError."""
    row: dict[str, str] | None = None
    for element in elements(chunks):
        if element.depth == 1 and element.name != "disqus":
            raise FileError(f"this is not a Disqus export: it begins with <{element.name[:40]}>, not with <disqus>")
        if element.depth == 2 and not element.end:
            row = {"key": _id(element)} if element.name in {"thread", "post"} else None
        elif row is not None and element.depth == 2:
            yield _thread(row) if element.name == "thread" else _post(row)
            row = None
        elif row is not None:
            _keep(row, element)


def _id(element: Element) -> str:
    return element.attributes.get("dsq:id", "").strip()


def _keep(row: dict[str, str], element: Element) -> None:
    if not element.end:
        if element.depth == 3 and element.name in {"thread", "parent"}:
            row[element.name] = _id(element)
    elif element.depth == 3 and element.name not in {"thread", "parent"}:
        row.setdefault(element.name, element.text)
    elif element.depth == 4 and element.name in {"name", "email", "isAnonymous", "username"}:
        row.setdefault(f"author {element.name}", element.text)


def _thread(row: dict[str, str]) -> Record:
    if not row["key"]:
        return Skipped(id="", reason="a discussion without an id")
    return ImportedThread(
        key=row["key"],
        url=row.get("link", "").strip(),
        title=reading.unescaped(row.get("title", "")),
        open=not reading.truth(row.get("isClosed", "")),
        created_at=reading.date_of(row.get("createdAt", "")),
    )


def _post(row: dict[str, str]) -> Record:
    parent, thread = row.get("parent", ""), row.get("thread", "")
    if not row["key"]:
        return Skipped(id="", reason="a post without an id", thread=thread)
    if reading.truth(row.get("isSpam", "")):
        return Skipped(id=row["key"], reason="spam", thread=thread, parent=parent)
    return ImportedComment(
        id=row["key"],
        thread=thread,
        parent=parent,
        name=reading.unescaped(row.get("author name", "") or row.get("author username", "")),
        email=row.get("author email", "").strip(),
        ip=row.get("ipAddress", "").strip(),
        text=row.get("message", ""),
        markup=Markup.HTML,
        state=State.REMOVED if reading.truth(row.get("isDeleted", "")) else State.PUBLISHED,
        created_at=reading.date_of(row.get("createdAt", "")),
    )
