"""Threads without script: pages, fragments, feeds, and the plain form."""

import json
import re
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

from aiohttp.test_utils import TestClient

from services.comments.domain import Site
from services.comments.routes.rooms import Rooms
from tests.comments.conftest import PAGE, make_site
from tests.comments.test_posting import thread

Door = TestClient[Any, Any]
Written = Callable[..., dict[str, Any]]
ATOM = "{http://www.w3.org/2005/Atom}"


async def post(door: Door, body: dict[str, Any]) -> dict[str, Any]:
    async with door.post("/v1/comments", json=body) as response:
        assert response.status == 201, await response.text()
        posted: dict[str, Any] = (await response.json())["comment"]
        return posted


async def text_of(door: Door, path: str, **query: str) -> str:
    async with door.get(path, params=query) as response:
        assert response.status == 200
        return await response.text()


async def test_a_thread_is_a_page_that_search_engines_understand(door: Door, site: Site, written: Written) -> None:
    question = await post(door, written("What is <b>that</b>? </script>"))
    await post(door, written("A fine car.", name="Ben", parent=question["id"], title="Behind the Scenes"))
    page = (await thread(door))["thread"]["id"]
    text = await text_of(door, f"/t/{page}")
    assert "Behind the Scenes" in text
    assert 'id="c-2"' in text
    assert "<b>that</b>" not in text
    [raw] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    [posting] = json.loads(raw)["@graph"]
    assert posting["@type"] == "DiscussionForumPosting"
    assert posting["commentCount"] == 2
    assert posting["comment"][0]["comment"][0]["text"] == "A fine car."
    fragment = await text_of(door, f"/v1/threads/{page}/fragment")
    assert "<html" not in fragment
    assert 'data-count="2"' in fragment


async def test_the_plain_form_posts_and_leads_to_a_page_that_says_what_became_of_it(
    door: Door, rooms: Rooms, written: Written
) -> None:
    await make_site(rooms, policy="hold_first")
    text = await text_of(door, "/t", site="sportscar", url=PAGE)
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text))
    [action] = re.findall(r'<form method="post" action="([^"]+)"', text)
    form = {**fields, "name": "Ann", "email": "ann@reader.example", "body": "Without script", "website": ""}
    async with door.post(action, data=form, allow_redirects=False) as response:
        assert response.status == 303
        place = response.headers["Location"]
    assert "state=held" in place
    text = await text_of(door, place)
    assert "waits for a moderator" in text
    assert PAGE in text
    async with door.post(action, data=form | {"email": "no address"}, allow_redirects=False) as response:
        assert response.status == 422
        again = await response.text()
    assert 'value="no address"' in again
    assert 'role="alert"' in again


async def test_a_reply_by_plain_form_names_whom_it_answers(door: Door, site: Site, written: Written) -> None:
    first = await post(door, written("A question?"))
    page = (await thread(door))["thread"]["id"]
    text = await text_of(door, f"/t/{page}", reply=first["id"])
    assert "Your reply to Ann" in text
    assert f'name="parent" value="{first["id"]}"' in text


async def test_feeds_are_atom_and_carry_no_address(door: Door, site: Site, written: Written) -> None:
    first = await post(door, written("One & two", email="planted@reader.example"))
    await post(door, written("Three", name="Ben", parent=first["id"]))
    page = (await thread(door))["thread"]["id"]
    for path in ("/feeds/sportscar.atom", f"/feeds/threads/{page}.atom"):
        async with door.get(path) as response:
            assert response.content_type == "application/atom+xml"
            text, etag = await response.text(), response.headers["ETag"]
        feed = ET.fromstring(text)
        entries = feed.findall(f"{ATOM}entry")
        assert [entry.findtext(f"{ATOM}author/{ATOM}name") for entry in entries] == ["Ben", "Ann"]
        assert "<p>One &amp; two</p>" in (entries[1].findtext(f"{ATOM}content") or "")
        assert "planted" not in text
        async with door.get(path, headers={"If-None-Match": etag}) as response:
            assert response.status == 304


async def test_a_long_thread_is_read_in_pages_whose_branches_are_whole(
    door: Door, rooms: Rooms, written: Written
) -> None:
    await make_site(rooms, page_size=3)
    roots = []
    for number in range(5):
        root = await post(door, written(f"Root {number}"))
        roots.append(root["id"])
        await post(door, written(f"Reply {number}", name="Ben", parent=root["id"]))
    for sort, expected in (("oldest", roots), ("newest", roots[::-1]), ("pick", roots)):
        seen: list[str] = []
        cursor: str | None = ""
        pages = 0
        while cursor is not None:
            query = {"sort": sort, **({"cursor": cursor} if cursor else {})}
            async with door.get("/v1/threads", params={"site": "sportscar", "url": PAGE, **query}) as response:
                page = await response.json()
                assert ('rel="next"' in response.headers.get("Link", "")) == bool(page["next"])
            seen += [comment["id"] for comment in page["comments"]]
            assert all(len(comment["replies"]) == 1 for comment in page["comments"])
            cursor, pages = page["next"], pages + 1
        assert seen == expected
        assert pages == 3
    async with door.get("/v1/threads", params={"site": "sportscar", "url": PAGE, "cursor": "nonsense"}) as response:
        assert (response.status, (await response.json())["code"]) == (400, "bad_cursor")


async def test_a_thread_of_a_thousand_comments_takes_four_queries_a_page(
    door: Door, rooms: Rooms, site: Site, written: Written
) -> None:
    first = await post(door, written("The first"))
    page = (await thread(door))["thread"]["id"]
    await rooms.db.execute(
        """
        INSERT INTO comment (id, site, thread, number, depth, path, state, shown, author_name, text, body, html,
            fingerprint, created_at, changed_at)
        SELECT gen_random_uuid(), site, thread, n, 0, ARRAY[n], state, true, author_name, text, body, html, fingerprint,
            created_at, changed_at FROM comment, generate_series(2, 1000) AS n WHERE id = $1
        """,
        first["id"],
    )
    await rooms.db.execute("ANALYZE comment")
    plan = await rooms.db.fetch(
        "EXPLAIN SELECT c.* FROM comment_record c WHERE c.thread = $1 AND c.shown"
        " AND ((c.rank > 0), c.path) > ($2, $3::integer[]) ORDER BY (c.rank > 0), c.path LIMIT 51",
        page,
        True,
        [500],
    )
    words = "\n".join(row[0] for row in plan)
    assert "Index Scan using comment_oldest" in words
    assert "Sort" not in words
    shown = await thread(door, fresh="1")
    assert len(shown["comments"]) == 50
    assert shown["next"]


async def test_two_hundred_pages_are_counted_in_one_call(door: Door, site: Site, written: Written) -> None:
    await post(door, written())
    urls = [
        PAGE,
        f"{PAGE}?utm_source=mail",
        *(f"https://magazine.example/{number}" for number in range(197)),
        "nonsense",
    ]
    query = [("site", "sportscar"), *(("url", url) for url in urls)]
    async with door.get("/v1/counts", params=query) as response:
        counts = (await response.json())["counts"]
        etag = response.headers["ETag"]
    assert counts[PAGE] == counts[f"{PAGE}?utm_source=mail"] == 1
    assert counts["nonsense"] == 0
    assert len(counts) == 200
    async with door.get("/v1/counts", params=query, headers={"If-None-Match": etag}) as response:
        assert response.status == 304
    async with door.get("/v1/counts", params=[*query, ("url", PAGE)]) as response:
        assert response.status == 400
