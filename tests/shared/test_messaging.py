"""The line from a commit to its effect, against the real broker and database."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import aio_pika
import pytest
from prometheus_client import REGISTRY

from shared.errors import Conflict
from shared.events import Actor, DecisionRequested, Event
from shared.ids import uuid7
from shared.messaging import broker, dead_letters, envelope, topology
from shared.messaging.consumer import Consumer, Handler
from shared.messaging.relay import Relay
from shared.postgres import Database, Transaction
from tests.support.waiting import until

NOW = datetime(2012, 5, 16, 14, 30, tzinfo=UTC)


def decision(comment: UUID | None = None) -> DecisionRequested:
    return DecisionRequested(
        request=uuid7(),
        site="sportscar",
        comment=comment or uuid7(),
        decision="approve",
        actor=Actor(kind="staff", name="Anna", via="mail"),
        requested_at=NOW,
    )


@asynccontextmanager
async def background(*runs: Callable[[], Coroutine[Any, Any, None]]) -> AsyncIterator[None]:
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(run()) for run in runs]
        yield
        for task in tasks:
            task.cancel()


@pytest.fixture
async def queues(amqp_url: str) -> None:
    async with broker.channel(amqp_url) as (channel, _lost):
        for service in ("comments", "notify", "images"):
            for name in (topology.queue_name(service), topology.dead_queue_name(service)):
                await (await channel.get_queue(name)).purge()


async def publish_raw(url: str, body: bytes, **properties: str) -> None:
    async with broker.channel(url, confirms=True) as (channel, _lost):
        message = aio_pika.Message(body, delivery_mode=2, **properties)  # type: ignore[arg-type]
        await channel.default_exchange.publish(message, topology.queue_name("comments"))


async def test_an_event_takes_effect_once_though_it_is_delivered_twice(
    notify_db: Database, comments_db: Database, amqp_url: str, queues: None
) -> None:
    seen: list[UUID] = []

    async def take(_transaction: Transaction, event: DecisionRequested) -> None:
        seen.append(event.request)

    event = decision()
    async with notify_db.transaction() as transaction:
        await transaction.emit(event)
    payload = await notify_db.fetch_value("SELECT payload FROM outbox")
    relay, consumer = Relay(notify_db, amqp_url), Consumer("comments", comments_db, amqp_url, {DecisionRequested: take})
    async with background(relay.run, consumer.run):
        await until(lambda: _nothing_left(notify_db), what="an empty outbox")
        await publish_raw(amqp_url, bytes(payload), message_id="again")
        other = decision()
        async with notify_db.transaction() as transaction:
            await transaction.emit(other)
        await until(lambda: _there(seen, other.request), what="the second event")
    assert seen == [event.request, other.request]


async def test_the_outbox_is_measured_while_the_broker_is_away(notify_db: Database, free_port: int) -> None:
    async with notify_db.transaction() as transaction:
        await transaction.emit(decision(), decision(), decision())

    async def measured() -> bool:
        return REGISTRY.get_sample_value("paddock_outbox_waiting") == 3

    async with background(Relay(notify_db, f"amqp://nobody@127.0.0.1:{free_port}/").run):
        await until(measured, what="the gauge to count three events")
    assert (REGISTRY.get_sample_value("paddock_outbox_oldest_seconds") or 0) > 0


async def test_a_rolled_back_transaction_publishes_nothing(notify_db: Database) -> None:
    async def fail() -> None:
        async with notify_db.transaction() as transaction:
            await transaction.emit(decision())
            raise Conflict("no")

    with pytest.raises(Conflict):
        await fail()
    assert await notify_db.fetch_value("SELECT count(*) FROM outbox") == 0


async def test_messages_nobody_can_take_end_in_the_dead_letters_and_hold_up_nothing(
    notify_db: Database, comments_db: Database, amqp_url: str, queues: None
) -> None:
    good, bad, seen = decision(), decision(), []

    async def take(_transaction: Transaction, event: DecisionRequested) -> None:
        if event.request == bad.request:
            raise ValueError("a bug")
        if event.reason == "late":
            raise Conflict("too late", code="too_late")
        seen.append(event.request)

    for body in (b"garbage", b"", b'{"specversion":"1.0"}', b"x" * 10_000_000):
        await publish_raw(amqp_url, body, message_id=f"raw-{len(body)}")
    newer = (
        b'{"specversion":"1.0","id":"0192b0b6-0000-7000-8000-000000000000","source":"x","type":"%s",'
        b'"subject":"x","time":"2012-05-16T10:00:00Z","data":{}}'
    )
    await publish_raw(amqp_url, newer % b"decision.requested.v9", message_id="newer")
    await publish_raw(amqp_url, newer % b"dinner.served.v1", message_id="unknown")
    await publish_raw(amqp_url, newer % b"decision.requested.v1", message_id="shape")
    late = DecisionRequested(
        request=uuid7(), site="s", comment=uuid7(), decision="spam", actor=good.actor, requested_at=NOW, reason="late"
    )
    async with notify_db.transaction() as transaction:
        await transaction.emit(bad, late, good)
    relay, consumer = Relay(notify_db, amqp_url), Consumer("comments", comments_db, amqp_url, {DecisionRequested: take})
    async with background(relay.run, consumer.run):
        await until(lambda: _there(seen, good.request), what="the good event behind the bad ones")
        letters = await until(lambda: _letters(amqp_url, 9), what="nine dead letters")
    codes = sorted(letter.code for letter in letters)
    assert codes == sorted(["not_an_event"] * 4 + ["newer_version", "unknown_type", "undecodable", "bug", "too_late"])
    assert all(letter.reason for letter in letters)
    assert set(seen) == {good.request}  # a batch that failed was undone and taken again one by one


async def test_dead_letters_can_be_replayed_and_dropped(
    notify_db: Database, comments_db: Database, amqp_url: str, queues: None
) -> None:
    broken, seen = True, []

    async def take(_transaction: Transaction, event: DecisionRequested) -> None:
        if broken:
            raise Conflict("not yet")
        seen.append(event.request)

    first, second = decision(), decision()
    async with notify_db.transaction() as transaction:
        await transaction.emit(first, second)
    relay, consumer = Relay(notify_db, amqp_url), Consumer("comments", comments_db, amqp_url, {DecisionRequested: take})
    async with background(relay.run, consumer.run):
        letters = await until(lambda: _letters(amqp_url, 2), what="two dead letters")
        assert await dead_letters.drop(amqp_url, "comments", ids=frozenset({letters[0].id})) == 1
        broken = False
        assert await dead_letters.replay(amqp_url, "comments") == 1
        await until(lambda: _there(seen, second.request), what="the replayed event")
    assert await dead_letters.letters(amqp_url, "comments") == []
    assert seen == [second.request]


async def test_a_handler_sees_its_own_effects_undone_when_a_later_one_fails(
    notify_db: Database, comments_db: Database, amqp_url: str, queues: None
) -> None:
    """Both events arrive in one batch: the good one's effect must be there exactly once."""

    async def take(transaction: Transaction, event: DecisionRequested) -> None:
        await transaction.emit(event)
        if event.reason == "late":
            raise Conflict("too late")

    late = DecisionRequested(
        request=uuid7(),
        site="s",
        comment=uuid7(),
        decision="spam",
        actor=Actor(kind="staff", name="A", via="mail"),
        requested_at=NOW,
        reason="late",
    )
    good = [decision() for _ in range(20)]
    async with notify_db.transaction() as transaction:
        await transaction.emit(*good[:10], late, *good[10:])
    async with background(Relay(notify_db, amqp_url).run):
        await until(lambda: _nothing_left(notify_db), what="an empty outbox")
    handlers: dict[type[Event], Handler] = {DecisionRequested: take}
    async with background(Consumer("comments", comments_db, amqp_url, handlers).run):
        await until(lambda: _letters(amqp_url, 1), what="the dead letter")
        await until(lambda: _count(comments_db, "SELECT count(*) FROM outbox", 20), what="twenty effects")
    assert await comments_db.fetch_value("SELECT count(*) FROM inbox") == 20


