"""Three nodes of RabbitMQ and a second Postgres: one of each dies under load, and nothing that was accepted is lost."""

import asyncio
from dataclasses import replace

import aiohttp
import pytest

from tests.compose.conftest import LARGER, Compose
from tests.compose.load import Load
from tests.compose.readers import open_site
from tests.support.waiting import until

pytestmark = pytest.mark.compose
AT_ONCE = 4


async def test_a_broker_and_the_primary_die_under_load_and_nothing_is_lost(
    compose: Compose, client: aiohttp.ClientSession
) -> None:
    larger = replace(compose, files=(*compose.files, *LARGER), profiles=())
    await asyncio.to_thread(grow, larger)
    open_site(larger)
    load, over = Load(larger.url("edge"), client), asyncio.Event()

    async def keep_posting() -> None:
        while not over.is_set():
            await load.post()

    async def taken(more: int) -> None:
        """Wait until so many more were accepted than at this moment."""
        goal = len(load.taken) + more

        async def is_reached() -> bool:
            return len(load.taken) >= goal

        await until(is_reached, seconds=120, what=f"{more} more comments")

    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(keep_posting())
        await taken(20)
        await asyncio.to_thread(larger, "kill", "rabbitmq")  # it led every queue
        await taken(20)
        await asyncio.to_thread(larger, "kill", "postgres")
        await asyncio.to_thread(ask, larger, "SELECT pg_promote()")
        await taken(20)
        over.set()

    accepted = ", ".join(f"'{one}'" for one in load.taken)
    for table in ("comments.comment", "notify.comment"):
        known = f"SELECT count(*) FROM {table} WHERE id IN ({accepted})"

        async def are_known(query: str = known) -> bool:
            return await asyncio.to_thread(ask, larger, query) == str(len(load.taken))

        await until(are_known, seconds=90, what=f"every accepted comment in {table}")


def grow(larger: Compose) -> None:
    """What docs/operating.md says under "More than one machine", on a running installation."""
    larger("up", "-d", "--wait")
    for node in ("rabbitmq2", "rabbitmq3"):
        larger.inside("rabbitmq", "rabbitmq-queues", "-q", "grow", f"rabbit@{node}", "all")
    members = larger.inside("rabbitmq", "rabbitmqctl", "-q", "--no-table-headers", "list_queues", "name", "members")
    assert [line.count("rabbit@") for line in members.stdout.splitlines()] == [3] * 6, members.stdout
    ask(larger, "ALTER SYSTEM SET synchronous_standby_names = '*'", "postgres")
    ask(larger, "SELECT pg_reload_conf()", "postgres")


def ask(larger: Compose, query: str, server: str = "postgres2") -> str:
    """What this server answers."""
    return larger.inside(server, "psql", "-X", "-At", "-U", "postgres", "-d", "paddock", "-c", query).stdout.strip()
