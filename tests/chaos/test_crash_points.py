"""Whichever line of the way an event's process dies on, the event takes effect exactly once afterwards."""

import asyncio
import signal
import sys
from pathlib import Path

import pytest

from shared.messaging import broker, topology
from shared.postgres import Database
from tests.chaos.line import BUGS, POINTS
from tests.shared.test_messaging import decision
from tests.support.servers import Servers

COUNT = 30
ROOT = Path(__file__).parents[2]


async def run(servers: Servers, point: str, bug: str = "-") -> int:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.chaos.line",
        servers.database_url("notify"),
        servers.database_url("comments"),
        servers.amqp_url,
        str(COUNT),
        point,
        bug,
        cwd=ROOT,
        stdout=asyncio.subprocess.DEVNULL,
    )
    return await process.wait()


async def outcome(servers: Servers, source: Database, target: Database, point: str, bug: str = "-") -> tuple[int, int]:
    """Die once at the point, run again to the end; how many effects there are, and how many different ones."""
    async with broker.channel(servers.amqp_url) as (channel, _lost):
        await (await channel.get_queue(topology.queue_name("comments"))).purge()
    async with source.transaction() as transaction:
        await transaction.emit(*[decision() for _ in range(COUNT)])
    assert await run(servers, f"{point}:1", bug) == -signal.SIGKILL, "the process did not reach the line"
    await run(servers, "-", bug)
    rows = await target.fetch("SELECT convert_from(payload, 'utf8')::jsonb -> 'data' ->> 'request' AS id FROM outbox")
    return len(rows), len({row["id"] for row in rows})


@pytest.mark.chaos
@pytest.mark.parametrize("point", POINTS)
async def test_dying_on_any_line_loses_and_doubles_nothing(
    servers: Servers, notify_db: Database, comments_db: Database, point: str
) -> None:
    assert await outcome(servers, notify_db, comments_db, point) == (COUNT, COUNT)


@pytest.mark.chaos
@pytest.mark.parametrize(
    ("bug", "point"),
    list(BUGS.items()),
)
async def test_a_planted_bug_is_caught_by_its_line(
    servers: Servers, notify_db: Database, comments_db: Database, bug: str, point: str
) -> None:
    assert await outcome(servers, notify_db, comments_db, point, bug) != (COUNT, COUNT)