async def _nothing_left(database: Database) -> bool:
    return bool(await database.fetch_value("SELECT count(*) FROM outbox") == 0)


async def _count(database: Database, query: str, expected: int) -> bool:
    return bool(await database.fetch_value(query) == expected)


async def _there(seen: list[UUID], wanted: UUID) -> bool:
    return wanted in seen


async def _letters(url: str, at_least: int) -> list[dead_letters.DeadLetter]:
    found = await dead_letters.letters(url, "comments")
    return found if len(found) >= at_least else []


async def test_events_are_written_as_the_transaction_ends_in_their_order_and_not_what_failed_inside(
    notify_db: Database,
) -> None:
    first, undone, last = decision(), decision(), decision()
    async with notify_db.transaction() as transaction:
        await transaction.emit(first)
        with contextlib.suppress(Conflict):
            async with transaction.savepoint():
                await transaction.emit(undone)
                raise Conflict("not this one")
        await transaction.emit(last)
    with contextlib.suppress(Conflict):
        async with notify_db.transaction() as transaction:
            await transaction.emit(decision())
            raise Conflict("nor any of this")
    rows = await notify_db.fetch("SELECT payload FROM outbox ORDER BY seq")
    assert [envelope.read(row["payload"])[1] for row in rows] == [first, last]
