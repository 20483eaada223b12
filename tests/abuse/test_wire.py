"""Bytes that no client sends: slow, endless, ambiguous or unreadable requests, to the edge and to each service."""

import asyncio
import gzip
import logging
import statistics
import time

import pytest

from tests.abuse.ground import SITE, Ground
from tests.abuse.wire import connected, exchange, held, many, over, statuses
from tests.support.waiting import until

seen = logging.getLogger("seen")  # pytest --log-cli-level=info
DOORS = ("edge", "comments", "notify", "images")
SMUGGLED = b"GET /health/live?smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
HEAD = b"POST /v1/preview HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
SHAPES = {
    "both lengths": HEAD + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "two lengths": HEAD + b"Content-Length: 0\r\nContent-Length: 46\r\n\r\n" + SMUGGLED,
    "a list of lengths": HEAD + b"Content-Length: 0, 46\r\n\r\n" + SMUGGLED,
    "a signed length": HEAD + b"Content-Length: +0\r\n\r\n" + SMUGGLED,
    "a hexadecimal length": HEAD + b"Content-Length: 0x0\r\n\r\n" + SMUGGLED,
    "chunked twice": HEAD + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "a misspelt coding": HEAD + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "a coding with a space before the colon": HEAD + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "a folded header": HEAD + b"Content-Length: 0\r\nX: a\r\n Transfer-Encoding: chunked\r\n\r\n" + SMUGGLED,
    "a bare line feed in the chunk's size": HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\n\n" + SMUGGLED,
    "a broken chunk's size": HEAD + b"Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n" + SMUGGLED,
    "a chunk longer than it says": HEAD + b"Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n" + SMUGGLED,
    "a NUL in a name": HEAD + b"X\0: 1\r\nContent-Length: 0\r\n\r\n" + SMUGGLED,
}
FAIR = {("comments", "a folded header"), ("edge", "a bare line feed in the chunk's size")}
"""Where two honest requests were sent, as this door reads it: the edge frames anew what it passes on."""


@pytest.mark.parametrize("name", SHAPES)
async def test_a_request_with_two_meanings_is_answered_once_at_most(ground: Ground, name: str) -> None:
    for door in DOORS:
        raw = await exchange(ground.address(door), SHAPES[name], seconds=0.5)
        answers = statuses(raw)
        if len(answers) > 1 and (door, name) not in FAIR:
            raise AssertionError(f"{door}: {name}: {answers}")
        assert all(status < 500 or status == 501 for status in answers), (door, name, answers)


@pytest.mark.parametrize(
    "header", ["X-CSRF", "X-Paddock-Staff", "Cookie", "Authorization", "Edit-Key", "Origin", "If-None-Match"]
)
async def test_bytes_that_are_no_text_in_a_header_are_no_fault_of_ours(ground: Ground, header: str) -> None:
    bad = {"Cookie": b"paddock=\xff\xfe", "Authorization": b"Bearer \xff\xfe"}.get(header, b"\xff\xfe.\xff")
    cookie = b"" if header == "Cookie" else b"Cookie: paddock=" + ground.cookie.encode() + b"\r\n"
    asked = (
        b"PATCH /v1/sites/" + SITE.encode(),
        b"PUT /v1/galleries/rally?site=" + SITE.encode(),
        b"GET /v1/questions?site=" + SITE.encode(),
        b"GET /desk",
        b"GET /desk/questions",
        b"GET /desk/galleries",
        b"PATCH /v1/comments/01a2123e-da1c-7bd2-9606-c8dd43b475b5",
    )
    for door in DOORS:
        for line in asked:
            head = line + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n" + cookie
            sent = head + header.encode() + b": " + bad + b'\r\nContent-Length: 12\r\n\r\n{"body":"x"}'
            raw = await exchange(ground.address(door), sent)
            answers = statuses(raw)
            assert answers, (door, line)
            assert answers[0] < 500, (door, line, raw[:300])


