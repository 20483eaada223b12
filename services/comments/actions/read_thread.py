"""Reads one page of a thread as it is shown: its comments nested, each with its pictures.

In: a site and a page's URL. Out: a `ThreadPage`; an unknown page is an empty thread. Four queries at most.
"""

from uuid import UUID

from msgspec import Struct

from services.comments import page_urls
from services.comments.cursors import read_cursor, write_cursor
from services.comments.domain import Site, Sort, thread_id
from services.comments.shapes import CommentView, ThreadPage, ThreadView
from services.comments.showing import show_comments, wanted_pictures
from services.comments.store import Reading, comments, pictures, threads
from services.comments.store.records import Comment, Gallery, Picture, Thread
from services.comments.store.threads import Position

MOST = 200
"""A page ends with a root's last reply; a branch longer than this is cut all the same."""


class Wanted(Struct, frozen=True, kw_only=True):
    """Which page of a thread: an order, where to go on, and perhaps one picture's comments alone."""

    sort: Sort = Sort.OLDEST
    cursor: str = ""
    gallery: str = ""
    picture: int = 0


async def read_thread(on: Reading, *, site: Site, url: str, wanted: Wanted) -> ThreadPage:
    """One page of the thread of a URL. Raises Invalid (the URL) or Malformed (the cursor)."""
    canonical = page_urls.canonical(url, keep=site.settings.keep_url_parameters)
    read_cursor(wanted.sort, wanted.cursor)
    thread = await threads.find_thread_by_url(on, site.key, canonical)
    if thread is None:
        link = page_urls.link(url, keep=site.settings.keep_url_parameters)
        return ThreadPage(thread=_unwritten(site, canonical, link, wanted.sort), comments=[], next=None)
    return await read_page(on, site=site, thread=thread, wanted=wanted)


async def read_page(on: Reading, *, site: Site, thread: Thread, wanted: Wanted) -> ThreadPage:
    """One page of a known thread. Raises Malformed for a cursor of another list."""
    position = read_cursor(wanted.sort, wanted.cursor)
    rows, more = await _rows(on, site, thread, wanted, position)
    last = rows[-1] if more else None
    cursor = write_cursor(wanted.sort, Position(rank=last.rank, path=tuple(last.path))) if last else None
    return ThreadPage(
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
        comments=await show_rows(on, site.key, rows),
        next=cursor,
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


async def show_rows(on: Reading, site: str, rows: list[Comment]) -> list[CommentView]:
    """The rows nested, with all that they refer to."""
    found = await lookup(on, site, rows)
    return show_comments(rows, names=found.names, pictures=found.pictures, galleries=found.galleries)


async def _rows(
    on: Reading, site: Site, thread: Thread, wanted: Wanted, position: Position
) -> tuple[list[Comment], bool]:
    """The page's comments, whole branches as far as that is reasonable, and whether there are more."""
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
    rows = await threads.page_comments(on, thread.id, wanted.sort, position, size + 1)
    if len(rows) <= size:
        return rows, False
    if rows[size].depth:  # the page would end in the middle of a branch
        rows = await threads.page_comments(on, thread.id, wanted.sort, position, MOST + 1)
    for end in range(size, min(len(rows), MOST)):
        if rows[end].depth == 0:
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
