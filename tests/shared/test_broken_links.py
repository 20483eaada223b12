"""The line between database and broker when the network between them breaks in every way we know."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

import pytest
from aio_pika.exceptions import AMQPError

from dev.proxy import Fault, Link, link
from shared.errors import Unavailable
from shared.events import DecisionRequested
from shared.messaging import broker
from shared.messaging.consumer import Consumer
from shared.messaging.relay import Relay
from shared.postgres import Database, Transaction
from tests.shared.test_messaging import background, decision, queues  # noqa: F401 - a fixture
from tests.support.servers import Servers
from tests.support.waiting import until

COUNT = 300


@asynccontextmanager
async def through(url: str) -> AsyncIterator[tuple[Link, str]]:
    """A link in front of the server of this URL, and the URL through it."""
    parts = urlsplit(url)
    async with link(parts.hostname or "127.0.0.1", parts.port or 5672) as made:
        login = parts.netloc.rpartition("@")[0]
        yield made, urlunsplit(parts._replace(netloc=f"{login}@127.0.0.1:{made.port}"))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorter patience, so that silence is noticed within the test."""
    monkeypatch.setattr(broker, "HEARTBEAT_SECONDS", 1)
    monkeypatch.setattr(broker, "LONGEST_WAIT", 0.5)
    monkeypatch.setattr("shared.messaging.relay.BATCH_SECONDS", 1.0)
    monkeypatch.setattr("shared.messaging.consumer.INSPECT_SECONDS", 1.0)


@pytest.mark.usefixtures("queues", "quick")
@pytest.mark.parametrize("fault", ["cut", Fault.REFUSE, Fault.SILENT, Fault.DELAY, Fault.HALF])
async def test_every_event_takes_effect_once_though_both_links_break(
    notify_db: Database, comments_db: Database, amqp_url: str, fault: Fault | str
) -> None:
    seen: list[UUID] = []

    async def take(_transaction: Transaction, event: DecisionRequested) -> None:
        seen.append(event.request)

    events = [decision() for _ in range(COUNT)]
    async with through(amqp_url) as (out, out_url), through(amqp_url) as (into, in_url):
        relay = Relay(notify_db, out_url)
        consumer = Consumer("comments", comments_db, in_url, {DecisionRequested: take})
        async with background(relay.run, consumer.run):
            for event in events[: COUNT // 2]:
                async with notify_db.transaction() as transaction:
                    await transaction.emit(event)
            before = out.accepted, into.accepted
            for broken in (out, into):
                if fault != "cut":
                    broken.set(Fault(fault))
                if fault not in (Fault.SILENT, Fault.DELAY):
                    broken.cut()
            for event in events[COUNT // 2 :]:
                async with notify_db.transaction() as transaction:
                    await transaction.emit(event)
            if fault is not Fault.DELAY:
                await until(lambda: _again(out, before[0]), seconds=20, what="the relay to connect again")
                await until(lambda: _again(into, before[1]), seconds=20, what="the consumer to connect again")
            out.set(Fault.NONE)
            into.set(Fault.NONE)
            await until(lambda: _all(comments_db), seconds=30, what=f"{COUNT} effects")
    assert await notify_db.fetch_value("SELECT count(*) FROM outbox") == 0
    assert set(seen) == {event.request for event in events}


@pytest.mark.usefixtures("queues", "quick")
async def test_events_wait_in_the_outbox_while_the_broker_is_silent(notify_db: Database, amqp_url: str) -> None:
    async with through(amqp_url) as (out, out_url), background(Relay(notify_db, out_url).run):
        await until(lambda: _connected(out), what="the relay to connect")
        out.set(Fault.SILENT)
        async with notify_db.transaction() as transaction:
            await transaction.emit(*[decision() for _ in range(5)])
        assert await notify_db.fetch_value("SELECT count(*) FROM outbox") == 5
        out.set(Fault.NONE)
        await until(lambda: _empty(notify_db), what="an empty outbox")


async def test_a_silent_database_is_given_up_in_seconds(servers: Servers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.leases.ACQUIRE_SECONDS", 0.3)
    monkeypatch.setattr("shared.postgres.COMMAND_SECONDS", 0.3)
    async with through(servers.database_url("comments")) as (wire, url):
        database = await Database.open(url, application="test", size=2)
        assert await database.fetch_value("SELECT 1") == 1
        wire.set(Fault.SILENT)
        for _ in range(3):
            with pytest.raises(Unavailable):
                await database.fetch_value("SELECT 1")
        wire.set(Fault.NONE)
        wire.cut()
        await until(lambda: _answers(database), what="the database to answer again")
        await database.close()


async def test_a_cut_in_the_middle_of_a_transaction_undoes_it(servers: Servers, comments_db: Database) -> None:
    async with through(servers.database_url("comments")) as (wire, url):
        database = await Database.open(url, application="test", size=2)

        async def interrupted() -> None:
            async with database.transaction() as transaction:
                await transaction.emit(decision())
                wire.cut()
                await transaction.fetch_value("SELECT 1")

        with pytest.raises(Unavailable):
            await interrupted()
        await database.close()
    assert await comments_db.fetch_value("SELECT count(*) FROM outbox") == 0


async def _all(database: Database) -> bool:
    return bool(await database.fetch_value("SELECT count(*) FROM inbox") == COUNT)


async def _empty(database: Database) -> bool:
    return bool(await database.fetch_value("SELECT count(*) FROM outbox") == 0)


async def _again(wire: Link, before: int) -> bool:
    return wire.accepted > before


async def _connected(wire: Link) -> bool:
    return wire.standing > 0


async def _answers(database: Database) -> bool:
    try:
        return bool(await database.fetch_value("SELECT 1") == 1)
    except Unavailable:
        return False


async def test_a_session_is_begun_again_whatever_a_lost_connection_raises_and_a_fault_of_ours_goes_through() -> None:
    raised: list[BaseException] = [AMQPError(), RuntimeError("Connection was stuck"), Exception(), ValueError("ours")]
    begun: list[BaseException] = []

    async def session() -> None:
        begun.append(raised[len(begun)])
        raise begun[-1]

    with pytest.raises(ValueError, match="ours"):
        await broker.keep("a test", session)
    assert begun == raised
