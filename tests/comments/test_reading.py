"""A hot read is written as it lies ready, and reads the same as any answer, however it is asked for."""

import asyncio
import gzip
from collections.abc import Callable
from typing import Any

import pytest
import zstandard
from aiohttp.test_utils import TestClient

from services.comments.domain import Site
from services.comments.routes.rooms import Rooms

Door = TestClient[Any, Any]
Written = Callable[..., dict[str, Any]]


@pytest.fixture
async def path(door: Door, site: Site, written: Written) -> str:
    """Of a thread long enough to be compressed."""
    body = written("A long road it was from Brescia to Rome and back. " * 20)
    async with door.post("/v1/comments", json=body) as response:
        assert response.status == 201
    path = f"/v1/threads?site={site.key}&url={body['url']}"
    async with door.get(path) as response:
        assert response.status == 200
    return path


async def asked(door: Door, path: str, *lines: str, method: str = "GET", version: str = "1.1") -> tuple[bytes, bytes]:
    """Ask on a connection of its own until it is closed; the heads and the rest, as they came."""
    reader, writer = await asyncio.open_connection(door.host, door.port)
    request = [f"{method} {path} HTTP/{version}", "Host: paddock.example", *lines]
    writer.write(("\r\n".join(request) + "\r\n\r\n").encode())
    async with asyncio.timeout(5):
        whole = await reader.read()
    writer.close()
    head, _, body = whole.partition(b"\r\n\r\n")
    return head, body


def fields(head: bytes) -> dict[str, str]:
    lines = head.decode().split("\r\n")[1:]
    found = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    assert len(found) == len(lines), "a field is there twice"
    return found


def unpacked(body: bytes, encoding: str) -> bytes:
    if encoding == "zstd":
        return zstandard.ZstdDecompressor().decompress(body)
    return gzip.decompress(body) if encoding else body


async def pair(door: Door, path: str, *lines: str) -> tuple[bytes, bytes]:
    """Two requests on one connection: both must be answered, the second closes."""
    reader, writer = await asyncio.open_connection(door.host, door.port)
    ask = "\r\n".join([f"GET {path} HTTP/1.1", "Host: paddock.example", *lines])
    writer.write((ask + "\r\n\r\n" + ask + "\r\nConnection: close\r\n\r\n").encode())
    async with asyncio.timeout(5):
        whole = await reader.read()
    writer.close()
    first, _, second = whole.partition(b"HTTP/1.1 ")[2].partition(b"HTTP/1.1 ")
    return first, second


@pytest.mark.parametrize("encoding", ["", "gzip", "zstd"])
async def test_two_answers_on_one_connection_say_the_same_ready_or_not(door: Door, path: str, encoding: str) -> None:
    lines = (f"Accept-Encoding: {encoding}",) if encoding else ()
    ready, usual = await pair(door, path, *lines)
    heads = [fields(b"HTTP/1.1 " + one.partition(b"\r\n\r\n")[0]) for one in (ready, usual)]
    assert heads[1].pop("connection") == "close"
    heads[1].pop("server")
    assert heads[0].keys() == heads[1].keys()
    for name in heads[0].keys() - {"date"}:
        assert heads[0][name] == heads[1][name], name
    bodies = [one.partition(b"\r\n\r\n")[2] for one in (ready, usual)]
    assert bodies[0] == bodies[1]
    assert int(heads[0]["content-length"]) == len(bodies[0])
    assert heads[0].get("content-encoding", "") == encoding
    assert b"Brescia" in unpacked(bodies[0], encoding)


@pytest.mark.parametrize("encoding", ["identity", "gzip", "zstd"])
async def test_who_has_it_gets_a_304_of_the_same_tag_and_no_body(door: Door, path: str, encoding: str) -> None:
    head, _ = await asked(door, path, f"Accept-Encoding: {encoding}", "Connection: close")
    tag = fields(head)["etag"]
    ready, usual = await pair(door, path, f"Accept-Encoding: {encoding}", f"If-None-Match: {tag}")
    for one in (ready, usual):
        head, _, body = one.partition(b"\r\n\r\n")
        assert one.startswith(b"304 Not Modified\r\n")
        assert body == b""
        assert fields(head)["etag"] == tag
        assert fields(head)["access-control-allow-origin"] == "*"
        assert not {"content-length", "content-type", "content-encoding"} & (fields(head).keys() - {"connection"})


async def test_http_1_0_and_head_are_answered_as_they_ask(door: Door, path: str) -> None:
    head, body = await asked(door, path, version="1.0")
    assert head.startswith(b"HTTP/1.0 200 OK\r\n")
    assert b"Brescia" in body
    head, body = await asked(door, path, "Connection: close", method="HEAD")
    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert body == b""


async def test_a_changed_thread_is_not_answered_with_the_heads_of_the_old(
    door: Door, rooms: Rooms, path: str, written: Written
) -> None:
    async with door.get(path) as response:
        before = response.headers["ETag"]
    async with door.post("/v1/comments", json=written("Another word", email="second@reader.example")) as response:
        assert response.status == 201
    async with door.get(path) as response:
        body = await response.read()
        assert response.headers["ETag"] != before
        assert int(response.headers["Content-Length"]) == len(await raw(door, path))
    assert b"Another word" in body


async def raw(door: Door, path: str) -> bytes:
    """The body as it is sent to a browser."""
    _, body = await asked(door, path, "Accept-Encoding: gzip, deflate", "Connection: close")
    return body


async def test_many_who_come_when_the_sites_are_a_second_old_ask_once(
    rooms: Rooms, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    questions = 0
    fetch = rooms.db.fetch

    async def counted(query: str, *values: Any) -> list[Any]:
        nonlocal questions
        questions += 1
        return await fetch(query, *values)

    await rooms.sites.find(site.key)
    rooms.sites.forget()
    monkeypatch.setattr(rooms.db, "fetch", counted)
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(rooms.sites.find(site.key)) for _ in range(16)]
    assert {task.result().key for task in tasks} == {site.key}
    assert questions == 1
