"""A reader posts: what is kept, what is told, what is refused."""

import asyncio
from collections.abc import Callable
from typing import Any

from aiohttp.test_utils import TestClient

from services.comments.domain import Site
from services.comments.routes.rooms import Rooms
from shared.events import CommentHeld, CommentPublished, SubscriptionRequested
from shared.messaging import envelope
from tests.comments.conftest import PAGE, make_site
from tests.support.clock import FakeClock

Door = TestClient[Any, Any]
Written = Callable[..., dict[str, Any]]


async def told(rooms: Rooms) -> list[Any]:
    rows = await rooms.db.fetch("SELECT payload FROM outbox ORDER BY seq")
    return [envelope.read(bytes(row["payload"]))[1] for row in rows]


async def thread(door: Door, **query: str) -> dict[str, Any]:
    async with door.get("/v1/threads", params={"site": "sportscar", "url": PAGE, **query}) as response:
        assert response.status == 200
        page: dict[str, Any] = await response.json()
        return page


async def test_a_comment_is_public_and_told_in_one_transaction(
    door: Door, rooms: Rooms, site: Site, written: Written
) -> None:
    async with door.post("/v1/comments", json=written("Hello *there*", follow="replies")) as response:
        assert response.status == 201
        posted = await response.json()
    assert posted["comment"]["state"] == "published"
    assert posted["comment"]["number"] == 1
    assert len(posted["edit_key"]) == 26
    events = [event for event in await told(rooms) if not type(event).__name__.startswith("Site")]
    published, wish = events
    assert isinstance(published, CommentPublished)
    assert published.comment.number == 1
    assert published.comment.path == posted["comment"]["permalink"]
    assert published.comment.html == "<p>Hello <em>there</em></p>"
    assert isinstance(wish, SubscriptionRequested)
    assert wish.comment == published.comment.id
    shown = await thread(door)
    assert shown["thread"]["count"] == 1
    assert shown["comments"][0]["body"] == [{"t": "p", "c": ["Hello ", {"t": "em", "c": ["there"]}]}]


async def test_nothing_is_kept_when_the_event_can_t_be(door: Door, rooms: Rooms, site: Site, written: Written) -> None:
    await rooms.db.execute(
        "ALTER TABLE outbox ADD CONSTRAINT no_event CHECK (routing_key <> 'comment.published.v1') NOT VALID"
    )
    try:
        async with door.post("/v1/comments", json=written()) as response:
            assert response.status == 500
    finally:
        await rooms.db.execute("ALTER TABLE outbox DROP CONSTRAINT no_event")
    assert await rooms.db.fetch_value("SELECT count(*) FROM comment") == 0
    assert (await thread(door))["thread"]["count"] == 0


async def test_a_newcomer_waits_and_is_shown_only_to_the_author(door: Door, rooms: Rooms, written: Written) -> None:
    await make_site(rooms, policy="hold_first")
    async with door.post("/v1/comments", json=written()) as response:
        assert response.status == 202
        posted = await response.json()
    assert posted["comment"]["state"] == "held"
    assert "reasons" not in posted["comment"]
    assert (await thread(door))["comments"] == []
    held = (await told(rooms))[-1]
    assert isinstance(held, CommentHeld)
    assert [reason.code for reason in held.reasons] == ["newcomer"]
    path = f"/v1/comments/{posted['comment']['id']}"
    async with door.get(path) as response:
        assert response.status == 404
    async with door.get(path, headers={"Edit-Key": posted["edit_key"]}) as response:
        assert response.status == 200
        assert (await response.json())["state"] == "held"
    async with door.get(path, headers={"Edit-Key": "x" * 26}) as response:
        assert response.status == 403


