"""The relay beside a raw client: events a second from a full outbox to the broker's confirms.

Interleaved rounds, the same bytes to the same quorum queues; the relay claims and deletes its rows as well.
"""

import argparse
import asyncio
import resource
import sys
import time
from datetime import UTC, datetime
from statistics import median

from bench import _raw_publisher
from shared import events
from shared.ids import uuid7
from shared.messaging import broker, outbox, topology
from shared.messaging.relay import Relay
from shared.postgres import Database
from tests.support import servers as servers_room

GOAL = 0.70


def main(argv: list[str]) -> int:
    """Measure and print; 0."""
    parser = argparse.ArgumentParser(prog="./paddock bench relay", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--events", type=int, default=4000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args(argv)
    asyncio.run(_measure(options))
    return 0


async def _measure(options: argparse.Namespace) -> None:
    async with servers_room.running() as servers:
        database = await Database.open(servers.database_url("comments"), application="bench", size=4, by_index=True)
        relay = Relay(database, servers.amqp_url)
        rows = [outbox.row(_event()) for _ in range(options.events)]
        bodies = [row.payload for row in rows]
        rounds: list[tuple[float, float, float]] = []
        try:
            async with broker.channel(servers.amqp_url, confirms=True) as (channel, _lost):
                exchange = await channel.get_exchange(topology.EVENTS_EXCHANGE, ensure=False)
                for _ in range(options.rounds):
                    rows = [outbox.row(_event()) for _ in range(options.events)]
                    await database.execute(outbox.INSERT, *outbox.columns(rows))
                    before, cpu = time.perf_counter(), _cpu()
                    while await relay.carry(exchange):
                        pass
                    rate = options.events / (time.perf_counter() - before)
                    cpu = (_cpu() - cpu) * 1000 / options.events
                    raw = await _raw_publisher.confirmed_a_second(
                        servers.amqp_url, topology.EVENTS_EXCHANGE, rows[0].routing_key, bodies
                    )
                    rounds.append((rate, raw, cpu))
        finally:
            await database.close()
    ratio = median(rate / raw for rate, raw, _ in rounds)
    sys.stdout.write(
        f"{options.rounds} rounds of {options.events} events of {len(bodies[0])} bytes, medians\n"
        f"relay {median(rate for rate, *_ in rounds):.0f} a second, {median(cpu for *_, cpu in rounds):.3f} ms of CPU"
        f" in the process; raw {median(raw for _, raw, _ in rounds):.0f} a second; ratio {ratio:.2f}, goal {GOAL:.2f}\n"
    )


def _event() -> events.Event:
    comment, thread = uuid7(), uuid7()
    words = "What a car, and what a road from Brescia to Rome and back it was that day."
    return events.CommentPublished(
        comment=events.Comment(
            id=comment,
            site="bench",
            thread=thread,
            page_url="http://bench.example/read/1",
            page_title="Behind the scenes",
            number=1,
            state="published",
            version=1,
            author=events.Person(name="Reader", address=events.Address(digest="0" * 64, sealed="s" * 114)),
            text=words,
            html=f"<p>{words}</p>",
            created_at=datetime(2012, 5, 21, tzinfo=UTC),
            path=f"/t/{thread}#c-1",
        )
    )


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime
