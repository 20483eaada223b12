"""A process stays as large as what it holds."""

import asyncio
import gc
import weakref
from collections.abc import Iterator

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
