"""Takes events in: each takes effect exactly once, in one transaction with its inbox row and its own events.

In: a service's queue and a table of (event type → handler). Out: rows, and events in the outbox.

Callbacks only enqueue (a lost connection cancels callbacks in the middle of an await); one task of ours
takes batches. When a batch fails, its messages are taken one by one: a refusal is a dead letter with its
reason, `Unavailable` is tried again for as long as it takes, anything else `BUG_ATTEMPTS` times. What waits
for another attempt holds up nothing behind it. A process that dies burns a delivery of all that it had fetched:
what was delivered before is taken one by one, in any order, so that only what kills us reaches the broker's limit.
"""

import asyncio
import heapq
import random
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from aio_pika.abc import AbstractChannel, AbstractIncomingMessage
from prometheus_client import Counter, Histogram

from shared import logs, spans, trace
from shared.clock import SystemClock
from shared.errors import Malformed, Refused, Unavailable
from shared.events import Event
from shared.messaging import broker, dead_letters, envelope, topology
from shared.messaging.envelope import Envelope
from shared.postgres import Database, Transaction

Handler = Callable[[Transaction, Any], Awaitable[None]]
"""Applies one event inside the transaction. No network. It may see other events of the batch applied before."""

BATCH = 100
PREFETCH = 200
BUG_ATTEMPTS = 5
SUSPECT = 2
"""Deliveries that ended without an answer before a message is taken alone."""
INSPECT_SECONDS = 15.0
ANSWER_SECONDS = 5.0
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


@dataclass(slots=True)
class _Delivery:
    message: AbstractIncomingMessage
    envelope: Envelope
    event: Event
    attempts: int = 0


@dataclass(slots=True)
class _Session:
    """What belongs to one connection and is forgotten with it."""

    channel: AbstractChannel
    lost: asyncio.Event
    arrived: asyncio.Queue[AbstractIncomingMessage | None] = field(default_factory=asyncio.Queue)
    later: list[tuple[float, int, _Delivery]] = field(default_factory=list)
    order: Iterator[int] = field(default_factory=count)
    apart: bool = False

    def end(self) -> None:
        """The broker has taken the channel or the queue away; a `None` wakes who waits for a message."""
        self.lost.set()
        self.arrived.put_nowait(None)


class Consumer:
    """Reads one service's queue; any number may run beside each other."""

    def __init__(
        self, service: str, database: Database, amqp_url: str, handlers: Mapping[type[Event], Handler]
    ) -> None:
        self._service = service
        self._database = database
        self._url = amqp_url
        self._handlers = handlers

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
            session = _Session(channel, lost)
            underlay = await channel.get_underlay_channel()
            underlay.on_consumer_cancel_callbacks.add(lambda *_: session.end())
            channel.close_callbacks.add(lambda *_: session.end())
            async with asyncio.timeout(ANSWER_SECONDS):
                await queue.consume(session.arrived.put)
            while not lost.is_set():
                deliveries = await self._decoded(session, await self._next(session))
                for group in _apart(session, deliveries):
                    await self._take(session, group)

    async def _forget(self) -> None:
        """What was taken in a month ago comes no second time; never returns."""
        while True:
            with suppress(Unavailable):
                await self._database.execute(FORGET)
            await asyncio.sleep(FORGET_SECONDS)

    async def _next(self, session: _Session) -> list[AbstractIncomingMessage]:
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
        else:
            messages = []
        while len(messages) < BATCH and not session.arrived.empty():
            if (message := session.arrived.get_nowait()) is not None:
                messages.append(message)
        return messages

    async def _decoded(self, session: _Session, messages: list[AbstractIncomingMessage]) -> list[_Delivery]:
        """The events among the messages, and the retries that are due; what is no event becomes a dead letter."""
        deliveries = []
        now = asyncio.get_running_loop().time()
        while session.later and session.later[0][0] <= now:
            deliveries.append(heapq.heappop(session.later)[2])
        for message in messages:
            try:
                deliveries.append(_Delivery(message, *envelope.read(message.body)))
            except Malformed as error:
                await self._bury(session, message, error.code, error.message)
        return deliveries

    async def _take(self, session: _Session, deliveries: list[_Delivery]) -> None:
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
        await _acknowledge(session, deliveries)

    async def _apply(self, deliveries: list[_Delivery]) -> None:
        """All of them in one transaction; those that the inbox knows already are passed over.

        They are taken in the order of their subjects, so that two consumers lock the same rows in the same order.
        """
        async with self._database.transaction() as transaction:
            ids = [delivery.envelope.id for delivery in deliveries]
            fresh = {row["event_id"] for row in await transaction.fetch(TAKE, self._service, ids)}
            for delivery in sorted(deliveries, key=_subject):
                if delivery.envelope.id in fresh:
                    fresh.discard(delivery.envelope.id)
                    handler = self._handlers[type(delivery.event)]
                    kind = delivery.envelope.type
                    above = _parent(delivery)
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

    async def _failed(self, session: _Session, delivery: _Delivery, error: Exception) -> None:
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
        due = asyncio.get_running_loop().time() + pause
        heapq.heappush(session.later, (due, next(session.order), delivery))

    async def _bury(self, session: _Session, message: AbstractIncomingMessage, code: str, reason: str) -> None:
        """Put it into the dead letters with its reason, confirmed, and only then acknowledge it."""
        dead.labels(code).inc()
        log.error("dead_letter", message=message.message_id or "", code=code, reason=reason[:500])
        await dead_letters.bury(session.channel, self._service, message, code=code, reason=reason)
        await message.ack()


def _parent(delivery: _Delivery) -> str:
    """The span that published it; where nobody traced that, the one that the event's cause came with."""
    header = delivery.message.headers.get("traceparent")
    return header if isinstance(header, str) else delivery.envelope.traceparent


def _apart(session: _Session, deliveries: list[_Delivery]) -> list[list[_Delivery]]:
    """Who can be taken together first, then each of which processes may have died, in any order."""
    groups: dict[bool, list[_Delivery]] = {False: [], True: []}
    for delivery in deliveries:
        times = delivery.message.headers.get("x-delivery-count")
        groups[isinstance(times, int) and times >= SUSPECT].append(delivery)
    session.apart = bool(groups[True])
    random.shuffle(groups[True])
    return [group for group in (groups[False], *([one] for one in groups[True])) if group]


def _subject(delivery: _Delivery) -> tuple[str, int]:
    return delivery.envelope.subject, delivery.envelope.sequence


async def _acknowledge(session: _Session, deliveries: list[_Delivery]) -> None:
    """With `multiple` when nothing before the last one is still waiting."""
    async with asyncio.timeout(ANSWER_SECONDS):
        if not session.later and not session.apart and all(delivery.attempts == 0 for delivery in deliveries):
            await deliveries[-1].message.ack(multiple=True)
        else:
            for delivery in deliveries:
                await delivery.message.ack()
