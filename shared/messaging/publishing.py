"""Publishes many messages with one write, and waits for all their confirms at once.

In: a channel with confirms, and messages. Out: which the broker has, and which no queue took. The library's own
`basic_publish` costs a task, four futures and a write a message; here a part of a batch is one write, a batch one
future. Everything goes through the channel's own book of confirms, so that its reader and its death work as ever.
"""

import asyncio
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, cast
from uuid import UUID

import pamqp.frame
from aio_pika.abc import AbstractExchange
from aiormq.abc import ChannelFrame
from pamqp import commands
from pamqp.header import ContentHeader

from shared.messaging import broker

CONTENT_TYPE: Final = "application/cloudevents+json"
_END: Final = b"\xce"
_NO_ID: Final = "0" * 36
_NO_PARENT: Final = "1" * 55
_PERSISTENT: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One message; `key` is how its sender knows it."""

    key: int
    event_id: UUID
    routing_key: str
    traceparent: str
    payload: bytes


class Batch:
    """Messages on their way over one exchange; `confirmed` and `refused` grow as the broker answers."""

    def __init__(self, exchange: str, channel: Any) -> None:  # noqa: ANN401 - aiormq's channel, inner parts included
        self._exchange = exchange
        self._channel = channel
        self._waiting = 0
        self._complete = False
        self._settled: asyncio.Future[None] = channel.create_future()
        self.confirmed: list[Outgoing] = []
        self.refused: list[tuple[Outgoing, str]] = []

    @classmethod
    async def begin(cls, exchange: AbstractExchange) -> "Batch":
        """An empty batch. Raises what `broker.AWAY` lists when the channel is lost."""
        channel = cast("Any", exchange).channel
        return cls(exchange.name, await channel.get_underlay_channel())

    async def send(self, messages: Sequence[Outgoing]) -> None:
        """Hand them to the socket in one piece; persistent, and mandatory. Raises what `broker.AWAY` lists."""
        channel = self._channel
        async with channel.lock:
            pieces: list[bytes] = []
            for message in messages:
                pieces += _frames(channel.number, self._exchange, message, channel.max_content_size)
            for tag, message in enumerate(messages, channel.delivery_tag + 1):
                channel.confirmations[tag] = _Confirmation(self, message)
                channel.message_id_delivery_tag[str(message.event_id)] = tag
            channel.delivery_tag += len(messages)
            self._waiting += len(messages)
            await channel.write_queue.put(ChannelFrame(payload=b"".join(pieces), should_close=False))

    async def settle(self) -> None:
        """Wait until the broker has answered for all. Raises BrokerLostError when the channel is lost before."""
        self._complete = True
        if self._waiting:
            await asyncio.wait((self._settled,))
        if self._waiting:
            given_up = self._settled.cancelled()  # the library cancels whoever waits on a connection that is stuck
            raise broker.BrokerLostError("given up" if given_up else repr(self._settled.exception()))

    def settled(self, message: Outgoing, refusal: str) -> None:
        """The broker answered for one."""
        self._channel.message_id_delivery_tag.pop(str(message.event_id), None)
        if refusal:
            self.refused.append((message, refusal))
        else:
            self.confirmed.append(message)
        self._waiting -= 1
        if self._complete and not self._waiting and not self._settled.done():
            self._settled.set_result(None)


class _Confirmation:
    """What stands in the channel's book for one message: as much of a future as the channel uses."""

    __slots__ = ("_batch", "_message", "_open")

    def __init__(self, batch: Batch, message: Outgoing) -> None:
        self._batch = batch
        self._message = message
        self._open = True

    def done(self) -> bool:
        return not self._open

    def cancelled(self) -> bool:
        return False

    def set_result(self, _frame: object) -> None:
        self._end("")

    def set_exception(self, error: BaseException) -> None:
        self._end(f"{error.__class__.__name__}: no queue took it")

    def _end(self, refusal: str) -> None:
        self._open = False
        self._batch.settled(self._message, refusal)


def _frames(channel: int, exchange: str, message: Outgoing, most: int) -> Iterable[bytes]:
    """The message as AMQP frames: method, header, body."""
    parent = message.traceparent if len(message.traceparent) == len(_NO_PARENT) else ""
    method, start, middle, end = _constant(channel, exchange, message.routing_key, traced=bool(parent))
    body = message.payload
    parts = (body,) if len(body) <= most else [body[at : at + most] for at in range(0, len(body), most)]
    properties = b"".join((start, parent.encode(), middle, str(message.event_id).encode(), end))
    head = struct.pack(">HxxQ", commands.Basic.frame_id, len(body)) + properties
    yield method
    yield from (struct.pack(">BHI", pamqp.constants.FRAME_HEADER, channel, len(head)), head, _END)
    for part in parts:
        yield from (struct.pack(">BHI", pamqp.constants.FRAME_BODY, channel, len(part)), part, _END)


@lru_cache(maxsize=256)
def _constant(channel: int, exchange: str, routing_key: str, *, traced: bool) -> tuple[bytes, bytes, bytes, bytes]:
    """What all messages of a type share: the method's frame, and the properties around trace and id."""
    publish = commands.Basic.Publish(exchange=exchange, routing_key=routing_key, mandatory=True)
    properties = commands.Basic.Properties(
        content_type=CONTENT_TYPE,
        headers={"traceparent": _NO_PARENT} if traced else {},
        delivery_mode=_PERSISTENT,
        message_id=_NO_ID,
        message_type=routing_key,
        app_id="paddock",
    )
    packed = ContentHeader(body_size=0, properties=properties).properties.marshal()
    start, _, end = packed.partition(_NO_ID.encode())
    middle = b""
    if traced:
        start, _, middle = start.partition(_NO_PARENT.encode())
    return pamqp.frame.marshal(publish, channel), start, middle, end
