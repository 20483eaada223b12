"""Bytes on a connection, as no client library would send them.

In: an address and what to send. Out: the raw answer, or the answers one by one.
"""

import asyncio
import resource
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress

Address = tuple[str, int]
SECONDS = 5.0


@asynccontextmanager
async def connected(
    address: Address, *, source: str = ""
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A connection, closed afterwards whatever the other side did."""
    local = (source, 0) if source else None
    reader, writer = await asyncio.open_connection(*address, local_addr=local)
    try:
        yield reader, writer
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


async def exchange(
    address: Address, sent: bytes, *, seconds: float = SECONDS, end: bool = False, source: str = ""
) -> bytes:
    """Send all at once, then read until the other side closes or says nothing more for `seconds`; `end` sends FIN."""
    async with connected(address, source=source) as (reader, writer):
        with suppress(OSError):
            writer.write(sent)
            await writer.drain()
            if end:
                writer.write_eof()
        found = b""
        with suppress(TimeoutError, OSError):
            async with asyncio.timeout(seconds):
                while part := await reader.read(65_536):
                    found += part
        return found


def statuses(raw: bytes) -> list[int]:
    """The status of each answer in what came back."""
    found = []
    rest = raw
    while rest.startswith(b"HTTP/1."):
        head, _, rest = rest.partition(b"\r\n\r\n")
        found.append(int(head.split(b" ", 2)[1]))
        headers = head.lower()
        if b"\r\ncontent-length:" in headers:
            length = int(headers.split(b"\r\ncontent-length:")[1].split(b"\r\n")[0])
            rest = rest[length:]
        elif b"transfer-encoding: chunked" in headers:
            rest = rest.partition(b"0\r\n\r\n")[2]
    return found


@contextmanager
def held(address: Address, sent: bytes, count: int, *, source: str = "127.0.0.1") -> Iterator[list[socket.socket]]:
    """So many connections of which each has sent this and then says nothing more."""
    found = []
    try:
        for _ in range(count):
            one = socket.create_connection(address, timeout=5, source_address=(source, 0))
            found.append(one)
            one.sendall(sent)
            one.setblocking(False)
        yield found
    finally:
        for one in found:
            one.close()


def over(one: socket.socket) -> bool:
    """Whether the other side has ended such a connection."""
    try:
        while one.recv(4096):
            pass
    except BlockingIOError:
        return False
    except ConnectionError:
        pass
    return True


def many() -> int:
    """Ten thousand, or as many connections as this process and the edge may open."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return min(10_000, hard - 1_000)
