"""What could not be taken in: list, show, replay, drop.

In: a service's queue of dead letters. Each letter carries why it is there, in the headers `x-paddock-code`
and `x-paddock-reason`; one that the broker put there by itself (its delivery limit) has only `x-death`.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage

from shared.errors import NotFound
from shared.messaging import broker, topology

LONGEST_REASON = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """One letter, as it lies in the queue."""

    id: str
    type: str
    code: str
    reason: str
    died_at: datetime | None
    size: int
    body: bytes


async def bury(
    channel: AbstractChannel, service: str, message: AbstractIncomingMessage, *, code: str, reason: str
) -> None:
    """Publish the message to the service's dead letters and wait for the confirm."""
    exchange = await channel.get_exchange(topology.DEAD_EXCHANGE, ensure=False)
    headers = {**(message.headers or {}), "x-paddock-code": code, "x-paddock-reason": reason[:LONGEST_REASON]}
    headers.pop("x-death", None)
    letter = aio_pika.Message(
        message.body,
        content_type=message.content_type,
        delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
        message_id=message.message_id,
        type=message.type,
        timestamp=message.timestamp,
        headers=headers,
    )
    await exchange.publish(letter, topology.queue_name(service), mandatory=True, timeout=10)


async def letters(url: str, service: str) -> list[DeadLetter]:
    """All letters of a service, oldest first; they stay where they are."""
    async with _held(url, service) as (_channel, held):
        return [_letter(message) for message in held]


async def replay(url: str, service: str, *, ids: frozenset[str] = frozenset()) -> int:
    """Give letters back to the service's queue (all of them without `ids`); how many.

    Raises NotFound when an id isn't there; then nothing is replayed.
    """
    async with _held(url, service) as (channel, held):
        chosen = _chosen(held, ids)
        for message in chosen:
            headers = {key: value for key, value in (message.headers or {}).items() if not key.startswith("x-")}
            again = aio_pika.Message(
                message.body,
                content_type=message.content_type,
                delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
                message_id=message.message_id,
                type=message.type,
                headers=headers,
            )
            await channel.default_exchange.publish(again, topology.queue_name(service), mandatory=True, timeout=10)
            await message.ack()
        return len(chosen)


async def drop(url: str, service: str, *, ids: frozenset[str]) -> int:
    """Throw letters away; how many. Raises NotFound when an id isn't there; then nothing is dropped."""
    async with _held(url, service) as (_channel, held):
        chosen = _chosen(held, ids)
        for message in chosen:
            await message.ack()
        return len(chosen)


@asynccontextmanager
async def _held(url: str, service: str) -> AsyncIterator[tuple[AbstractChannel, list[AbstractIncomingMessage]]]:
    """Every letter, unacknowledged: closing the channel puts back what was not acknowledged."""
    async with broker.channel(url, confirms=True) as (channel, _lost):
        queue = await channel.get_queue(topology.dead_queue_name(service), ensure=True)
        held: list[AbstractIncomingMessage] = []
        while (message := await queue.get(fail=False, timeout=10)) is not None:
            held.append(message)
        yield channel, held


def _chosen(held: list[AbstractIncomingMessage], ids: frozenset[str]) -> list[AbstractIncomingMessage]:
    missing = ids - {_id(message) for message in held}
    if missing:
        raise NotFound(f"no dead letter has the id {', '.join(sorted(missing))}")
    return [message for message in held if not ids or _id(message) in ids]


def _id(message: AbstractIncomingMessage) -> str:
    return message.message_id or f"unnamed-{message.delivery_tag}"


def _letter(message: AbstractIncomingMessage) -> DeadLetter:
    headers: dict[str, Any] = dict(message.headers or {})
    deaths = headers.get("x-death") or [{}]
    return DeadLetter(
        id=_id(message),
        type=message.type or "",
        code=str(headers.get("x-paddock-code") or deaths[0].get("reason") or "unknown"),
        reason=str(headers.get("x-paddock-reason") or f"the broker gave up: {deaths[0].get('reason', 'unknown')}"),
        died_at=deaths[0].get("time") or message.timestamp,
        size=len(message.body),
        body=message.body,
    )
