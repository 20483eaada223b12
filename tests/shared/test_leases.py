"""A connection goes from hand to hand, and back to the pool when it should."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from shared.errors import Unavailable
from shared.leases import AT_HAND
from shared.postgres import Database
from tests.support.servers import Servers

PID = "SELECT pg_backend_pid()"


@pytest.fixture
async def small(servers: Servers) -> AsyncIterator[Database]:
    """A database of two connections."""
    database = await Database.open(servers.database_url("comments"), application="test", size=2)
    yield database
    await database.close()


async def test_one_after_the_other_has_the_same_connection_whatever_it_does(small: Database) -> None:
    pid = await small.fetch_value(PID)
    async with small.transaction() as transaction:
        assert await transaction.fetch_value(PID) == pid
    assert await small.fetch_value(PID) == pid


async def test_as_many_as_there_are_work_at_once_and_the_next_waits_for_one(small: Database) -> None:
    await small.fetch_value(PID)
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(small.fetch_value(f"{PID} FROM pg_sleep(0.01)")) for _ in range(AT_HAND + 2)]
    assert len({task.result() for task in tasks}) == 2
    async with small.dedicated() as held, small.dedicated():
        assert await held.fetchval(PID)


async def test_what_was_broken_off_leaves_nothing_behind(small: Database) -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.02):
            await small.fetch("SELECT pg_sleep(5)")
    for _ in range(3):
        assert await small.fetch_value("SELECT pg_current_xact_id_if_assigned() IS NULL")


async def test_a_connection_that_the_server_ended_is_not_given_twice(small: Database, servers: Servers) -> None:
    pid = await small.fetch_value(PID)
    await servers.admin.fetchval("SELECT pg_terminate_backend($1, 2000)", pid)
    try:
        found = await small.fetch_value(PID)
    except Unavailable:  # nobody had told us yet
        found = await small.fetch_value(PID)
    assert found != pid
