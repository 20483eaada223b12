"""What the other services ask for, over the real broker, and what other processes see of it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import aiohttp
import msgspec
import pytest
from aiohttp.test_utils import TestClient

from services.comments.actions.decide_comment import decide_in
from services.comments.consumers import handlers
from services.comments.domain import Decision, Site
from services.comments.routes.rooms import Rooms
from services.comments.store.comments import lock_comment
from shared.events import Event, GalleryChanged, PictureReady, Rendition, ReplyRequested, ReplyWithdrawn
from shared.ids import uuid7
from shared.messaging.consumer import Consumer
from shared.messaging.relay import Relay
from shared.postgres import Database
from tests.comments.conftest import PAGE, PUBLIC_KEY, make_site
from tests.comments.test_deciding import ANNA
from tests.comments.test_posting import thread
from tests.support.servers import Servers
from tests.support.stack import Stack
from tests.support.waiting import until

Door = TestClient[Any, Any]
Written = Callable[..., dict[str, Any]]


@pytest.fixture
async def line(rooms: Rooms, notify_db: Database, amqp_url: str) -> AsyncIterator[Database]:
    """comments takes events in; notify's outbox is carried to it."""
    consumer = Consumer("comments", rooms.db, amqp_url, handlers(clock=rooms.clock, changes=rooms.changes))
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(run()) for run in (consumer.run, Relay(notify_db, amqp_url).run)]
        yield notify_db
        for task in tasks:
            task.cancel()


async def say(db: Database, *events: Event) -> None:
    async with db.transaction() as tx:
        await tx.emit(*events)


def answer(comment: str, **fields: Any) -> ReplyRequested:
    values: dict[str, Any] = {
        "answer": uuid7(),
        "site": "sportscar",
        "comment": UUID(comment),
        "kind": "archive",
        "author_name": "The archive",
        "text": "That is a *red* car.",
        "evidence": ("plate MI 18 3385",),
        "source_name": "Entry list 2012",
        **fields,
    }
    return ReplyRequested(**values)


async def posted(door: Door, written: Written, text: str = "What is that red beauty?", **fields: Any) -> str:
    async with door.post("/v1/comments", json=written(text, **fields)) as response:
        assert response.status == 201
        comment: str = (await response.json())["comment"]["id"]
        return comment


