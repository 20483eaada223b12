"""Readers report, follow, edit and delete; the desk works over the API."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from aiohttp.test_utils import TestClient

from services.comments.actions.merge_threads import merge_threads
from services.comments.actions.set_standing import set_standing
from services.comments.domain import Role, Site, Standing
from services.comments.routes.rooms import Rooms
from services.comments.store import comments as store
from shared.events import (
    CommentEdited,
    CommentHeld,
    CommentRemoved,
    CommentReported,
    SubscriptionRequested,
    ThreadMerged,
)
from tests.comments.conftest import ORIGIN, PAGE, make_moderator, make_site
from tests.comments.test_deciding import ANNA, sign_in
from tests.comments.test_posting import thread, told
from tests.support.clock import FakeClock

Door = TestClient[Any, Any]
Written = Callable[..., dict[str, Any]]


async def posted(door: Door, body: dict[str, Any], status: int = 201) -> dict[str, Any]:
    async with door.post("/v1/comments", json=body) as response:
        assert response.status == status, await response.text()
        answer: dict[str, Any] = await response.json()
        return answer


async def test_three_reports_from_different_networks_hold_a_comment(
    door: Door, rooms: Rooms, site: Site, written: Written
) -> None:
    comment = (await posted(door, written()))["comment"]["id"]
    for ip in ("203.0.113.5", "203.0.113.77", "198.51.100.4", "2001:db8::1", "2001:db8::2"):
        headers = {"X-Forwarded-For": ip}
        async with door.post(f"/v1/comments/{comment}/reports", json={"reason": "rude"}, headers=headers) as response:
            assert response.status in {204, 404}
    events = await told(rooms)
    assert [event.reports for event in events if isinstance(event, CommentReported)] == [1, 2, 3]
    assert isinstance(events[-1], CommentHeld)
    assert events[-1].reasons[-1].code == "reports"
    assert (await thread(door, fresh="1"))["thread"]["count"] == 0


async def test_following_asks_the_address_first_and_is_limited(
    door: Door, rooms: Rooms, site: Site, written: Written
) -> None:
    await posted(door, written())
    page = (await thread(door))["thread"]["id"]
    statuses = []
    for number in range(6):
        body = {"email": f"fan{number}@reader.example", "kind": "thread"}
        async with door.post(f"/v1/threads/{page}/subscriptions", json=body) as response:
            statuses.append(response.status)
    assert statuses == [202] * 5 + [429]
    wishes = [event for event in await told(rooms) if isinstance(event, SubscriptionRequested)]
    assert len(wishes) == 5
    assert wishes[0].kind == "thread"


async def test_an_author_edits_within_fifteen_minutes_and_the_old_text_is_kept(
    door: Door, rooms: Rooms, clock: FakeClock, written: Written
) -> None:
    await make_site(rooms, hold_edited=False)
    answer = await posted(door, written("First words"))
    path, key = f"/v1/comments/{answer['comment']['id']}", {"Edit-Key": answer["edit_key"]}
    async with door.patch(path, json={"body": "Second words"}, headers=key) as response:
        assert response.status == 200
        first = await response.json()
    assert first["html"] == "<p>Second words</p>"
    async with door.patch(path, json={"body": "Second words"}, headers=key) as response:  # the answer was lost
        assert (response.status, await response.json()) == (200, first)
    event = (await told(rooms))[-1]
    assert isinstance(event, CommentEdited)
    assert event.comment.version == 2
    assert await rooms.db.fetch_value("SELECT text FROM revision") == "First words"
    assert (await thread(door, fresh="1"))["comments"][0]["edited_at"]
    clock.advance(minutes=16)
    async with door.patch(path, json={"body": "Third words"}, headers=key) as response:
        assert (response.status, (await response.json())["code"]) == (410, "edit_expired")


async def test_a_published_comment_that_is_changed_waits_again_by_default(
    door: Door, rooms: Rooms, site: Site, written: Written
) -> None:
    answer = await posted(door, written("First words"))
    path, key = f"/v1/comments/{answer['comment']['id']}", {"Edit-Key": answer["edit_key"]}
    async with door.patch(path, json={"body": "Buy https://spam.example now"}, headers=key) as response:
        assert (await response.json())["state"] == "held"
    event = (await told(rooms))[-1]
    assert isinstance(event, CommentHeld)
    assert [reason.code for reason in event.reasons] == ["edited"]
    assert event.comment.text.startswith("Buy")
    assert (await thread(door, fresh="1"))["thread"]["count"] == 0


async def test_a_deleted_comment_leaves_none_of_its_words(
    door: Door, rooms: Rooms, site: Site, written: Written
) -> None:
    answer = await posted(door, written("Regrettable words"))
    path, key = f"/v1/comments/{answer['comment']['id']}", {"Edit-Key": answer["edit_key"]}
    async with door.delete(path) as response:
        assert response.status == 403
    for _answer_lost in range(2):
        async with door.delete(path, headers=key) as response:
            assert response.status == 204
    assert [type(event) for event in await told(rooms)].count(CommentRemoved) == 1
    async with door.patch(path, json={"body": "Words again"}, headers=key) as response:
        assert (response.status, (await response.json())["code"]) == (410, "comment_gone")
    row = await rooms.db.fetch_row("SELECT text, body, html, author_name FROM comment")
    assert row is not None
    assert tuple(row) == ("", "[]", "", "")


async def test_a_preview_keeps_nothing(door: Door, rooms: Rooms) -> None:
    async with door.post("/v1/preview", json={"body": "**strong** <script>"}) as response:
        assert (await response.json())["html"] == "<p><strong>strong</strong> &lt;script&gt;</p>"
    assert await rooms.db.fetch_value("SELECT count(*) FROM comment") == 0


async def test_pictures_are_counted_with_their_questions(door: Door, site: Site, written: Written) -> None:
    for number, text in ((3, "Nice"), (3, "What is it?"), (7, "And this?")):
        await posted(
            door, written(text, picture={"gallery": "mm2012", "number": number, "region": {"x": 0.4, "y": 0.2}})
        )
    page = (await thread(door))["thread"]["id"]
    async with door.get(f"/v1/threads/{page}/pictures", params={"gallery": "mm2012"}) as response:
        assert await response.json() == {"counts": {"3": 2, "7": 1}, "questions": {"3": 1, "7": 1}}
    only = await thread(door, gallery="mm2012", picture="7")
    assert [comment["picture"]["number"] for comment in only["comments"]] == [7]


async def test_trust_hold_and_ban_are_acted_on_until_they_end(
    door: Door, rooms: Rooms, clock: FakeClock, written: Written
) -> None:
    await make_site(rooms, policy="hold_first")
    comment = UUID((await posted(door, written("One"), 202))["comment"]["id"])
    found = await store.find_comment(rooms.db, comment)
    assert found is not None

    async def say(standing: Standing, days: int = 0) -> None:
        until = clock.now().replace(day=clock.now().day + days) if days else None
        await set_standing(
            rooms.db, clock, site="sportscar", author=found.digest, standing=standing, actor=ANNA, until=until
        )

    await say(Standing.TRUSTED)
    await posted(door, written("Two https://a.example https://b.example"))
    await say(Standing.HELD)
    await posted(door, written("Three"), 202)
    await say(Standing.BANNED, days=2)
    await posted(door, written("Four"), 403)
    clock.advance(days=3)
    await posted(door, written("Five"))


async def test_the_queue_is_filtered_searched_and_decided_in_bulk_with_one_undo(
    door: Door, rooms: Rooms, written: Written
) -> None:
    await make_site(rooms, policy="hold_all", words=["casino*"])
    for text in ("A red Ferrari", "A blue Bugatti", "Casinos and cars"):
        await posted(door, written(text), 202)
    await make_moderator(rooms)
    csrf = {"X-CSRF": await sign_in(door, rooms)}
    async with door.get("/v1/sites/sportscar/queue") as response:
        page = await response.json()
    assert [item["text"] for item in page["items"]] == ["Casinos and cars", "A blue Bugatti", "A red Ferrari"]
    assert page["counts"]["held"] == 3
    assert page["items"][0]["reasons"][0]["words"] == "word list: casinos"
    assert page["items"][0]["author"]["held"] == 3
    for query, found in (
        ({"q": "bugatti blue"}, 1),
        ({"reason": "words"}, 1),
        ({"level": "2"}, 1),
        ({"tab": "spam"}, 0),
    ):
        async with door.get("/v1/sites/sportscar/queue", params=query) as response:
            assert len((await response.json())["items"]) == found, query
    ids = [item["id"] for item in page["items"]]
    async with door.post(
        "/v1/sites/sportscar/decisions", json={"comments": ids, "decision": "approve"}, headers=csrf
    ) as response:
        bulk = await response.json()
    assert len(bulk["decided"]) == 3
    assert (await thread(door, fresh="1"))["thread"]["count"] == 3
    async with door.delete(f"/v1/sites/sportscar/decisions/{bulk['batch']}", headers=csrf) as response:
        assert len((await response.json())["decided"]) == 3
    assert (await thread(door, fresh="2"))["thread"]["count"] == 0
    async with door.get("/v1/sites/sportscar/audit") as response:
        actions = [line["action"] for line in (await response.json())["lines"]]
    assert actions[:6] == ["undo"] * 3 + ["approve"] * 3


async def test_editors_close_pin_pick_answer_and_move(door: Door, rooms: Rooms, site: Site, written: Written) -> None:
    first = (await posted(door, written("First")))["comment"]["id"]
    second = (await posted(door, written("Second")))["comment"]["id"]
    await make_moderator(rooms, role=Role.EDITOR)
    csrf = {"X-CSRF": await sign_in(door, rooms)}
    async with door.patch(
        f"/v1/comments/{second}/marks", json={"pinned": True, "pick": True}, headers=csrf
    ) as response:
        assert response.status == 204
    async with door.post(f"/v1/comments/{first}/answers", json={"body": "We looked."}, headers=csrf) as response:
        assert response.status == 201
    page = await thread(door, fresh="1")
    assert [comment["id"] for comment in page["comments"]] == [second, first]
    assert page["comments"][0]["pinned"]
    assert page["comments"][1]["replies"][0]["author"] == {"name": "Anna", "kind": "staff"}
    path = f"/v1/threads/{page['thread']['id']}"
    moved = f"{ORIGIN}/moved/"
    async with door.patch(path, json={"open": False, "url": moved}, headers=csrf) as response:
        assert response.status == 200
    await posted(door, written("Too late"), 403)
    async with door.get("/v1/threads", params={"site": "sportscar", "url": moved}) as response:
        assert (await response.json())["thread"]["id"] == page["thread"]["id"]
    assert (await thread(door, fresh="2"))["thread"]["open"] is False


async def test_merged_threads_are_one_that_both_pages_lead_to(
    door: Door, rooms: Rooms, site: Site, written: Written
) -> None:
    other = f"{ORIGIN}/gallery/"
    root = (await posted(door, written("On the gallery", url=other)))["comment"]["id"]
    await posted(door, written("Its reply", name="Ben", url=other, parent=root))
    await posted(door, written("On the article"))
    target = (await thread(door))["thread"]["id"]
    async with door.get("/v1/threads", params={"site": "sportscar", "url": other}) as response:
        source = (await response.json())["thread"]["id"]
    await merge_threads(rooms.db, rooms.clock, site="sportscar", source=UUID(source), target=UUID(target), actor=ANNA)
    for url in (PAGE, other):
        async with door.get("/v1/threads", params={"site": "sportscar", "url": url, "fresh": "1"}) as response:
            merged = await response.json()
        assert merged["thread"]["count"] == 3
        assert [comment["number"] for comment in merged["comments"]] == [1, 2]
        assert merged["comments"][1]["replies"][0]["number"] == 3
    async with door.get(f"/t/{source}", allow_redirects=False) as response:
        assert response.status == 301
        assert response.headers["Location"] == f"/t/{target}"
    [merge] = [event for event in await told(rooms) if isinstance(event, ThreadMerged)]
    assert (merge.thread, merge.into, merge.added) == (UUID(source), UUID(target), 1)
    assert (merge.path, merge.page_url) == (f"/t/{target}#c-{{number}}", PAGE)


async def test_settings_are_changed_by_an_owner_and_secrets_are_never_shown(
    door: Door, rooms: Rooms, site: Site
) -> None:
    await make_moderator(rooms, role=Role.OWNER)
    csrf = {"X-CSRF": await sign_in(door, rooms)}
    settings = {"words": ["spam"], "akismet": {"key": "planted secret", "blog": ORIGIN}}
    async with door.patch("/v1/sites/sportscar", json={"settings": settings}, headers=csrf) as response:
        changed = await response.text()
        assert response.status == 200
    assert "planted secret" not in changed
    async with door.get("/v1/sites/sportscar") as response:
        assert "planted secret" not in await response.text()
    async with door.patch("/v1/sites/sportscar", json={"settings": {"nothing": 1}}, headers=csrf) as response:
        assert (response.status, (await response.json())["errors"][0]["pointer"]) == (422, "/settings/nothing")
    async with door.patch("/v1/sites/sportscar", json={"settings": {"policy": "x"}}, headers=csrf) as response:
        assert (response.status, (await response.json())["errors"][0]["pointer"]) == (422, "/settings/policy")
    assert "planted" not in str(await told(rooms))
