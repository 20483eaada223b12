"""Many at once from one network: they are held to their share, and others are served."""

import asyncio
import logging
import selectors
import socket
import statistics
import time
from contextlib import ExitStack
from pathlib import Path

import aiohttp
import pytest

from services.comments.streams import Streams
from shared.errors import TooMany
from shared.ids import uuid7
from shared.postgres import Database
from tests.abuse.ground import LIMITED, SITE, Ground
from tests.abuse.wire import exchange, held, many

CLIENTS = 1_000
"""As many as one network may have of the 2,000 that a process takes."""
seen = logging.getLogger("seen")  # pytest --log-cli-level=info


async def test_one_network_takes_half_of_the_streams_and_another_still_listens(comments_db: Database) -> None:
    streams, thread = Streams(comments_db, limit=4), uuid7()
    async with (
        streams.watch(thread, 0, network="192.0.2.0/24"),
        streams.watch(thread, 0, network="192.0.2.0/24"),
    ):
        with pytest.raises(TooMany):
            async with streams.watch(thread, 0, network="192.0.2.0/24"):
                pass
        async with streams.watch(thread, 0, network="198.51.100.0/24"):
            pass
    async with streams.watch(thread, 0, network="192.0.2.0/24"):
        pass


async def test_a_thousand_listeners_of_one_thread_hear_of_a_comment_at_once_and_others_read(ground: Ground) -> None:
    await ground.post("The first", page="/loud/")
    thread = (await ground.ask("GET", f"/v1/threads?site={SITE}&url={ground.publisher}/loud/")).said["thread"]["id"]
    edge = ground.address()
    asked = f"GET /v1/threads/{thread}/events HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    many()
    before = _resident(ground)
    with ExitStack() as stack:
        listeners = stack.enter_context(held(edge, asked, CLIENTS, source="127.0.8.1"))
        assert await asyncio.to_thread(_heard, listeners, b"retry:", 20), "some streams were not opened"
        each = (_resident(ground) - before) / CLIENTS
        closing = asked.replace(b"Host: x", b"Host: x\r\nConnection: close")
        refused = await exchange(edge, closing, source="127.0.8.2")
        assert refused.startswith(b"HTTP/1.1 429"), refused[:200]
        assert b"\r\nRetry-After: 30\r\n" in refused
        listeners += stack.enter_context(held(edge, asked, 1, source="127.0.9.1"))
        assert await asyncio.to_thread(_heard, listeners[-1:], b"retry:", 5)

        took, read = [], []
        for number in range(3):
            listening = asyncio.create_task(asyncio.to_thread(_heard, listeners, b"event: comment", 20))
            begun = time.perf_counter()
            await ground.post(f"Another {number}", page="/loud/")
            for _ in range(10):
                asking = time.perf_counter()
                answer = await ground.ask("GET", f"/v1/threads?site={SITE}&url={ground.publisher}/other/{number}")
                assert answer.status == 200
                read.append(time.perf_counter() - asking)
            assert await listening, "some were not told"
            took.append(time.perf_counter() - begun)
    words = "%d listeners were told within %s s; %.0f kB each; others read within %.3f s (median %.3f)"
    told = [round(one, 2) for one in took]
    seen.info(words, len(listeners), told, each / 1024, max(read), statistics.median(read))
    assert min(took) < 2
    assert each < 100 * 1024
    assert statistics.median(read) < 0.5


async def test_a_flood_of_posts_from_one_network_is_told_to_wait_and_another_network_posts(ground: Ground) -> None:
    async def post(source: str, text: str, **headers: str) -> tuple[int, str]:
        connector = aiohttp.TCPConnector(local_addr=(source, 0))
        body = ground.written(text, site=LIMITED, page="/flooded/", email=f"{text[-2:].strip()}@reader.example")
        async with (
            aiohttp.ClientSession(connector=connector) as client,
            client.post(f"{ground.origin}/v1/comments", json=body, headers=headers) as answer,
        ):
            return answer.status, answer.headers.get("Retry-After", "")

    assert (await post("127.0.5.1", "The first of many 00"))[0] in {201, 202}
    flood = [
        await post(f"127.0.5.{number}", f"One of many {number}", **{"X-Forwarded-For": f"203.0.{number}.7"})
        for number in range(2, 12)
    ]
    assert {status for status, _ in flood} == {429}
    assert all(0 < int(wait) <= 600 for _, wait in flood)
    assert (await post("127.0.6.1", "From elsewhere 99"))[0] in {201, 202}


def _heard(listeners: list[socket.socket], words: bytes, seconds: float) -> bool:
    """Whether each has been sent these words since it was last read; waits so long for it."""
    deadline = time.monotonic() + seconds
    with selectors.DefaultSelector() as selector:
        for one in listeners:
            selector.register(one, selectors.EVENT_READ, bytearray())
        while selector.get_map():
            ready = selector.select(max(0.0, deadline - time.monotonic()))
            for key, _ in ready:
                assert isinstance(key.fileobj, socket.socket)
                part = key.fileobj.recv(65_536)
                key.data.extend(part)
                if words in key.data or not part:
                    selector.unregister(key.fileobj)
                    if not part:
                        return False
            if not ready and time.monotonic() >= deadline:
                return False
    return True


def _resident(ground: Ground) -> int:
    """Bytes of memory that the comments process has."""
    process = ground.stack.processes["comments"].process
    assert process is not None
    lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS"))
