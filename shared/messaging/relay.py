"""Carries the outbox to the broker: claim, publish with confirms, delete what was confirmed.

The claim is a row lock in one transaction on a connection of its own, held while the broker confirms: if
the process dies the lock dies with it and another relay goes on at once. This is the one transaction
that waits for the network, bounded by `BATCH_SECONDS`; a lease column would cost a write per event.
"""

import asyncio
import collections
from contextlib import suppress

from aio_pika.abc import AbstractExchange
from prometheus_client import Counter, Gauge, Histogram

from shared import logs, spans
from shared.errors import Unavailable
from shared.messaging import broker, topology
from shared.messaging.publishing import Batch, Outgoing
from shared.postgres import Database, Row, Transaction

BATCH = 500
PIECE = 100
"""So many are packed and written at once."""
BATCH_SECONDS = 10.0
POLL_SECONDS = 1.0
GATHER_SECONDS = (0.02, 0.06)
GATHER_EACH = 0.004
"""Between two batches, so much for each event of the first within these bounds, unless that was full: under load few
carry many events, an idle line carries at once."""
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
                    if carried:
                        shortest, longest = GATHER_SECONDS
                        await asyncio.sleep(min(longest, max(shortest, carried * GATHER_EACH)))
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
        lost: BaseException | None = None
        confirmed: list[Outgoing] = []
        refused: list[tuple[Outgoing, str]] = []
        try:
            async with asyncio.timeout(BATCH_SECONDS):
                batch = await Batch.begin(exchange)
                confirmed, refused = batch.confirmed, batch.refused
                for start in range(0, len(rows), PIECE):
                    await batch.send([_message(row) for row in rows[start : start + PIECE]])
                    await asyncio.sleep(0)  # this piece goes out while the next is packed
                await batch.settle()
        except broker.AWAY as error:
            lost = error
        if confirmed:
            await transaction.execute(CONFIRMED, [message.key for message in confirmed])
            _count(published, confirmed)
        if refused:
            log.error("events_not_routed", count=len(refused), first=refused[0][1])
            await transaction.execute(POSTPONE, [message.key for message, _ in refused], [why for _, why in refused])
            _count(postponed, [message for message, _ in refused])
        return lost

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


def _message(row: Row) -> Outgoing:
    parent = row["traceparent"]
    with spans.span(f"publish {row['routing_key']}", "producer", parent=parent) as span:
        return Outgoing(
            key=row["seq"],
            event_id=row["event_id"],
            routing_key=row["routing_key"],
            traceparent=span.traceparent or parent,
            payload=row["payload"],
        )


def _count(counter: Counter, messages: list[Outgoing]) -> None:
    for routing_key, number in collections.Counter(message.routing_key for message in messages).items():
        counter.labels(routing_key).inc(number)
