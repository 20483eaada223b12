"""A database and a vhost of their own for a folder of tests, which no service of another test reads.

Import the fixtures into the folder's conftest.py: they stand in for the session's.
"""

from collections.abc import AsyncIterator

import pytest

from shared.postgres import Database
from tests.support import servers as servers_room
from tests.support.servers import Servers


@pytest.fixture(scope="package")
async def servers() -> AsyncIterator[Servers]:
    """A migrated database and a vhost with its queues, of this folder alone."""
    async with servers_room.running() as running:
        yield running


@pytest.fixture(scope="package")
async def _pools(servers: Servers) -> AsyncIterator[dict[str, Database]]:
    async with servers_room.pools(servers) as pools:
        yield pools


@pytest.fixture(scope="package")
def amqp_url(servers: Servers) -> str:
    """This folder's vhost, topology declared."""
    return servers.amqp_url
