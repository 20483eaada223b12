"""One stack for all attacks, and a browser."""

from collections.abc import AsyncIterator

import pytest

from tests.abuse import ground as grounds
from tests.abuse.ground import Ground
from tests.support import servers as servers_room
from tests.support.browsers import browser

__all__ = ["browser"]


@pytest.fixture(scope="package")
async def ground(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Ground]:
    """The stack under attack, on servers of its own."""
    folder = tmp_path_factory.mktemp("ground")
    async with servers_room.running() as servers, grounds.started(servers, folder) as made:
        yield made
