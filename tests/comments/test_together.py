"""What comes at one moment is done together, each with its own outcome."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from services.comments.domain import Site
from services.comments.routes.rooms import Rooms
from services.comments.together import CROWD, Together
from shared.events import CommentPublished
from tests.comments.conftest import make_site
from tests.comments.test_posting import told
from tests.support.waiting import until

Door = TestClient[Any, Any]
Written = Callable[..., dict[str, Any]]


class Desk:
    """Doubles numbers, when it may."""

    def __init__(self) -> None:
        self.calls: list[list[int]] = []
        self.wanted = 1
        self.may = asyncio.Event()

    async def busy(self) -> bool:
        return len(self.calls) == self.wanted

    async def double(self, items: Sequence[int]) -> list[int]:
        self.calls.append(list(items))
        await self.may.wait()
        if 13 in items:
            raise ValueError("an unlucky call")
        return [2 * item for item in items]


async def test_who_waits_is_done_in_one_call_and_clashes_come_next() -> None:
    desk = Desk()
    together = Together(desk.double, lambda item: {str(item % 10)})
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(together.do(item)) for item in (1, 2, 3, 4, 14, 5, 24)]
        await until(desk.busy)
        desk.may.set()
    assert [task.result() for task in tasks] == [2, 4, 6, 8, 28, 10, 48]
    assert desk.calls == [[1, 2, 3, 4, 5], [14], [24]]
    assert await together.do(6) == 12


async def test_a_crowd_does_not_wait_for_the_call_that_is_under_way() -> None:
    desk = Desk()
    together = Together(desk.double, lambda _item: set())
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(together.do(0))]
        await until(desk.busy)
        tasks += [group.create_task(together.do(item)) for item in range(100, 99 + 3 * CROWD)]
        desk.wanted = 2
        await until(desk.busy)
        desk.may.set()
    assert [task.result() for task in tasks] == [0, *(2 * item for item in range(100, 99 + 3 * CROWD))]
    assert desk.calls[0] == [0]
    assert sorted(item for call in desk.calls for item in call) == [0, *range(100, 99 + 3 * CROWD)]
    assert await together.do(6) == 12


async def test_a_call_that_fails_fails_for_its_company_and_nobody_else() -> None:
    desk = Desk()
    together = Together(desk.double, lambda item: {1: {"a"}, 2: {"a", "b"}, 13: {"b"}, 14: {"a", "b"}}.get(item, set()))
    async with asyncio.TaskGroup() as group:

        async def tried(item: int) -> int | str:
            try:
                return await together.do(item)
            except ValueError as error:
                return str(error)

        tasks = [group.create_task(tried(item)) for item in (1, 2, 13, 14)]
        await until(desk.busy)
        desk.may.set()
    assert [task.result() for task in tasks] == ["an unlucky call", 4, "an unlucky call", 28]
    assert await together.do(6) == 12


async def test_one_that_gives_up_holds_up_nobody() -> None:
    desk = Desk()
    together = Together(desk.double, lambda _item: {"same"})
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(together.do(item)) for item in (1, 2, 3, 4, 5)]
        await until(desk.busy)
        tasks[3].cancel()
        tasks[0].cancel()
        await asyncio.sleep(0)
        desk.may.set()
    assert [task.cancelled() for task in tasks] == [True, False, False, True, False]
    assert [tasks[place].result() for place in (1, 2, 4)] == [4, 6, 10]
    assert await together.do(6) == 12


async def test_two_hundred_comments_at_once_get_two_hundred_numbers_and_events(
    door: Door, rooms: Rooms, site: Site, written: Written
) -> None:
    async def post(number: int) -> dict[str, Any]:
        body = written(f"Comment {number} of many", email=f"reader{number}@reader.example")
        async with door.post("/v1/comments", json=body) as response:
            assert response.status == 201, await response.text()
            comment: dict[str, Any] = (await response.json())["comment"]
            return comment

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(post(number)) for number in range(200)]
    answers = {task.result()["id"]: task.result() for task in tasks}
    assert sorted(answer["number"] for answer in answers.values()) == list(range(1, 201))
    assert await rooms.db.fetch_value("SELECT count FROM thread") == 200
    assert await rooms.db.fetch_value("SELECT last_number FROM thread") == 200
    events = [event for event in await told(rooms) if isinstance(event, CommentPublished)]
    assert len(events) == 200
    for event in events:
        answer = answers[str(event.comment.id)]
        assert (event.comment.number, event.comment.html) == (answer["number"], answer["html"])
        assert event.comment.path == answer["permalink"]


async def test_one_comment_that_can_t_be_kept_does_not_cost_the_others(
    door: Door, rooms: Rooms, site: Site, written: Written
) -> None:
    await rooms.db.execute("ALTER TABLE comment ADD CONSTRAINT no_13 CHECK (text <> 'Number 13') NOT VALID")
    try:

        async def post(number: int) -> int:
            async with door.post("/v1/comments", json=written(f"Number {number}")) as response:
                return response.status

        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(post(number)) for number in range(30)]
        statuses = [task.result() for task in tasks]
    finally:
        await rooms.db.execute("ALTER TABLE comment DROP CONSTRAINT no_13")
    assert statuses.pop(13) == 500
    assert set(statuses) == {201}


@pytest.mark.parametrize("limit", [1, 5])
async def test_a_limit_holds_when_all_come_at_once(door: Door, rooms: Rooms, written: Written, limit: int) -> None:
    await make_site(rooms, flood_interval=15 if limit == 1 else 0, flood_burst=5)

    async def post(number: int) -> int:
        async with door.post("/v1/comments", json=written(f"Number {number}")) as response:
            return response.status

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(post(number)) for number in range(30)]
    assert sorted(task.result() for task in tasks) == [201] * limit + [429] * (30 - limit)
