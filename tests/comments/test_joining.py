"""A page joined from written pieces says what its rows say, whichever statement changed them, long or short."""

from typing import Any
from uuid import UUID

import pytest

from services.comments.actions.read_thread import Sheet, Wanted, lookup, read_page, read_thread
from services.comments.domain import Site, Sort, thread_id
from services.comments.routes.rooms import Rooms
from services.comments.shapes import CommentView
from services.comments.showing import show_comment
from services.comments.store import comments, threads
from shared.codec import decode, encode
from shared.postgres import Database

PAGE = "https://magazine.example/joined"
FILL = """
WITH thread AS (
    INSERT INTO thread (id, site, url, link, last_number, count, created_at, updated_at)
    VALUES ($1, $2, $3, $3, 96, 1, now(), now()) RETURNING id, site, url
), url AS (
    INSERT INTO thread_url (site, url, thread) SELECT site, url, id FROM thread
)
INSERT INTO comment (id, site, thread, number, parent, reply_to, depth, path, state, shown, version, author_name,
    author_kind, text, body, html, fingerprint, created_at, edited_at, changed_at, gallery, picture_number, region,
    attachments, answer, answer_details, pinned, pick)
SELECT md5('c' || n)::uuid, $2, $1, n, CASE WHEN n % 3 > 0 THEN md5('c' || n - 1)::uuid END,
    CASE WHEN n % 9 = 5 THEN md5('c' || n - 2)::uuid END, n % 3, (ARRAY[n - n % 3, n - n % 3 + 1, n])[1:n % 3] || n,
    (ARRAY['published', 'published', 'removed', 'held'])[1 + n / 3 % 4], true, 1 + n % 5, $4 || n,
    (ARRAY['reader', 'staff'])[1 + n % 2], 'text', '[{"t":"p","c":["body ' || n || '"]}]', '<p>"html" ' || n || '</p>',
    '',
    '2026-03-29T01:59:59Z'::timestamptz + n * interval '0.25 seconds',
    CASE WHEN n % 2 = 0 THEN '2026-03-29T03:00:00.5+02:00'::timestamptz END, now(),
    CASE WHEN n % 7 = 0 THEN 'rally' ELSE '' END, CASE WHEN n % 7 = 0 THEN n ELSE 0 END,
    CASE WHEN n % 14 = 0 THEN ARRAY[0.25, 0.5, 0, 0]::float8[] END, '{}',
    CASE WHEN n % 11 = 0 THEN md5('a' || n)::uuid END,
    CASE WHEN n % 11 = 0 THEN '{"id":"' || md5('a' || n)::uuid || '","kind":"archive","evidence":["plate"]}' END,
    n % 5 = 0, n % 4 = 0
FROM generate_series(3, 98) AS n
"""
NAME = 'Zoë "the\tFox" \\ \x07 </script> \u2028 🦊 '


@pytest.fixture
async def thread(comments_db: Database, site: Site) -> UUID:
    """Every kind of comment: three levels, all states that are shown, edited, pinned, answered, about pictures."""
    thread = thread_id(site.key, PAGE)
    await comments_db.execute(FILL, thread, site.key, PAGE, NAME)
    return thread


def flat(views: list[CommentView]) -> list[CommentView]:
    return [one for view in views for one in (view, *flat(view.replies))]


async def read(on: Database, site: Site, sort: Sort = Sort.OLDEST, *, short: bool = False) -> Sheet:
    return await read_thread(on, site=site, url=PAGE, wanted=Wanted(sort=sort, short=short))


async def check(on: Database, site: Site) -> int:
    """Each comment of the page is what its row alone would show, and hangs below its parent."""
    views = flat((await read(on, site)).opened().comments)
    rows = [row for view in views if (row := await comments.find_comment(on, view.id))]
    found = await lookup(on, site.key, rows)
    for view, row in zip(views, rows, strict=True):
        assert all(reply.parent == view.id for reply in view.replies)
        alone = show_comment(row, names=found.names, pictures=found.pictures, galleries=found.galleries)
        view.replies = []
        assert decode(encode(view), dict) == decode(encode(alone), dict)
    return len(views)


def usual(comment: dict[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "parent": None,
        "depth": 0,
        "edited_at": None,
        "state": "published",
        "pinned": False,
        "pick": False,
    }
    plain |= {"picture": None, "attachments": [], "answer": None, "reply_to": None, "replies": []}
    kept = {name: value for name, value in comment.items() if name not in plain or plain[name] != value}
    del kept["html"], kept["permalink"]
    if "replies" in kept:
        kept["replies"] = [usual(reply) for reply in kept["replies"]]
    return kept


async def test_a_joined_page_says_what_its_rows_say(
    comments_db: Database, rooms: Rooms, site: Site, thread: UUID
) -> None:
    assert await check(comments_db, site) > 45
    async with comments_db.transaction() as tx:
        for row in await tx.fetch("SELECT id FROM comment WHERE thread = $1 AND number % 4 = 1", thread):
            await comments.forget_words(tx, row["id"])
            await comments.set_state(
                tx, row["id"], state="removed", shown=True, thread_version=2, now=rooms.clock.now()
            )
    assert await check(comments_db, site) > 45


async def test_a_comment_from_before_pieces_were_written_is_written_as_it_is_read(
    comments_db: Database, site: Site, thread: UUID
) -> None:
    written = (await read(comments_db, site)).written()
    await comments_db.execute("UPDATE comment SET piece = NULL WHERE thread = $1 AND number % 2 = 0", thread)
    assert (await read(comments_db, site)).written() == written
    await check(comments_db, site)


@pytest.mark.parametrize("sort", Sort)
async def test_a_short_page_leaves_out_nothing_but_what_is_usual(
    comments_db: Database, site: Site, thread: UUID, sort: Sort
) -> None:
    long = decode((await read(comments_db, site, sort)).written(), dict)
    short = decode((await read(comments_db, site, sort, short=True)).written(), dict)
    assert short["comments"] == [usual(comment) for comment in long["comments"]]
    assert (short["thread"], short["next"]) == (long["thread"], long["next"])


async def test_words_that_hold_what_stands_between_two_comments_are_read_all_the_same(
    comments_db: Database, site: Site, thread: UUID
) -> None:
    await comments_db.execute("UPDATE comment SET html = '<p>a' || chr(1) || 'b</p>' WHERE number = 3")
    assert await check(comments_db, site) > 30
    known = await threads.find_thread(comments_db, thread)
    assert known
    for short in (False, True):
        wanted = Wanted(short=short)
        opened = await read_thread(comments_db, site=site, url=PAGE, wanted=wanted)
        assert opened == await read_page(comments_db, site=site, thread=known, wanted=wanted)
