"""Bytes on a connection, as no client library would send them.

In: an address and what to send. Out: the raw answer, or the answers one by one.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

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


async def exchange(address: Address, sent: bytes, *, seconds: float = SECONDS, end: bool = False) -> bytes:
    """Send all at once, then read until the other side closes or says nothing more for `seconds`; `end` sends FIN."""
    async with connected(address) as (reader, writer):
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
