"""Reads one page of a thread as it is shown: its comments nested, each with its pictures.

In: a site and a page's URL. Out: a `Sheet`; an unknown page is an empty thread. One query (two
for other pages than the first of the oldest), four more where comments refer to others, to pictures or to evidence.
"""

from collections.abc import Sequence
from uuid import UUID

from msgspec import Struct

from services.comments import page_urls
from services.comments.cursors import read_cursor, write_cursor
from services.comments.domain import Site, Sort, thread_id
from services.comments.joining import References, join_comments
from services.comments.shapes import ThreadPage, ThreadView
from services.comments.showing import show_comment, wanted_pictures
from services.comments.store import Reading, comments, pictures, threads
from services.comments.store.records import Comment, Gallery, Picture, Shown, Thread
from services.comments.store.threads import Position
from shared.codec import decode, encode
from shared.postgres import Row

MOST = 200
"""A page ends with a root's last reply; a branch longer than this is cut all the same."""


class Wanted(Struct, frozen=True, kw_only=True):
    """Which page of a thread: an order, where to go on, and perhaps one picture's comments alone.

    `short`: without HTML, and without what is as usual (null, false, empty, zero, published).
    """

    sort: Sort = Sort.OLDEST
    cursor: str = ""
    gallery: str = ""
    picture: int = 0
    short: bool = False


class Sheet(Struct, frozen=True, kw_only=True):
    """One page of a thread, its comments written already; how many they are, and the highest number among them."""

    thread: ThreadView
    comments: bytes
    next: str | None
    rows: int = 0
    highest: int = 0

    def head(self) -> bytes:
        """The JSON before the comments."""
        return b'{"thread":' + encode(self.thread) + b',"comments":'

    def written(self) -> bytes:
        """The JSON of a `ThreadPage`."""
        return self.head() + self.comments + b',"next":' + encode(self.next) + b"}"

    def opened(self) -> ThreadPage:
        """The page as values, of a sheet that is not short."""
        return decode(self.written(), ThreadPage)


async def read_thread(on: Reading, *, site: Site, url: str, wanted: Wanted) -> Sheet:
    """One page of the thread of a URL. Raises Invalid (the URL) or Malformed (the cursor)."""
    canonical = page_urls.canonical(url, keep=site.settings.keep_url_parameters)
    read_cursor(wanted.sort, wanted.cursor)
    first: Sequence[Row | Shown] | None = None
    if wanted.sort is Sort.OLDEST and not wanted.cursor and not wanted.gallery:
        opened = await threads.open_oldest(on, site.key, canonical, site.settings.page_size + 1, html=not wanted.short)
        thread, first = opened or (None, None)
    else:
        thread = await threads.find_thread_by_url(on, site.key, canonical)
    if thread is None:
        link = page_urls.link(url, keep=site.settings.keep_url_parameters)
        return Sheet(thread=_unwritten(site, canonical, link, wanted.sort), comments=b"[]", next=None)
    return await read_page(on, site=site, thread=thread, wanted=wanted, first=first)


async def read_page(
    on: Reading, *, site: Site, thread: Thread, wanted: Wanted, first: Sequence[Row | Shown] | None = None
) -> Sheet:
    """One page of a known thread, of which the first rows may be here already (a page and one more).

    Raises Malformed for a cursor of another list.
    """
    rows, more = await _rows(on, site, thread, wanted, first)
    last = rows[-1] if more else None
    cursor = write_cursor(wanted.sort, Position(rank=last[1], path=tuple(last[0]))) if last else None
    numbers = [row[0][-1] for row in rows]  # by their place in the row: by name each takes a search
    references = await _references(
        on, site.key, thread.id, [number for number, row in zip(numbers, rows, strict=True) if row[-1]]
    )
    return Sheet(
        thread=ThreadView(
            id=thread.id,
            site=thread.site,
            url=thread.link,
            title=thread.title,
            count=thread.count,
            open=thread.open,
            version=thread.version,
            sort=wanted.sort,
            policy=site.settings.policy,
        ),
        comments=join_comments(rows, thread=thread.id, references=references, short=wanted.short),
        next=cursor,
        rows=len(rows),
        highest=max(numbers, default=0),
    )


class Found(Struct, frozen=True, kw_only=True):
    """What comments refer to: whom they answer, galleries and pictures."""

    names: dict[UUID, str]
    galleries: dict[str, Gallery]
    pictures: dict[str, Picture]


async def lookup(on: Reading, site: str, rows: list[Comment]) -> Found:
    """What these comments refer to, in at most a query each."""
    galleries = await pictures.find_galleries(on, site, sorted({row.gallery for row in rows if row.gallery}))
    return Found(
        names=await comments.find_reply_names(on, [row.reply_to for row in rows if row.reply_to]),
        galleries=galleries,
        pictures=await pictures.find_pictures(on, wanted_pictures(rows, galleries)),
    )


async def _references(on: Reading, site: str, thread: UUID, numbers: list[int]) -> dict[int, References]:
    """What the comments with these numbers refer to."""
    if not numbers:
        return {}
    rows = await threads.find_numbered(on, thread, numbers)
    found = await lookup(on, site, rows)
    references = {}
    for row in rows:
        view = show_comment(row, names=found.names, pictures=found.pictures, galleries=found.galleries)
        references[row.number] = References(
            picture=view.picture, attachments=view.attachments, answer=view.answer, reply_to=view.reply_to
        )
    return references


async def _rows(
    on: Reading,
    site: Site,
    thread: Thread,
    wanted: Wanted,
    first: Sequence[Row | Shown] | None,
) -> tuple[Sequence[Row | Shown], bool]:
    """The page's comments, whole branches as far as that is reasonable, and whether there are more."""
    position = read_cursor(wanted.sort, wanted.cursor)
    rows: Sequence[Row | Shown] | None = first
    if wanted.gallery:
        limit = MOST + 1
        rows = await threads.page_picture(
            on,
            thread.id,
            site=site.key,
            gallery=wanted.gallery,
            number=wanted.picture,
            after=position,
            limit=limit,
        )
        return rows[:MOST], len(rows) > MOST
    size = site.settings.page_size
    if rows is None:
        rows = await threads.page_comments(on, thread.id, wanted.sort, position, size + 1)
    if len(rows) <= size:
        return rows, False
    if len(rows[size][0]) > 1:  # the page would end in the middle of a branch
        rows = await threads.page_comments(on, thread.id, wanted.sort, position, MOST + 1)
    for end in range(size, min(len(rows), MOST)):
        if len(rows[end][0]) == 1:
            return rows[:end], True
    return rows[:MOST], len(rows) > MOST


def _unwritten(site: Site, canonical: str, link: str, sort: Sort) -> ThreadView:
    thread: UUID = thread_id(site.key, canonical)
    return ThreadView(
        id=thread,
        site=site.key,
        url=link,
        title="",
        count=0,
        open=True,
        version=0,
        sort=sort,
        policy=site.settings.policy,
    )