async def test_fifty_posts_at_once_from_one_network_count_as_fifty(door: Door, rooms: Rooms, written: Written) -> None:
    await make_site(rooms, flood_interval=0, flood_burst=5)

    async def post(number: int) -> int:
        body = written(f"Number {number}", email=f"reader{number}@reader.example")
        async with door.post("/v1/comments", json=body, headers={"X-Forwarded-For": f"203.0.113.{number}"}) as response:
            if response.status == 429:
                assert int(response.headers["Retry-After"]) > 0
                assert response.headers["RateLimit"] == f'"comments";r=0;t={response.headers["Retry-After"]}'
            assert response.headers["RateLimit-Policy"] == '"comments";q=5;w=600'
            return response.status

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(post(number)) for number in range(50)]
    statuses = [task.result() for task in tasks]
    assert statuses.count(201) == 5
    assert statuses.count(429) == 45
    assert await rooms.db.fetch_value("SELECT count(*) FROM comment") == 5


async def test_one_in_fifteen_seconds_by_default(door: Door, rooms: Rooms, clock: FakeClock, written: Written) -> None:
    await make_site(rooms, flood_interval=15, flood_burst=5)
    statuses = []
    for step in (0, 14, 1):
        clock.advance(seconds=step)
        async with door.post("/v1/comments", json=written(f"After {step}")) as response:
            statuses.append(response.status)
    assert statuses == [201, 429, 201]


async def test_a_repeated_idempotency_key_gets_the_first_answer(
    door: Door, rooms: Rooms, site: Site, written: Written
) -> None:
    body, key = written(), {"Idempotency-Key": "one"}

    async def post() -> tuple[int, bytes]:
        async with door.post("/v1/comments", json=body, headers=key) as response:
            return response.status, await response.read()

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(post()) for _ in range(10)]
    answers = {task.result() for task in tasks}
    assert len(answers) == 1
    assert answers.pop()[0] == 201
    assert await rooms.db.fetch_value("SELECT count(*) FROM comment") == 1
    async with door.post("/v1/comments", json=body | {"body": "Another text"}, headers=key) as response:
        assert response.status == 422
        assert (await response.json())["code"] == "idempotency_key_reused"


async def test_the_same_words_twice_are_a_conflict(door: Door, site: Site, written: Written, clock: FakeClock) -> None:
    statuses = []
    for hours in (0, 23, 2):
        clock.advance(hours=hours)
        async with door.post("/v1/comments", json=written("Once  more")) as response:
            statuses.append(response.status)
    assert statuses == [201, 409, 201]


async def test_faults_name_their_fields(door: Door, site: Site, written: Written) -> None:
    for fields, pointer in (
        ({"email": "not an address"}, "/email"),
        ({"name": " \u200b "}, "/name"),
        ({"body": "x"}, "/body"),
        ({"body": "abc\u202edef"}, "/body"),
        ({"url": "javascript:alert(1)"}, "/url"),
        ({"url": "https://elsewhere.example/"}, "/url"),
        ({"form_token": "1.forged"}, "/form_token"),
        ({"picture": {"gallery": "g", "number": 0}}, "/picture/number"),
    ):
        async with door.post(
            "/v1/comments", json=written(**({"text": "Hello"} | fields) if "body" not in fields else written() | fields)
        ) as response:
            problem = await response.json()
            assert (response.status, problem["errors"][0]["pointer"]) == (422, pointer)
            assert response.content_type == "application/problem+json"


async def test_replies_nest_three_deep_and_then_name_whom_they_answer(door: Door, site: Site, written: Written) -> None:
    parent = None
    for level in range(5):
        body = written(f"Level {level}", name=f"Reader {level}", parent=parent)
        async with door.post("/v1/comments", json=body) as response:
            assert response.status == 201
            parent = (await response.json())["comment"]["id"]
    first = (await thread(door))["comments"][0]
    third = first["replies"][0]["replies"]
    assert [reply["depth"] for reply in third] == [2, 2, 2]
    assert [reply["reply_to"] and reply["reply_to"]["name"] for reply in third] == [None, "Reader 2", "Reader 3"]