async def test_a_flood_of_headers_or_one_endless_header_is_refused(ground: Ground) -> None:
    for door in DOORS:
        for flood in (b"".join(b"X-%d: y\r\n" % n for n in range(20_000)), b"X: " + b"y" * 400_000 + b"\r\n"):
            raw = await exchange(ground.address(door), b"GET /v1/form?site=x HTTP/1.1\r\nHost: x\r\n" + flood + b"\r\n")
            assert not raw or raw.startswith((b"HTTP/1.1 4", b"HTTP/1.0 4")), (door, raw[:100])
        assert (await ground.ask("GET", f"/v1/form?site={SITE}")).status == 200


async def test_a_body_that_unpacks_to_more_than_is_allowed_is_refused_and_not_unpacked_whole(ground: Ground) -> None:
    bomb = gzip.compress(b'{"body":"' + b"a" * 50_000_000 + b'"}', 9)
    assert len(bomb) < 60_000
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    for door in ("edge", "comments"):
        url = "" if door == "edge" else ground.stack.url(door)
        started = time.perf_counter()
        answer = await ground.ask("POST", "/v1/preview", url=url, data=bomb, headers=headers)
        assert answer.status in {400, 413, 415}, answer.text
        assert time.perf_counter() - started < 2


async def test_ten_thousand_idle_and_slow_connections_are_cut_off_while_others_are_served(ground: Ground) -> None:
    async def drip(start: bytes, door: str) -> float:
        """Seconds until a request that is sent a byte a second is given up by the other side."""
        begun = asyncio.get_running_loop().time()
        async with connected(ground.address(door)) as (reader, writer):
            writer.write(start)
            answered = asyncio.ensure_future(reader.read(1))
            while not answered.done():
                writer.write(b"a")
                await asyncio.wait({answered}, timeout=1)
                if asyncio.get_running_loop().time() - begun > 30:
                    break
            answered.cancel()
        return asyncio.get_running_loop().time() - begun

    async def fresh() -> float:
        """Seconds for a reader who has no connection yet."""
        begun = asyncio.get_running_loop().time()
        raw = await exchange(edge, b"GET /v1/form?site=%s HTTP/1.0\r\nHost: x\r\n\r\n" % SITE.encode())
        assert raw.startswith(b"HTTP/1.1 200"), raw[:200]
        return asyncio.get_running_loop().time() - begun

    edge, half = ground.address("edge"), b"GET /v1/form HTTP/1.1\r\nX-Slow: "
    body = HEAD + b"Content-Length: 60000\r\n\r\n{"
    count = many()
    with held(edge, b"", count // 2) as silent, held(edge, half, count // 2) as slow_ones:
        async with asyncio.TaskGroup() as group:
            slow = [group.create_task(drip(half, "edge")) for _ in range(20)]
            slow += [group.create_task(drip(body, door)) for door in ("comments",) for _ in range(20)]
            took = [await fresh() for _ in range(30)]
            assert not any(over(one) for one in (silent[0], slow_ones[-1])), "they were cut off before they were many"
        assert max(task.result() for task in slow) < 15

        async def cut_off() -> bool:
            return all(over(one) for one in silent + slow_ones)

        await until(cut_off, seconds=5, what="all of them to be cut off")
    seen.info("%d connections; others: median %.3f s, slowest %.3f s", count, statistics.median(took), max(took))
    assert statistics.median(took) < 0.25
    assert max(took) < 2


async def test_one_network_has_so_many_requests_open_and_another_is_served_meanwhile(ground: Ground) -> None:
    edge = ground.address("edge")
    slow_body = HEAD + b"Content-Length: 60000\r\n\r\n{"
    asked = b"GET /v1/form?site=%s HTTP/1.0\r\nHost: x\r\n\r\n" % SITE.encode()
    many()
    with held(edge, slow_body, 2048, source="127.0.9.9"):
        refused = await exchange(edge, asked, source="127.0.9.8")
        assert refused.startswith(b"HTTP/1.1 429"), refused[:200]
        assert b"\r\nRetry-After: 30\r\n" in refused
        assert b'"code":"too_many"' in refused
        assert (await exchange(edge, asked)).startswith(b"HTTP/1.1 200")

    async def served() -> bool:
        return (await exchange(edge, asked, source="127.0.9.8")).startswith(b"HTTP/1.1 200")

    await until(served, what="the places to be free again")