async def shown(door: Door, probe: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    found: list[dict[str, Any]] = []

    async def look() -> bool:
        found.append(await thread(door))
        return probe(found[-1])

    await until(look, what="the thread to look so")
    return found[-1]


async def test_an_answer_is_posted_once_replaced_by_a_higher_version_and_withdrawn(
    door: Door, rooms: Rooms, site: Site, written: Written, line: Database
) -> None:
    question = await posted(door, written)
    wanted = answer(question)
    await say(line, wanted, wanted)
    page = await shown(door, lambda page: bool(page["comments"][0]["replies"]))
    [reply] = page["comments"][0]["replies"]
    assert reply["answer"] == {
        "id": str(wanted.answer),
        "kind": "archive",
        "evidence": ["plate MI 18 3385"],
        "source": "Entry list 2012",
        "not_right": "",
    }
    assert page["thread"]["count"] == 2
    await say(line, msgspec.structs.replace(wanted, version=2, text="That is another car."))
    page = await shown(door, lambda page: "another" in page["comments"][0]["replies"][0]["html"])
    assert len(page["comments"][0]["replies"]) == 1
    await say(
        line,
        ReplyWithdrawn(answer=wanted.answer, site="sportscar", comment=wanted.comment, version=2, reason="wrong"),
        wanted,
    )
    page = await shown(door, lambda page: not page["comments"][0]["replies"])
    assert page["thread"]["count"] == 1


async def test_a_picture_named_in_the_text_is_shown_when_its_gallery_is_known(
    door: Door, rooms: Rooms, site: Site, written: Written, line: Database
) -> None:
    await posted(door, written, "My wife is in the picture 3 of 160.")
    assert (await thread(door))["comments"][0]["picture"] is None
    pictures = tuple(f"picture{number:03}" for number in range(1, 161))
    await say(
        line,
        GalleryChanged(
            gallery="mm2012",
            site="sportscar",
            title="Behind the scenes",
            page_url=f"{PAGE}?utm_source=x",
            pictures=pictures,
        ),
        PictureReady(
            picture="picture003",
            site="sportscar",
            owner="gallery",
            width=800,
            height=600,
            colour="#aabbcc",
            gallery="mm2012",
            number=3,
            renditions=(
                Rendition(
                    path="/pictures/picture003/1-320.jpg", media_type="image/jpeg", width=320, height=240, bytes=9
                ),
            ),
        ),
    )
    page = await shown(door, lambda page: bool((page["comments"][0]["picture"] or {}).get("thumb")))
    assert page["comments"][0]["picture"] == {
        "gallery": "mm2012",
        "number": 3,
        "of": 160,
        "region": None,
        "thumb": "/pictures/picture003/1-320.jpg",
    }
    later = await posted(door, written, "Und auf Bild 4 von 160?", name="Bert")
    page = await shown(door, lambda page: page["thread"]["count"] == 2)
    assert page["comments"][1]["id"] == later
    assert page["comments"][1]["picture"]["number"] == 4


async def test_an_attachment_is_shown_once_it_is_ready(
    door: Door, rooms: Rooms, site: Site, written: Written, line: Database
) -> None:
    await posted(door, written, attachments=["abcdefgh12345678"])
    assert (await thread(door))["comments"][0]["attachments"] == []
    await say(
        line,
        PictureReady(
            picture="abcdefgh12345678",
            site="sportscar",
            owner="comment",
            width=800,
            height=600,
            colour="#aabbcc",
            renditions=(
                Rendition(path="/pictures/a/1-320.jpg", media_type="image/jpeg", width=320, height=240, bytes=9),
            ),
        ),
    )
    page = await shown(door, lambda page: bool(page["comments"][0]["attachments"]))
    assert page["comments"][0]["attachments"][0]["renditions"][0]["width"] == 320


@asynccontextmanager
async def replicas(servers: Servers, folder: Path) -> AsyncIterator[Stack]:
    settings = {
        "PADDOCK_COMMENTS_SECRET": "a secret of some length",
        "PADDOCK_COMMENTS_ADDRESS_KEY": "an address key of some length",
        "PADDOCK_COMMENTS_NOTIFY_PUBLIC_KEY": PUBLIC_KEY,
        "PADDOCK_LOG_FORMAT": "json",
    }
    stack = Stack(servers, folder, settings)
    stack.add("comments", name="one")
    stack.add("comments", name="two")
    await stack.start()
    try:
        yield stack
    finally:
        await stack.end()


async def test_a_comment_reaches_the_readers_of_another_process_as_it_happens(
    servers: Servers, rooms: Rooms, written: Written, tmp_path: Path
) -> None:
    await make_site(rooms)
    async with replicas(servers, tmp_path) as stack, aiohttp.ClientSession() as client:
        one, two = stack.url("one"), stack.url("two")
        query = {"site": "sportscar", "url": PAGE}
        async with client.get(f"{two}/v1/form", params={"site": "sportscar"}) as response:
            token = (await response.json())["token"]
        async with client.get(f"{two}/v1/threads", params=query) as response:
            empty = await response.json()
            etag = response.headers["ETag"]
        stream = client.get(f"{two}/v1/threads/{empty['thread']['id']}/events", headers={"Last-Event-ID": "0"})
        async with stream as events:
            assert events.headers["Content-Type"] == "text/event-stream"
            body = written("Fresh from the other process", form_token=token)
            async with client.post(f"{one}/v1/comments", json=body) as response:
                assert response.status == 201
                comment = (await response.json())["comment"]
            lines: list[str] = []
            async with asyncio.timeout(5):
                while not any(line.startswith("data:") for line in lines):
                    lines.append((await events.content.readline()).decode().strip())
            assert "event: comment" in lines
            news = msgspec.json.decode(lines[-1].removeprefix("data: "))
            assert (news["id"], news["state"], news["count"]) == (comment["id"], "published", 1)
            async with client.get(f"{two}/v1/threads", params=query, headers={"If-None-Match": etag}) as response:
                assert response.status == 200
                assert (await response.json())["comments"][0]["id"] == comment["id"]
                etag = response.headers["ETag"]
            async with client.get(f"{two}/v1/threads", params=query, headers={"If-None-Match": etag}) as response:
                assert response.status == 304
            # a change that nobody announced is seen within a second all the same
            changed = asyncio.get_running_loop().time()
            async with rooms.db.transaction() as tx:
                found = await lock_comment(tx, UUID(comment["id"]))
                assert found is not None
                await decide_in(tx, found, Decision.REMOVE, actor=ANNA, now=rooms.clock.now())

            async def gone() -> bool:
                async with client.get(f"{two}/v1/threads", params=query) as response:
                    shown: list[Any] = (await response.json())["comments"]
                    return shown == []

            await until(gone, what="the lost announcement to be made good")
            assert asyncio.get_running_loop().time() - changed < 3
            async with client.get(
                f"{two}/v1/counts", params=[*query.items(), ("url", "https://magazine.example/none")]
            ) as response:
                assert (await response.json())["counts"] == {PAGE: 0, "https://magazine.example/none": 0}
