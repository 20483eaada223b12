"""A process with a relay and a consumer that dies (SIGKILL) at a named line, or has a planted bug.

Run by test_crash_points. Arguments: source database URL, target database URL, AMQP URL, number of effects to wait
for, crash point as `name:nth` or `-`, planted bug or `-`. Exit code 0 once every effect is there.
"""

import asyncio
import os
import signal
import sys
from collections import Counter
from contextvars import ContextVar
from typing import Any

import asyncpg.transaction

from shared.events import DecisionRequested
from shared.messaging import consumer, publishing, relay
from shared.messaging.session import acknowledge
from shared.postgres import Database, Transaction

POINTS = (
    "relay claimed",
    "relay published",
    "relay before delete",
    "relay before commit",
    "relay committed",
    "consumer received",
    "consumer taken in",
    "consumer applied",
    "consumer committed",
    "consumer acknowledged",
)
BUGS = {
    "delete before publish": "relay claimed",
    "acknowledge before commit": "consumer received",
    "no inbox": "consumer committed",
    "inbox in its own transaction": "consumer taken in",
    "acknowledge a batch unseen": "consumer received",
}
"""Each planted bug with the line that catches it."""
_passed: Counter[str] = Counter()
_role: ContextVar[str] = ContextVar("role", default="")


def at(point: str) -> None:
    """Die here if this is the line and the time."""
    _passed[point] += 1
    name, _, nth = sys.argv[5].rpartition(":")
    if name == point and _passed[point] == int(nth):
        os.kill(os.getpid(), signal.SIGKILL)


def watch_lines() -> None:  # noqa: C901 - one small wrapper a line
    """Wrap the kit's own functions so that each named line is passed through `at`."""
    publish_all, send = relay.Relay._publish_all, publishing.Batch.send
    start_commit = asyncpg.transaction.Transaction.commit
    execute, apply = Transaction.execute, consumer.Consumer._apply
    carry = relay.Relay.carry

    async def carried(self: Any, exchange: Any) -> int:
        _role.set("")
        return await carry(self, exchange)

    async def all_published(self: Any, transaction: Any, exchange: Any, rows: Any) -> Any:
        _role.set("relay")
        at("relay claimed")
        return await publish_all(self, transaction, exchange, rows)

    async def sent(self: Any, messages: Any) -> None:
        await send(self, messages)
        for _ in range(10):
            await asyncio.sleep(0)  # the connection's writer takes what was handed to it
        at("relay published")

    async def executed(self: Any, query: str, *values: Any) -> int:
        if query == relay.CONFIRMED:
            at("relay before delete")
        return await execute(self, query, *values)

    async def commit(self: Any) -> None:
        role = _role.get()
        if role:
            at("relay before commit" if role == "relay" else "consumer applied")
        await start_commit(self)
        if role:
            at(f"{role} committed")

    async def applied(self: Any, deliveries: Any) -> None:
        _role.set("consumer")
        at("consumer received")
        await apply(self, deliveries)

    async def acknowledged(session: Any, deliveries: Any) -> None:
        await acknowledge(session, deliveries)
        at("consumer acknowledged")

    relay.Relay.carry = carried  # type: ignore[method-assign]
    relay.Relay._publish_all = all_published  # type: ignore[method-assign]
    relay.PIECE = 3
    publishing.Batch.send = sent  # type: ignore[method-assign]
    Transaction.execute = executed  # type: ignore[method-assign]
    asyncpg.transaction.Transaction.commit = commit  # type: ignore[method-assign]
    consumer.Consumer._apply = applied  # type: ignore[method-assign]
    consumer.acknowledge = acknowledged  # type: ignore[attr-defined]


def plant(bug: str) -> None:
    """Change one thing for the worse."""
    if bug == "no inbox":
        consumer.TAKE = "SELECT id AS event_id FROM unnest($2::uuid[]) AS id WHERE $1 <> ''"
    elif bug != "-":
        owner, name, worse = {
            "delete before publish": (relay.Relay, "carry", _delete_first),
            "acknowledge before commit": (consumer.Consumer, "_take", _acknowledge_first),
            "inbox in its own transaction": (consumer.Consumer, "_apply", _take_in_apart),
            "acknowledge a batch unseen": (consumer.Consumer, "_take", _acknowledge_unseen),
        }[bug]
        setattr(owner, name, worse)


async def _delete_first(self: Any, exchange: Any) -> int:
    rows = await self._database.fetch(relay.CLAIM.replace("FOR UPDATE SKIP LOCKED", ""), relay.BATCH)
    await self._database.execute(relay.CONFIRMED, [row["seq"] for row in rows])
    async with self._database.transaction() as transaction:
        await self._publish_all(transaction, exchange, rows)
    return len(rows)


async def _acknowledge_first(self: Any, session: Any, deliveries: Any) -> None:
    await acknowledge(session, deliveries)
    await asyncio.sleep(0.3)  # the acknowledgement is on its way to the broker
    await self._apply(deliveries)


async def _take_in_apart(self: Any, deliveries: Any) -> None:
    async with self._database.transaction() as first:
        ids = [delivery.envelope.id for delivery in deliveries]
        fresh = {row["event_id"] for row in await first.fetch(consumer.TAKE, self._service, ids)}
    at("consumer taken in")
    async with self._database.transaction() as second:
        for delivery in deliveries:
            if delivery.envelope.id in fresh:
                await self._handlers[type(delivery.event)](second, delivery.event)


async def _acknowledge_unseen(self: Any, session: Any, deliveries: Any) -> None:
    await self._apply(deliveries[:1])
    await acknowledge(session, deliveries)


async def main() -> int:
    source_url, target_url, amqp_url, expected, _, bug = sys.argv[1:7]
    source = await Database.open(source_url, application="line", size=3)
    target = await Database.open(target_url, application="line", size=3)

    async def take(transaction: Transaction, event: DecisionRequested) -> None:
        await transaction.emit(event)
        at("consumer taken in")

    plant(bug)
    watch_lines()
    tasks = [
        asyncio.ensure_future(relay.Relay(source, amqp_url).run()),
        asyncio.ensure_future(consumer.Consumer("comments", target, amqp_url, {DecisionRequested: take}).run()),
    ]
    async with asyncio.timeout(4):
        while True:
            left = await source.fetch_value("SELECT count(*) FROM outbox")
            there = await target.fetch_value("SELECT count(*) FROM outbox")
            if left == 0 and there >= int(expected) and _passed["consumer acknowledged"]:
                break
            await asyncio.sleep(0.02)
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(asyncio.run(main()))
    except TimeoutError:
        sys.exit(3)
