"""Lets a page that is ready grow by the comments just written, so that nobody asks the database for what we know.

In: a page's bytes, and what calls of posts added to its thread. Out: the bytes that a page built anew would have.

A thread's version counts every change that readers see. So a page at one version, and all that made the next of it,
are the page at the next version, whoever else wrote meanwhile.
"""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from services.comments.actions.read_thread import Sheet, Wanted
from services.comments.domain import Sort
from services.comments.joining import join_comments
from services.comments.store.records import Shown
from services.comments.submitting import Grown


class Page(Struct, frozen=True, kw_only=True):
    """What a page must know of itself to grow: its sheet without the comments, and where those lie in its bytes."""

    sheet: Sheet
    start: int
    end: int
    short: bool
    most: int


def page_of(sheet: Sheet, wanted: Wanted, *, most: int) -> Page | None:
    """How this sheet, of at most so many comments, grows; None for one that can't.

    New roots come last in the oldest order alone.
    """
    if wanted.sort is not Sort.OLDEST or wanted.gallery:
        return None
    start = len(sheet.head())
    end = start + len(sheet.comments)
    return Page(sheet=replace(sheet, comments=b""), start=start, end=end, short=wanted.short, most=most)


def grow_page(page: Page, body: bytes, by: Sequence[Grown]) -> tuple[Page, bytes] | None:
    """The page and its bytes after these calls; None when one is missing, or only the database knows how it looks."""
    sheet = page.sheet
    version, rows, highest = sheet.thread.version, sheet.rows, sheet.highest
    added: list[tuple[int, str, str]] = []
    for one in by:
        if one.comments is None or one.version != version + 1:
            return None
        version = one.version
        added += one.comments
    comments = body[page.start : page.end]
    if sheet.next is None:
        # the page's rows are read after its version: it may show one of them already
        if rows + len(added) > page.most or any(number <= highest for number, _, _ in added):
            return None
        new: list[Shown] = [((number,), 2, piece, html, 0, False) for number, piece, html in added]
        joined = join_comments(new, thread=sheet.thread.id, references={}, short=page.short)
        comments = comments[:-1] + b"," + joined[1:] if rows else joined
        rows, highest = rows + len(added), max(number for number, _, _ in added)
    thread = replace(sheet.thread, version=version, count=by[-1].count)
    sheet = replace(sheet, thread=thread, rows=rows, highest=highest)
    head = sheet.head()
    grown = replace(page, sheet=sheet, start=len(head), end=len(head) + len(comments))
    return grown, head + comments + body[page.end :]
