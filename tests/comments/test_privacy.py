"""No address and no IP is kept readable, and one person can be forgotten everywhere."""

import io
import logging
from collections.abc import Callable
from contextlib import redirect_stdout
from typing import Any

import msgspec
from aiohttp.test_utils import TestClient

from services.comments.actions.enforce_retention import enforce_retention
from services.comments.actions.erase_subject import erase_subject, record_erased, request_erasure, show_receipt
from services.comments.actions.export_subject import export_subject
from services.comments.domain import Site
from services.comments.routes.rooms import Rooms
from shared.events import CommentRemoved, SubjectErased, SubjectEraseRequested
from tests.comments.conftest import PAGE, make_moderator
from tests.comments.test_posting import thread, told
from tests.support.clock import FakeClock

Door = TestClient[Any, Any]
Written = Callable[..., dict[str, Any]]
ADDRESS = "Planted.Reader+cars@Private.example"
IP = "198.51.100.213"
TRACES = ("planted", "private.example", IP, "198.51.100", "anna@magazine")


async def everything(rooms: Rooms) -> str:
    """Every row of every table, events among them, as text."""
    tables = await rooms.db.fetch("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
    parts = []
    for table in tables:
        for row in await rooms.db.fetch(f"SELECT t.* FROM {table[0]} t"):
            parts += [value.decode(errors="replace") if isinstance(value, bytes) else str(value) for value in row]
    return "\n".join(parts).lower()


async def test_a_planted_address_and_ip_are_in_no_table_event_log_feed_or_answer(
    door: Door, rooms: Rooms, site: Site, written: Written, caplog: Any
) -> None:
    await make_moderator(rooms)
    headers = {"X-Forwarded-For": IP, "User-Agent": "a browser", "Idempotency-Key": "k1"}
    answers = []
    logged = io.StringIO()
    with redirect_stdout(logged), caplog.at_level(logging.DEBUG):
        body = written("Is this private?", email=ADDRESS, follow="answer")
        async with door.post("/v1/comments", json=body, headers=headers) as response:
            assert response.status == 201
            answers.append(await response.text())
            comment = (msgspec.json.decode(answers[0]))["comment"]
        page = (await thread(door))["thread"]["id"]
        report = {"reason": "testing"}
        async with door.post(f"/v1/comments/{comment['id']}/reports", json=report, headers=headers) as response:
            assert response.status == 204
        wish = {"email": ADDRESS, "kind": "thread"}
        async with door.post(f"/v1/threads/{page}/subscriptions", json=wish, headers=headers) as response:
            answers.append(await response.text())
        async with door.post("/v1/comments", json=written(email=ADDRESS, body=""), headers=headers) as response:
            answers.append(await response.text())
        for path in (
            f"/t/{page}",
            "/feeds/sportscar.atom",
            f"/v1/threads?site=sportscar&url={PAGE}",
            f"/v1/comments/{comment['id']}",
            "/metrics",
        ):
            async with door.get(path, headers=headers) as response:
                assert response.status == 200
                answers.append(await response.text())
    rows = await everything(rooms)
    assert "is this private?" in rows
    for trace in TRACES:
        assert trace not in rows
        assert trace not in "\n".join(answers).lower()
        assert trace not in logged.getvalue().lower()
        assert trace not in caplog.text.lower()


async def test_networks_idempotency_keys_and_the_bin_are_forgotten_in_time(
    door: Door, rooms: Rooms, site: Site, clock: FakeClock, written: Written
) -> None:
    async with door.post("/v1/comments", json=written("Words"), headers={"Idempotency-Key": "k"}) as response:
        answer = await response.json()
    assert await rooms.db.fetch_value("SELECT count(*) FROM comment WHERE network <> ''") == 1
    await rooms.db.execute("UPDATE comment SET state = 'spam', shown = false")
    await enforce_retention(rooms.db, clock)
    assert await rooms.db.fetch_value("SELECT count(*) FROM comment WHERE network <> '' AND text <> ''") == 1
    clock.advance(days=2)
    assert (await enforce_retention(rooms.db, clock))["idempotency_keys"] == 1
    clock.advance(days=29)
    counts = await enforce_retention(rooms.db, clock)
    assert (counts["networks"], counts["bin"]) == (1, 1)
    row = await rooms.db.fetch_row(
        "SELECT network, text, html, author_name FROM comment WHERE id = $1", answer["comment"]["id"]
    )
    assert row is not None
    assert tuple(row) == ("", "", "", "")


async def test_one_address_is_exported_and_erased_with_a_receipt(
    door: Door, rooms: Rooms, site: Site, clock: FakeClock, written: Written
) -> None:
    texts = ("First words of mine", "Other words of mine")
    for text in texts:
        async with door.post(
            "/v1/comments", json=written(text, email=ADDRESS, attachments=["abcdefgh1234"])
        ) as response:
            assert response.status == 201
    async with door.post("/v1/comments", json=written("Not mine", name="Ben", email="ben@reader.example")):
        pass
    export = await export_subject(rooms.db, rooms.keys, site="sportscar", email=ADDRESS.lower())
    assert [one.text for one in export.comments] == list(texts)
    assert export.digest == rooms.keys.digest(ADDRESS)
    request = await request_erasure(rooms.db, clock, rooms.keys, site="sportscar", email=ADDRESS)
    wish = (await told(rooms))[-1]
    assert isinstance(wish, SubjectEraseRequested)
    assert len(wish.comments) == 2
    assert wish.attachments == ("abcdefgh1234", "abcdefgh1234")
    async with rooms.db.transaction() as tx:
        await erase_subject(tx, clock, wish)
    events = await told(rooms)
    assert isinstance(events[-1], SubjectErased)
    assert events[-1].counts["comments"] == 2
    removed = [event for event in events if isinstance(event, CommentRemoved)]
    assert {event.comment.author.name for event in removed} == {""}
    assert {event.comment.author.address for event in removed} == {None}
    for service in ("comments", "notify", "images"):
        async with rooms.db.transaction() as tx:
            await record_erased(
                tx, clock, SubjectErased(request=request, site="sportscar", service=service, counts={"mails": 1})
            )
    receipt = await show_receipt(rooms.db, request=request)
    assert receipt.done_at is not None
    assert set(receipt.services) == {"comments", "notify", "images"}
    await rooms.db.execute("DELETE FROM outbox")
    rows = await everything(rooms)
    for text in (*texts, wish.digest):
        assert text.lower() not in rows
    assert "not mine" in rows
    assert (await thread(door, fresh="1"))["thread"]["count"] == 1
