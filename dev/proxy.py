"""A TCP proxy that misbehaves on command: it cuts, refuses, delays, goes silent, or closes one half.

In: a listening port and a target. Out: a link between two programs whose faults a test or `./paddock chaos` sets.
What comes is said on the other side in the same turn: a chaos run passes each of its bytes through one of these.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum


class Fault(StrEnum):
    """What a link does to what passes through it."""

    NONE = "none"
    REFUSE = "refuse"
    """New connections are closed at once."""
    SILENT = "silent"
    """Bytes are held back and nothing is closed, as when a cable is pulled."""
    DELAY = "delay"
    """Every chunk arrives `delay_seconds` later."""
    HALF = "half"
    """What the server says is closed after its next chunk; what the client says still passes."""


class _Side(asyncio.Protocol):
    """One side of a connection through the link: what it hears, the other says."""

    def __init__(self, link: "Link", client: "_Side | None" = None) -> None:
        self._link = link
        self._held: list[bytes] = []
        self.over = False
        self.other = client
        self.is_server = client is not None
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment] # a stream's is one
        self._link.opened(self)

    def data_received(self, data: bytes) -> None:
        if self._link.fault is Fault.NONE and not self._held:
            self.deliver(data)
            return
        self._held.append(data)
        self._listen(go_on=False)
        if self._link.fault is Fault.DELAY:
            asyncio.get_running_loop().call_later(self._link.delay_seconds, self.release)
        elif self._link.fault is not Fault.SILENT:
            self.release()

    def release(self) -> None:
        """Say what was held back, unless the cable is pulled."""
        if self._link.fault is Fault.SILENT or not self._held:
            return
        held, self._held = b"".join(self._held), []
        self.deliver(held)
        self._listen(go_on=True)

    def deliver(self, data: bytes) -> None:
        """Say it on the other side."""
        if self.other is None or self.other.transport is None or self.over:
            return
        self.other.transport.write(data)
        if self._link.fault is Fault.HALF and self.is_server:
            self._end()

    def eof_received(self) -> bool:
        self._end()
        return True

    def pause_writing(self) -> None:
        if self.other is not None:
            self.other.pause(go_on=False)

    def resume_writing(self) -> None:
        if self.other is not None:
            self.other.pause(go_on=True)

    def pause(self, *, go_on: bool) -> None:
        """The other side is full, or has room again."""
        if not self._held:
            self._listen(go_on=go_on)

    def connection_lost(self, exc: Exception | None) -> None:
        self._link.closed(self)
        if self.other is not None:
            self.other.leave(well=self.over and exc is None)
        self.over = True

    def leave(self, *, well: bool) -> None:
        """The other side has gone: well, when all had been said."""
        if self.transport is not None and well:
            self.transport.close()
        else:
            self.abort()

    def abort(self) -> None:
        """Reset it."""
        if self.transport is not None:
            self.transport.abort()

    def _end(self) -> None:
        """Nothing more comes from here: the other side is told, and may still say something itself."""
        self.over = True
        self._listen(go_on=False)
        if self.other is None or self.other.transport is None:
            self.abort()
        elif self.other.over:
            self.leave(well=True)
        elif self.other.transport.can_write_eof() and not self.other.transport.is_closing():
            self.other.transport.write_eof()

    def _listen(self, *, go_on: bool) -> None:
        if self.transport is None or self.transport.is_closing():
            return
        if go_on and not self.over:
            self.transport.resume_reading()
        elif not go_on:
            self.transport.pause_reading()


@dataclass(slots=True)
class Link:
    """One proxied address. `cut` ends the connections that stand; `fault` is what new bytes meet;
    `accepted` counts connections.
    """

    target_host: str
    target_port: int
    port: int = 0
    delay_seconds: float = 0.2
    fault: Fault = Fault.NONE
    accepted: int = 0
    group: asyncio.TaskGroup | None = None
    _sides: set[_Side] = field(default_factory=set)

    @property
    def standing(self) -> int:
        """How many ends of connections are open now."""
        return len(self._sides)

    def set(self, fault: Fault) -> None:
        """From now on. Bytes held back by `SILENT` flow again when it ends."""
        self.fault = fault
        for side in list(self._sides):
            side.release()

    def cut(self) -> None:
        """Reset every connection that stands."""
        for side in list(self._sides):
            side.abort()

    def opened(self, side: _Side) -> None:
        """A client came, or the server answered."""
        self._sides.add(side)
        if side.is_server:
            return
        self.accepted += 1
        if self.fault is Fault.REFUSE or self.group is None:
            side.abort()
            return
        side.pause(go_on=False)
        self.group.create_task(self._connect(side))

    def closed(self, side: _Side) -> None:
        """It is over."""
        self._sides.discard(side)

    async def _connect(self, client: _Side) -> None:
        server = _Side(self, client)
        try:
            loop = asyncio.get_running_loop()
            await loop.create_connection(lambda: server, self.target_host, self.target_port)
        except OSError:
            client.abort()
            return
        if client not in self._sides:
            server.abort()
            return
        client.other = server
        client.pause(go_on=True)


@asynccontextmanager
async def link(target_host: str, target_port: int, *, port: int = 0) -> AsyncIterator[Link]:
    """A link on 127.0.0.1 (any free port when `port` is 0) to the target; closed afterwards."""
    async with asyncio.TaskGroup() as group:
        made = Link(target_host, target_port, group=group)
        server = await asyncio.get_running_loop().create_server(lambda: _Side(made), "127.0.0.1", port)
        made.port = server.sockets[0].getsockname()[1]
        try:
            yield made
        finally:
            server.close()
            made.cut()
