"""A process stays as large as what it holds."""

import asyncio
import gc
import socket
import weakref
from collections.abc import Iterator
from typing import Any, cast

import pytest

from shared import memory
from tests.support.waiting import until


class Circle:
    """Holds itself."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture
def untouched() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()
    gc.unfreeze()


@pytest.mark.usefixtures("untouched")
async def test_circles_are_found_though_the_collector_never_ran_by_itself() -> None:
    async def stands() -> bool:
        return gc.get_freeze_count() > 0

    async def is_gone() -> bool:
        return lost() is None

    async with asyncio.TaskGroup() as group:
        tidying = group.create_task(memory.tidy(every=0.01))
        await until(stands, what="what stands to stay for good")
        lost = weakref.ref(Circle())
        await until(is_gone, what="the circle to be found")
        tidying.cancel()


async def test_a_read_of_a_socket_is_no_mapping_of_its_own() -> None:
    here, there = socket.socketpair()
    _, writer = await asyncio.open_connection(sock=here)
    there.close()
    asked_for = cast("Any", writer.transport).max_size
    writer.close()
    assert all(asked_for < size for size in memory.CHOICES.values())


@pytest.mark.usefixtures("untouched")
def test_what_was_put_off_while_a_service_was_imported_goes_on() -> None:
    memory.look_again()
    assert gc.isenabled()
    assert gc.get_freeze_count() > 0
