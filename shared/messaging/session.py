"""What belongs to one connection of a consumer: messages that have arrived, and deliveries that wait for a retry.

In: deliveries. Out: which of them are taken together, and in which order; their acknowledgement.
"""

import asyncio
import heapq
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from aio_pika.abc import AbstractChannel, AbstractIncomingMessage

from shared.events import Event
from shared.messaging.envelope import Envelope

DOUBTED, SUSPECT = 3, 10
"""Deliveries that ended without an answer before a message is taken among few, and before it is taken alone."""
FEW, MANY = 5, 40
ANSWER_SECONDS = 5.0


@dataclass(slots=True)
class Delivery:
    """A message as it was read, and how often its effect failed."""

    message: AbstractIncomingMessage
    envelope: Envelope
    event: Event
    attempts: int = 0


@dataclass(slots=True)
class Session:
    """What belongs to one connection and is forgotten with it."""

    channel: AbstractChannel
    lost: asyncio.Event
    arrived: asyncio.Queue[AbstractIncomingMessage | None] = field(default_factory=asyncio.Queue)
    later: list[tuple[float, int, Delivery]] = field(default_factory=list)
    order: Iterator[int] = field(default_factory=count)
    apart: bool = False
    few: int = 0

    def postpone(self, delivery: Delivery, seconds: float) -> None:
        """Take it again, not before so long."""
        due = asyncio.get_running_loop().time() + seconds
        heapq.heappush(self.later, (due, next(self.order), delivery))

    def due(self) -> list[Delivery]:
        """The retries whose time has come."""
        now, deliveries = asyncio.get_running_loop().time(), []
        while self.later and self.later[0][0] <= now:
            deliveries.append(heapq.heappop(self.later)[2])
        return deliveries

    def end(self) -> None:
        """The broker has taken the channel or the queue away; a `None` wakes who waits for a message."""
        self.lost.set()
        self.arrived.put_nowait(None)


def apart(session: Session, deliveries: list[Delivery]) -> list[list[Delivery]]:
    """Who can be taken together first, then those with whom processes may have died: few by few, or alone.

    In any order: each time about half of them come before the one that kills, and the broker's limit leaves ten times
    for all to do so one by one. Connections that are cut again and again burn deliveries too, and must not make
    everything slow: each few that went well on this connection are followed by twice as many.
    """
    together: list[Delivery] = []
    doubted: list[Delivery] = []
    alone: list[Delivery] = []
    for delivery in deliveries:
        times = counted(delivery.message)
        (together if times < DOUBTED else doubted if times < SUSPECT else alone).append(delivery)
    session.apart = bool(doubted or alone)
    random.shuffle(doubted)
    random.shuffle(alone)
    few: list[list[Delivery]] = []
    while doubted:
        session.few = min(max(FEW, 2 * session.few), MANY)
        few.append(doubted[: session.few])
        del doubted[: session.few]
    ways = [few, [[one] for one in alone]]
    random.shuffle(ways)
    return [group for group in (together, *ways[0], *ways[1]) if group]


def counted(message: AbstractIncomingMessage) -> int:
    """How often the broker delivered it without an answer."""
    times = message.headers.get("x-delivery-count")
    return times if isinstance(times, int) else 0


def subject(delivery: Delivery) -> tuple[str, int]:
    """What orders the events of a batch."""
    return delivery.envelope.subject, delivery.envelope.sequence


async def acknowledge(session: Session, deliveries: list[Delivery]) -> None:
    """Tell the broker that they took effect; with `multiple` when nothing before the last one is still waiting."""
    async with asyncio.timeout(ANSWER_SECONDS):
        if not session.later and not session.apart and all(delivery.attempts == 0 for delivery in deliveries):
            await deliveries[-1].message.ack(multiple=True)
        else:
            for delivery in deliveries:
                await delivery.message.ack()


def parent(delivery: Delivery) -> str:
    """The span that published it; where nobody traced that, the one that the event's cause came with."""
    header = delivery.message.headers.get("traceparent")
    return header if isinstance(header, str) else delivery.envelope.traceparent
