"""Carries the outbox to the broker: claim, publish with confirms, delete what was confirmed.

The claim is a row lock in one transaction on a connection of its own, held while the broker confirms: if
the process dies the lock dies with it and another relay goes on at once. This is the one transaction
that waits for the network, bounded by `BATCH_SECONDS`; a lease column would cost a write per event.
"""

import asyncio
from contextlib import suppress
from typing import Any

import aio_pika
from aio_pika.abc import AbstractExchange
from aio_pika.exceptions import DeliveryError, PublishError
from prometheus_client import Counter, Gauge, Histogram

from shared import logs, spans
from shared.errors import Unavailable
from shared.messaging import broker, topology
from shared.postgres import Database, Row, Transaction

BATCH = 200
IN_FLIGHT = 100
BATCH_SECONDS = 10.0
POLL_SECONDS = 1.0
MEASURE_SECONDS = 10.0

CLAIM = """
SELECT seq, event_id, routing_key, payload, traceparent, attempts FROM outbox
WHERE not_before <= now() ORDER BY seq LIMIT $1 FOR UPDATE SKIP LOCKED
"""
CONFIRMED = "DELETE FROM outbox WHERE seq = ANY($1::bigint[])"
POSTPONE = """
UPDATE outbox SET attempts = attempts + 1, last_error = late.error,
    not_before = now() + make_interval(secs => least(300, power(2, least(attempts, 8))))
FROM unnest($1::bigint[], $2::text[]) AS late (seq, error) WHERE outbox.seq = late.seq
"""
OLDEST = (
    "SELECT count(*) AS waiting, coalesce(extract(epoch FROM now() - min(created_at)), 0)::float AS age FROM outbox"
)

log = logs.get("relay")
published = Counter("paddock_outbox_published_total", "Events that the broker confirmed", ["type"])
postponed = Counter("paddock_outbox_postponed_total", "Events that the broker did not take", ["type"])
waiting = Gauge("paddock_outbox_waiting", "Events in the outbox")
oldest = Gauge("paddock_outbox_oldest_seconds", "Age of the oldest event in the outbox")
latency = Histogram("paddock_outbox_batch_seconds", "Time to publish one batch with confirms")


class Relay:
    """Publishes one service's outbox; any number of relays may run beside each other."""

    def __init__(self, database: Database, amqp_url: str) -> None:
        self._database = database
        self._url = amqp_url

    async def run(self) -> None:
        """Carry events until cancelled; a broker or database that is away is waited for."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._measure())
            group.create_task(broker.keep("relay", self._session))

    async def _session(self) -> None:
        async with broker.channel(self._url, confirms=True) as (channel, lost):
            exchange = await channel.get_exchange(topology.EVENTS_EXCHANGE, ensure=False)
            while not lost.is_set():
                self._database.outbox_filled.clear()
                try:
                    carried = await self.carry(exchange)
                except Unavailable as error:
                    log.warning("database_away", error=error.message)
                    await asyncio.sleep(POLL_SECONDS)
                    continue
                if carried < BATCH:
                    await self._rest(lost)

    async def carry(self, exchange: AbstractExchange) -> int:
        """Publish one batch; the number of rows claimed. Raises BrokerLostError once the confirmed ones are gone."""
        lost = None
        async with self._database.transaction() as transaction:
            rows = await transaction.fetch(CLAIM, BATCH)
            if rows:
                with latency.time():
                    lost = await self._publish_all(transaction, exchange, rows)
        if lost is not None:
            raise broker.BrokerLostError(repr(lost)) from lost
        return len(rows)

    async def _publish_all(
        self, transaction: Transaction, exchange: AbstractExchange, rows: list[Row]
    ) -> BaseException | None:
        confirmed: list[int] = []
        refused: list[tuple[int, str]] = []
        lost: list[BaseException] = []
        slots = asyncio.Semaphore(IN_FLIGHT)

        async def publish(row: Row) -> None:
            async with slots:
                try:
                    with spans.span(f"publish {row['routing_key']}", "producer", parent=row["traceparent"]) as span:
                        await exchange.publish(_message(row, span.traceparent), row["routing_key"], mandatory=True)
                    confirmed.append(row["seq"])
                    published.labels(row["routing_key"]).inc()
                except (DeliveryError, PublishError) as error:
                    refused.append((row["seq"], f"{error.__class__.__name__}: no queue took it"))
                    postponed.labels(row["routing_key"]).inc()
                except broker.AWAY as error:
                    lost.append(error)

        try:
            async with asyncio.timeout(BATCH_SECONDS), asyncio.TaskGroup() as group:
                for row in rows:
                    group.create_task(publish(row))
        except TimeoutError as error:
            lost.append(error)
        if confirmed:
            await transaction.execute(CONFIRMED, confirmed)
        if refused:
            log.error("events_not_routed", count=len(refused), first=refused[0][1])
            await transaction.execute(POSTPONE, [seq for seq, _ in refused], [why for _, why in refused])
        if len(confirmed) + len(refused) + len(lost) < len(rows):  # aiormq cancels waits on a stuck connection
            lost.append(broker.BrokerLostError("a publish was given up"))
        return lost[0] if lost else None

    async def _rest(self, lost: asyncio.Event) -> None:
        """Wait for the next commit that emits, at most `POLL_SECONDS`, or until the connection is lost."""
        async with asyncio.TaskGroup() as group:
            first = asyncio.Event()

            async def watch(event: asyncio.Event) -> None:
                await event.wait()
                first.set()

            tasks = [group.create_task(watch(event)) for event in (self._database.outbox_filled, lost)]
            try:
                async with asyncio.timeout(POLL_SECONDS):
                    await first.wait()
            except TimeoutError:
                pass
            for task in tasks:
                task.cancel()

    async def _measure(self) -> None:
        """Keep the gauges true, above all while the broker is away and the outbox grows; never returns."""
        while True:
            with suppress(Unavailable):
                row = await self._database.fetch_row(OLDEST)
                if row is not None:
                    waiting.set(row["waiting"])
                    oldest.set(row["age"])
            await asyncio.sleep(MEASURE_SECONDS)


def _message(row: Row, traceparent: str) -> aio_pika.Message:
    parent = traceparent or row["traceparent"]
    headers: dict[str, Any] = {"traceparent": parent} if parent else {}
    return aio_pika.Message(
        bytes(row["payload"]),
        content_type="application/cloudevents+json",
        delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
        message_id=str(row["event_id"]),
        type=row["routing_key"],
        app_id="paddock",
        headers=headers,
    )
