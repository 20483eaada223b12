"""Which exchanges and queues there are. Declared once by `python -m shared.migrate`, never on the fly.

One topic exchange carries all events; each service has one quorum queue bound to just the types it reads,
and a queue of dead letters behind a direct exchange. Dead-lettering is at least once, so a full queue
refuses publishes (`reject-publish`) and the outbox keeps the row.
"""

import asyncio

import aio_pika
from aio_pika.abc import AbstractChannel
from aiormq.exceptions import ChannelNotFoundEntity
from pamqp.common import FieldTable

from shared.events import CONSUMERS
from shared.messaging import broker

EVENTS_EXCHANGE = "paddock.events"
DEAD_EXCHANGE = "paddock.dead"
DELIVERY_LIMIT = 20
SETTLE_SECONDS = 2.0


def queue_name(service: str) -> str:
    """The queue a service reads."""
    return f"paddock.{service}"


def dead_queue_name(service: str) -> str:
    """The queue of what this service could not take in."""
    return f"paddock.{service}.dead"


async def declare(url: str, *, settle: float = SETTLE_SECONDS) -> bool:
    """Declare everything; True when something was new.

    A quorum queue younger than about a second does not survive the kill of its only node, so a first
    declaration waits `settle` seconds. Raises aio_pika's errors when the broker is away or a queue stands
    there with other arguments.
    """
    connection = await broker.connect(url, seconds=10)
    async with connection:
        fresh = not await _exists(connection, dead_queue_name(next(iter(CONSUMERS))))
        channel = await connection.channel()
        events = await channel.declare_exchange(EVENTS_EXCHANGE, aio_pika.ExchangeType.TOPIC, durable=True)
        dead = await channel.declare_exchange(DEAD_EXCHANGE, aio_pika.ExchangeType.DIRECT, durable=True)
        for service, types in CONSUMERS.items():
            waiting = await channel.declare_queue(
                dead_queue_name(service), durable=True, arguments={"x-queue-type": "quorum"}
            )
            await waiting.bind(dead, queue_name(service))
            queue = await channel.declare_queue(queue_name(service), durable=True, arguments=_arguments(service))
            for event in types:
                await queue.bind(events, event.type)
    if fresh:
        await asyncio.sleep(settle)
    return fresh


def _arguments(service: str) -> FieldTable:
    return {
        "x-queue-type": "quorum",
        "x-delivery-limit": DELIVERY_LIMIT,
        "x-dead-letter-exchange": DEAD_EXCHANGE,
        "x-dead-letter-routing-key": queue_name(service),
        "x-dead-letter-strategy": "at-least-once",
        "x-overflow": "reject-publish",
    }


async def _exists(connection: aio_pika.abc.AbstractConnection, queue: str) -> bool:
    channel: AbstractChannel = await connection.channel()
    try:
        await channel.get_queue(queue, ensure=True)
    except ChannelNotFoundEntity:
        return False
    await channel.close()
    return True
