"""A message that kills whoever takes it reaches the dead letters by the broker's limit; the others are taken."""

import asyncio
import os
import signal
import sys
from typing import Any

import pytest

from shared.events import DecisionRequested
from shared.messaging import broker, dead_letters, topology
from shared.messaging.consumer import Consumer
from shared.messaging.relay import Relay
from shared.postgres import Database, Transaction
from tests.shared.test_messaging import background, decision
from tests.support.servers import Servers
from tests.support.stack import ROOT
from tests.support.waiting import until

INNOCENT = 20
DEADLY = "the one that kills"


@pytest.mark.chaos
async def test_a_message_that_kills_every_process_ends_in_the_dead_letters_and_takes_nobody_with_it(
    servers: Servers, notify_db: Database, comments_db: Database
) -> None:
    async with broker.channel(servers.amqp_url) as (channel, _lost):
        for name in (topology.queue_name("comments"), topology.dead_queue_name("comments")):
            await (await channel.get_queue(name)).purge()
    events = [decision() for _ in range(INNOCENT)]
    deadly = decision()
    deadly = DecisionRequested(
        **{name: getattr(deadly, name) for name in deadly.__struct_fields__} | {"reason": DEADLY}
    )
    async with notify_db.transaction() as transaction:
        await transaction.emit(*events[:5], deadly, *events[5:])
    relay = Relay(notify_db, servers.amqp_url)
    async with background(relay.run):
        await until(lambda: _none(notify_db), what="everything to be published")
    assert await _deaths(servers) == topology.DELIVERY_LIMIT + 1
    [letter] = await dead_letters.letters(servers.amqp_url, "comments")
    assert DEADLY.encode() in letter.body
    assert letter.reason == "the broker gave up: delivery_limit"
    assert await comments_db.fetch_value("SELECT count(*) FROM inbox") == INNOCENT


async def _none(database: Database) -> bool:
    return bool(await database.fetch_value("SELECT count(*) = 0 FROM outbox"))


async def _deaths(servers: Servers) -> int:
    """How many processes the message killed before one came through."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", __name__, servers.database_url("comments"), servers.amqp_url, cwd=ROOT
    )
    async with asyncio.timeout(120):
        return await process.wait()


async def _take(_: Transaction, event: Any) -> None:
    if event.reason == DEADLY:
        os.kill(os.getpid(), signal.SIGKILL)


async def _serve(database_url: str, amqp_url: str) -> None:
    """Take events until the queue is empty."""
    database = await Database.open(database_url, application="deadly", size=2)
    async with background(Consumer("comments", database, amqp_url, {DecisionRequested: _take}).run):

        async def all_taken() -> bool:
            return bool(await database.fetch_value("SELECT count(*) FROM inbox") == INNOCENT)

        await until(all_taken, what="the others", seconds=40)
        async with broker.channel(amqp_url) as (channel, _lost):

            async def buried() -> bool:
                queue = await channel.get_queue(topology.dead_queue_name("comments"), ensure=True)
                return bool(queue.declaration_result.message_count)

            await until(buried, what="the dead letter", seconds=40)


def _mourn(database_url: str, amqp_url: str) -> int:
    """Start one process after another, each a copy of this one, until one ends by itself."""
    for deaths in range(100):
        if (child := os.fork()) == 0:
            asyncio.run(_serve(database_url, amqp_url))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.WIFEXITED(status):
            return deaths if os.WEXITSTATUS(status) == 0 else 101
    return 100


if __name__ == "__main__":
    sys.exit(_mourn(*sys.argv[1:]))
