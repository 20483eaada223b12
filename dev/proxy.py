"""A TCP proxy that misbehaves on command: it cuts, refuses, delays, goes silent, or closes one half.

In: a listening port and a target. Out: a link between two programs whose faults a test or `./paddock chaos` sets.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum

CHUNK = 65_536


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
    _pairs: set[asyncio.StreamWriter] = field(default_factory=set)
    _passing: asyncio.Event = field(default_factory=asyncio.Event)

    def set(self, fault: Fault) -> None:
        """From now on. Bytes held back by `SILENT` flow again when it ends."""
        self.fault = fault
        if fault is Fault.SILENT:
            self._passing.clear()
        else:
            self._passing.set()

    def cut(self) -> None:
        """Reset every connection that stands."""
        for writer in list(self._pairs):
            writer.transport.abort()

    async def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection until either side ends."""
        self.accepted += 1
        if self.fault is Fault.REFUSE:
            writer.transport.abort()
            return
        try:
            server_reader, server_writer = await asyncio.open_connection(self.target_host, self.target_port)
        except OSError:
            writer.transport.abort()
            return
        self._pairs |= {writer, server_writer}
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._carry(reader, server_writer, from_server=False))
                group.create_task(self._carry(server_reader, writer, from_server=True))
        finally:
            self._pairs -= {writer, server_writer}
            writer.transport.abort()
            server_writer.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, from_server: bool) -> None:
        try:
            while chunk := await reader.read(CHUNK):
                await self._passing.wait()
                if self.fault is Fault.DELAY:
                    await asyncio.sleep(self.delay_seconds)
                writer.write(chunk)
                await writer.drain()
                if self.fault is Fault.HALF and from_server:
                    break
            writer.write_eof()
        except (OSError, RuntimeError):
            writer.transport.abort()


@asynccontextmanager
async def link(target_host: str, target_port: int, *, port: int = 0) -> AsyncIterator[Link]:
    """A link on 127.0.0.1 (any free port when `port` is 0) to the target; closed afterwards."""
    made = Link(target_host, target_port)
    made.set(Fault.NONE)
    server = await asyncio.start_server(made.accept, "127.0.0.1", port)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
        made.cut()
