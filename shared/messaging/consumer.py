"""Takes events in: each takes effect exactly once, in one transaction with its inbox row and its own events.

In: a service's queue and a table of (event type → handler). Out: rows, and events in the outbox.

Callbacks only enqueue (a lost connection cancels callbacks in the middle of an await); one task of ours
takes batches. When a batch fails, its messages are taken one by one: a refusal is a dead letter with its
reason, `Unavailable` is tried again for as long as it takes, anything else `BUG_ATTEMPTS` times. What waits
for another attempt holds up nothing behind it. A process that dies burns a delivery of all that it had fetched:
what was delivered often is taken few by few, at last one by one, in any order, so that only what kills us reaches
the limit.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from aio_pika.abc import AbstractIncomingMessage
from prometheus_client import Counter, Histogram

from shared import logs, spans, trace
from shared.clock import SystemClock
from shared.errors import Malformed, Refused, Unavailable
from shared.events import Event
from shared.messaging import broker, dead_letters, envelope, topology
from shared.messaging.session import (
    ANSWER_SECONDS,
    DOUBTED,
    Delivery,
    Session,
    acknowledge,
    apart,
    counted,
    parent,
    subject,
)
from shared.postgres import Database, Transaction

Handler = Callable[[Transaction, Any], Awaitable[None]]
"""Applies one event inside the transaction. No network. It may see other events of the batch applied before."""
Table = Mapping[type[Event], Handler]
Foresight = Callable[[Transaction, Sequence[Event]], Awaitable[Table]]
"""Looks up once, at the start of the transaction, what a whole batch needs; the table that knows it."""

BATCH = 100
PREFETCH = 200
BUG_ATTEMPTS = 5
INSPECT_SECONDS = 15.0
ARRIVING_SECONDS = 0.1
TAKE = """
INSERT INTO inbox (consumer, event_id) SELECT $1, id FROM unnest($2::uuid[]) AS id ORDER BY id
ON CONFLICT DO NOTHING RETURNING event_id
"""
FORGET = "DELETE FROM inbox WHERE received_at < now() - interval '30 days'"
FORGET_SECONDS = 3600.0

_clock = SystemClock()
log = logs.get("consumer")
consumed = Counter("paddock_events_consumed_total", "Events that took effect", ["type"])
repeated = Counter("paddock_events_repeated_total", "Deliveries of events that had taken effect before", ["type"])
dead = Counter("paddock_events_dead_total", "Messages that became dead letters", ["code"])
lag = Histogram(
    "paddock_events_lag_seconds", "From an event's commit to its effect", buckets=(0.01, 0.05, 0.25, 1, 5, 60)
)


class Consumer:
    """Reads one service's queue; any number may run beside each other."""

    def __init__(
        self, service: str, database: Database, amqp_url: str, handlers: Table, foresee: Foresight | None = None
    ) -> None:
        self._service = service
        self._database = database
        self._url = amqp_url
        self._handlers = handlers
        self._foresee = foresee

    async def run(self) -> None:
        """Take events until cancelled; a broker or database that is away is waited for."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._forget())
            group.create_task(broker.keep("consumer", self._session))

    async def _session(self) -> None:
        async with broker.channel(self._url, confirms=True) as (channel, lost):
            async with asyncio.timeout(ANSWER_SECONDS):
                await channel.set_qos(prefetch_count=PREFETCH)
                queue = await channel.get_queue(topology.queue_name(self._service), ensure=True)
            session = Session(channel, lost)
            underlay = await channel.get_underlay_channel()
            underlay.on_consumer_cancel_callbacks.add(lambda *_: session.end())
            channel.close_callbacks.add(lambda *_: session.end())
            async with asyncio.timeout(ANSWER_SECONDS):
                await queue.consume(session.arrived.put)
            while not lost.is_set():
                deliveries = await self._decoded(session, await self._next(session))
                for group in apart(session, deliveries):
                    await self._take(session, group)

    async def _forget(self) -> None:
        """What was taken in a month ago comes no second time; never returns."""
        while True:
            with suppress(Unavailable):
                await self._database.execute(FORGET)
            await asyncio.sleep(FORGET_SECONDS)

    async def _next(self, session: Session) -> list[AbstractIncomingMessage]:
        """The messages that have arrived; waits for one, for a retry that is due, or for the connection's end."""
        loop = asyncio.get_running_loop()
        due = session.later[0][0] if session.later else loop.time() + INSPECT_SECONDS
        if session.arrived.empty():
            try:
                async with asyncio.timeout_at(due):
                    first = await session.arrived.get()
            except TimeoutError:
                if not session.later:
                    async with asyncio.timeout(ANSWER_SECONDS):  # a silent connection is noticed here
                        await session.channel.set_qos(prefetch_count=PREFETCH)
                return []
            if first is None:
                return []
            messages = [first]
            if counted(first) >= DOUBTED:  # one of those that come with it may be what killed us: choose among all
                await asyncio.sleep(ARRIVING_SECONDS)
        else:
            messages = []
        while len(messages) < BATCH and not session.arrived.empty():
            if (message := session.arrived.get_nowait()) is not None:
                messages.append(message)
        return messages

    async def _decoded(self, session: Session, messages: list[AbstractIncomingMessage]) -> list[Delivery]:
        """The events among the messages, and the retries that are due; what is no event becomes a dead letter."""
        deliveries = session.due()
        for message in messages:
            try:
                deliveries.append(Delivery(message, *envelope.read(message.body)))
            except Malformed as error:
                await self._bury(session, message, error.code, error.message)
        return deliveries

    async def _take(self, session: Session, deliveries: list[Delivery]) -> None:
        try:
            await self._apply(deliveries)
        except Exception as error:  # noqa: BLE001 - one of them is at fault: find out which
            away = isinstance(error, Unavailable) and all(delivery.attempts == 0 for delivery in deliveries)
            if away or len(deliveries) == 1:
                for delivery in deliveries:
                    await self._failed(session, delivery, error)
                return
            for delivery in deliveries:
                await self._take(session, [delivery])
            return
        await acknowledge(session, deliveries)

    async def _apply(self, deliveries: list[Delivery]) -> None:
        """All of them in one transaction; those that the inbox knows already are passed over.

        They are taken in the order of their subjects, so that two consumers lock the same rows in the same order.
        """
        async with self._database.transaction() as transaction:
            ids = [delivery.envelope.id for delivery in deliveries]
            fresh = {row["event_id"] for row in await transaction.fetch(TAKE, self._service, ids)}
            table = self._handlers
            if self._foresee and fresh:
                new = [delivery.event for delivery in deliveries if delivery.envelope.id in fresh]
                table = await self._foresee(transaction, new)
            for delivery in sorted(deliveries, key=subject):
                if delivery.envelope.id in fresh:
                    fresh.discard(delivery.envelope.id)
                    handler = table[type(delivery.event)]
                    kind = delivery.envelope.type
                    above = parent(delivery)
                    with (
                        trace.following(delivery.envelope.correlationid, above),
                        spans.span(f"process {kind}", "consumer"),
                    ):
                        await handler(transaction, delivery.event)
                        log.info("event_taken", type=kind, event_id=str(delivery.envelope.id))
                    consumed.labels(delivery.envelope.type).inc()
                    lag.observe(max(0.0, (_clock.now() - delivery.envelope.time).total_seconds()))
                else:
                    repeated.labels(delivery.envelope.type).inc()

    async def _failed(self, session: Session, delivery: Delivery, error: Exception) -> None:
        delivery.attempts += 1
        kind = delivery.envelope.type
        if isinstance(error, Refused):
            await self._bury(session, delivery.message, error.code, error.message)
            return
        if not isinstance(error, Unavailable) and delivery.attempts >= BUG_ATTEMPTS:
            log.error("event_failed", event_id=str(delivery.envelope.id), type=kind, exc_info=error)
            await self._bury(session, delivery.message, "bug", f"{error.__class__.__name__}: {error}")
            return
        pause = min(5.0, 0.1 * 2**delivery.attempts)
        log.warning("event_postponed", event_id=str(delivery.envelope.id), type=kind, error=repr(error), seconds=pause)
        session.postpone(delivery, pause)

    async def _bury(self, session: Session, message: AbstractIncomingMessage, code: str, reason: str) -> None:
        """Put it into the dead letters with its reason, confirmed, and only then acknowledge it."""
        dead.labels(code).inc()
        log.error("dead_letter", message=message.message_id or "", code=code, reason=reason[:500])
        await dead_letters.bury(session.channel, self._service, message, code=code, reason=reason)
        await message.ack()
