"""What the relay is compared with: a client that writes AMQP frames to a socket and counts the confirms, nothing else.

In: an AMQP URL and messages. Out: how many a second the broker confirmed, as many in flight as it takes.
"""

import asyncio
import time
from typing import TypeVar
from urllib.parse import unquote, urlsplit

from pamqp import base, commands, frame
from pamqp.body import ContentBody
from pamqp.header import ContentHeader, ProtocolHeader
from pamqp.heartbeat import Heartbeat

Expected = TypeVar("Expected", bound=base.Frame)

IN_FLIGHT = 1000
FRAME_BYTES = 131_072


async def confirmed_a_second(url: str, exchange: str, routing_key: str, bodies: list[bytes]) -> float:
    """Publish all, persistent and mandatory, and wait for the last confirm. Raises TypeError for a refusal."""
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    frames = _Frames(reader)
    try:
        writer.write(ProtocolHeader().marshal())
        await frames.next(commands.Connection.Start)
        login = f"\0{unquote(parts.username or '')}\0{unquote(parts.password or '')}"
        _send(writer, 0, commands.Connection.StartOk({}, "PLAIN", login, "en_US"))
        await frames.next(commands.Connection.Tune)
        _send(writer, 0, commands.Connection.TuneOk(2047, FRAME_BYTES, 0))
        _send(writer, 0, commands.Connection.Open(unquote(parts.path[1:])))
        await frames.next(commands.Connection.OpenOk)
        _send(writer, 1, commands.Channel.Open())
        await frames.next(commands.Channel.OpenOk)
        _send(writer, 1, commands.Confirm.Select())
        await frames.next(commands.Confirm.SelectOk)
        started = time.perf_counter()
        sent = done = 0
        while done < len(bodies):
            for body in bodies[sent : done + IN_FLIGHT]:
                writer.write(_message(exchange, routing_key, body, sent))
                sent += 1
            ack = await frames.next(commands.Basic.Ack)
            if ack.multiple:
                done = max(done, ack.delivery_tag)
            else:
                done += 1
        return len(bodies) / (time.perf_counter() - started)
    finally:
        writer.close()


class _Frames:
    """Frames as they come."""

    def __init__(self, reader: asyncio.StreamReader) -> None:
        self._reader = reader
        self._left = b""

    async def next(self, kind: type[Expected]) -> Expected:
        """The next frame, which must be of this kind; heartbeats are passed over."""
        while True:
            try:
                used, _, value = frame.unmarshal(self._left)
            except Exception:  # noqa: BLE001 - pamqp's way to say that more bytes are needed
                more = await self._reader.read(65_536)
                if not more:
                    raise RuntimeError("the broker closed the connection") from None
                self._left += more
                continue
            self._left = self._left[used:]
            if isinstance(value, kind):
                return value
            if not isinstance(value, Heartbeat):
                raise TypeError(f"expected {kind.__name__}, got {value!r}")


def _send(writer: asyncio.StreamWriter, channel: int, value: frame.FrameTypes) -> None:
    writer.write(frame.marshal(value, channel))


def _message(exchange: str, routing_key: str, body: bytes, number: int) -> bytes:
    properties = commands.Basic.Properties(
        content_type="application/cloudevents+json", delivery_mode=2, message_id=str(number), message_type=routing_key
    )
    publish = commands.Basic.Publish(exchange=exchange, routing_key=routing_key, mandatory=True)
    parts = (publish, ContentHeader(body_size=len(body), properties=properties), ContentBody(body))
    return b"".join(frame.marshal(part, 1) for part in parts)
