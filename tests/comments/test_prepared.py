"""Prepared answers: built once for all who ask, fresh after a change, served stale while the database is away."""

import asyncio
from uuid import UUID, uuid4

import pytest

from services.comments.prepared import Prepared, Shelf
from shared.errors import Unavailable

THREAD = uuid4()


class Builder:
    """Builds the answer of one thread, when it may."""

    def __init__(self) -> None:
        self.built = 0
        self.version = 1
        self.away = False
        self.may = asyncio.Event()
        self.may.set()

    async def build(self) -> Prepared:
        self.built += 1
        version = self.version
        await self.may.wait()
        if self.away:
            raise Unavailable("the database is away")
        return answer(f"version {version}", version)


def answer(text: str, version: int, thread: UUID = THREAD) -> Prepared:
    return Prepared(text.encode() * 100, shows={thread: version}, headers={})


async def test_one_builds_for_all_who_ask_meanwhile() -> None:
    shelf, builder = Shelf(limit=10**6), Builder()
    builder.may.clear()
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(shelf.get("key", builder.build)) for _ in range(16)]
        await asyncio.sleep(0)
        builder.may.set()
    assert builder.built == 1
    assert len({id(task.result()) for task in tasks}) == 1
    assert shelf.fresh("key") is tasks[0].result()


async def test_a_change_makes_it_stale_and_an_older_version_never_comes_back() -> None:
    shelf, builder = Shelf(limit=10**6), Builder()
    await shelf.get("key", builder.build)
    shelf.change(THREAD, 1)
    assert shelf.fresh("key") is not None
    shelf.change(THREAD, 2)
    assert shelf.fresh("key") is None
    old = await shelf.get("key", builder.build)
    assert not old.fresh  # it was read before the change was: the next one who asks builds again
    builder.version = 2
    assert (await shelf.get("key", builder.build)).fresh


async def test_a_stale_answer_is_better_than_none() -> None:
    shelf, builder = Shelf(limit=10**6), Builder()
    builder.away = True
    with pytest.raises(Unavailable):
        await shelf.get("key", builder.build)
    builder.away = False
    first = await shelf.get("key", builder.build)
    shelf.change(THREAD, 2)
    builder.away = True
    stale = await shelf.get("key", builder.build)
    assert stale.body == first.body
    assert not stale.fresh


async def test_while_changes_are_unknown_what_is_here_is_given_at_once_and_called_fresh_by_nobody() -> None:
    shelf, builder = Shelf(limit=10**6), Builder()
    kept = await shelf.get("key", builder.build)
    shelf.doubt(True)
    assert shelf.fresh("key") is None
    assert await shelf.get("key", builder.build) is kept
    assert await shelf.get("another", builder.build) is not kept
    assert builder.built == 2
    shelf.doubt(False)
    assert shelf.fresh("key") is kept


async def test_one_who_gives_up_does_not_take_the_others_along() -> None:
    shelf, builder = Shelf(limit=10**6), Builder()
    builder.may.clear()
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(shelf.get("key", builder.build)) for _ in range(3)]
        await asyncio.sleep(0)
        tasks[0].cancel()
        await asyncio.sleep(0)
        builder.may.set()
    assert tasks[0].cancelled()
    assert all(task.result().fresh for task in tasks[1:])


async def test_memory_is_bounded_and_what_is_used_stays() -> None:
    shelf = Shelf(limit=20_000)

    async def build() -> Prepared:
        return answer("x" * 10, 1, uuid4())

    await shelf.get("used", build)
    for number in range(50):
        await shelf.get(number, build)
        assert shelf.fresh("used") is not None
    assert shelf.fresh(0) is None
    assert shelf.fresh(49) is not None


async def test_it_is_packed_as_the_client_takes_it() -> None:
    prepared = answer("many words ", 1)
    for accept, encoding in (("gzip, zstd", "zstd"), ("gzip", "gzip"), ("br", ""), ("", "")):
        body, found = prepared.encoded(accept)
        assert found == encoding
        assert (len(body) < len(prepared.body)) == bool(encoding)
