"""Reads what WordPress exports: WXR 1.0, 1.1 and 1.2.

In: the bytes of an export. Out: a thread for each page that may have comments, and its comments.

An attachment page (a picture of an article) is a thread that belongs to its article. Pingbacks, trackbacks,
spam, the bin and pages that were not public are left out, each with its reason; a reply to such a comment
finds its way to what stands above.
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

SOURCE = "wordpress"
_PUBLIC = {"", "publish", "inherit", "closed", "static"}
_STATES = {"1": State.PUBLISHED, "approve": State.PUBLISHED, "0": State.HELD, "hold": State.HELD, "": State.HELD}
_LINKS = {"pingback": "a pingback: a link from another page", "trackback": "a trackback: a link from another page"}
_KEPT = {"title", "link", "pubDate"}


def read(chunks: Iterable[bytes]) -> Iterator[Record]:
    """The records of an export. Raises FileError."""
    state = _State()
    for element in elements(chunks):
        if element.depth == 1 and element.name != "rss":
            raise FileError(f"this is not a WordPress export: it begins with <{element.name[:40]}>, not with <rss>")
        yield from state.see(element)


class _State:
    """Where in the file the reader is: in an item, in a comment of it."""

    def __init__(self) -> None:
        self._item: dict[str, str] | None = None
        self._comment: dict[str, str] | None = None
        self._depth = 0
        self._told = False

    def see(self, element: Element) -> Iterator[Record]:
        if element.name == "item":
            if element.end and self._item is not None:
                yield from self._page(self._item)
            self._item, self._comment = (None if element.end else {}), None
            self._depth, self._told = element.depth, False
        elif self._item is not None:
            yield from self._inside(self._item, element, element.depth - self._depth)

    def _inside(self, item: dict[str, str], element: Element, depth: int) -> Iterator[Record]:
        if depth == 1 and element.name.endswith(":comment"):
            if element.end and self._comment is not None:
                yield from self._page(item)
                yield _comment(item, self._comment)
            self._comment = None if element.end else {}
        elif element.end and depth == 2 and self._comment is not None:
            self._comment[_local(element.name)] = element.text
        elif element.end and depth == 1:
            _keep(item, element)

    def _page(self, item: dict[str, str]) -> Iterator[Record]:
        """All that a page says of itself stands before its comments."""
        if not self._told:
            self._told = True
            yield _thread(item)


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _keep(item: dict[str, str], element: Element) -> None:
    if element.name in _KEPT:
        item.setdefault(element.name, element.text)
    elif ":" in element.name and _local(element.name) not in {*_KEPT, "encoded", "creator"}:
        item.setdefault(_local(element.name), element.text)


def _thread(item: dict[str, str]) -> ImportedThread:
    is_picture = item.get("post_type", "").strip() == "attachment"
    parent = item.get("post_parent", "").strip()
    return ImportedThread(
        key=_key(item),
        url=item.get("link", "").strip(),
        title=reading.unescaped(item.get("title", "")),
        open=item.get("comment_status", "open").strip() != "closed",
        created_at=reading.date_of(item.get("post_date_gmt", ""), item.get("post_date", "")),
        page=parent if is_picture and parent not in {"", "0"} else "",
        order=_number(item.get("menu_order", "")),
    )


def _key(item: dict[str, str]) -> str:
    return item.get("post_id", "").strip() or item.get("link", "").strip()


def _number(text: str) -> int:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _comment(item: dict[str, str], row: dict[str, str]) -> Record:
    key, parent = row.get("comment_id", "").strip(), row.get("comment_parent", "").strip()
    parent = "" if parent == "0" else parent
    if reason := _reason(item, row):
        return Skipped(id=key, reason=reason, thread=_key(item), parent=parent)
    return ImportedComment(
        id=key,
        thread=_key(item),
        parent=parent,
        name=reading.unescaped(row.get("comment_author", "")),
        email=row.get("comment_author_email", "").strip(),
        ip=row.get("comment_author_IP", "").strip(),
        text=row.get("comment_content", ""),
        markup=Markup.LINES,
        state=_STATES.get(row.get("comment_approved", "1").strip(), State.PUBLISHED),
        created_at=reading.date_of(
            row.get("comment_date_gmt", ""),
            row.get("comment_date", ""),
            item.get("post_date_gmt", ""),
            item.get("post_date", ""),
        ),
    )


def _reason(item: dict[str, str], row: dict[str, str]) -> str:
    kind, approved = row.get("comment_type", "").strip(), row.get("comment_approved", "1").strip()
    if kind in _LINKS:
        return _LINKS[kind]
    if kind not in {"", "comment"}:
        return f"a row of the kind {kind[:40]!r}, not a comment"
    if approved == "spam":
        return "spam"
    if approved in {"trash", "post-trashed"}:
        return "in the bin"
    if (status := item.get("status", "").strip()) not in _PUBLIC:
        return f"its page was not public ({status[:40]})"
    return ""
