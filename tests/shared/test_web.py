"""The door's kit over a real port: problems, bodies, request ids, health and metrics."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import msgspec
import pytest
from aiohttp import web

from shared.env import Common, Environment
from shared.errors import Conflict, Field, Invalid, TooMany, Unavailable
from shared.web import application, body, client_ip, fast, form, json
from shared.web.body import read
from shared.web.server import Runner


class Note(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    tags: list[str] = []


async def echo(request: web.Request) -> web.Response:
    return json(await body(request, Note, limit=1000))


async def fields(request: web.Request) -> web.Response:
    return json(dict(await form(request)))


async def fail(request: web.Request) -> web.Response:
    raise {
        "conflict": Conflict("Anna decided before", code="decided"),
        "many": TooMany("wait", retry_after=7.2),
        "away": Unavailable("the database is away"),
        "invalid": Invalid("no", fields=(Field(pointer="/email", detail="needs an @"),)),
        "bug": RuntimeError("secret details"),
    }[request.match_info["how"]]


async def address(request: web.Request) -> web.Response:
    return json(client_ip(request, ("127.0.0.0/8", "10.0.0.1")))


async def slow(request: web.Request) -> web.Response:
    return json(len(await read(request, seconds=0.2)))


@fast
async def bare(_request: web.Request) -> web.Response:
    return web.Response(text="bare")


async def broken_check() -> None:
    raise Unavailable("the broker is away")


@pytest.fixture(scope="module")
async def door() -> AsyncIterator[str]:
    values = {"PADDOCK_DATABASE_URL": "postgresql://x@y/z", "PADDOCK_AMQP_URL": "amqp://x/", "PADDOCK_STAFF_KEY": "k"}
    common = Common.read(Environment(values), port=1)
    routes = [
        web.post("/echo", echo),
        web.post("/form", fields),
        web.get("/fail/{how}", fail),
        web.get("/address", address),
        web.get("/bare", bare),
        web.post("/slow", slow),
    ]
    runner = Runner(application(common, routes, readiness={"broker": broken_check}), drain_seconds=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


@pytest.mark.parametrize(
    ("raw", "kind", "status", "pointer"),
    [
        (b'{"name":"a","tags":["b"]}', "application/json", 200, None),
        (b'{"name":', "application/json", 400, None),
        (b'{"name":"a","name":"b"}', "application/json", 400, None),
        (b"\xff\xfe", "application/json", 400, None),
        (b"[" * 900, "application/json", (400, 422), None),
        (b'{"name":"' + b"x" * 2000 + b'"}', "application/json", 413, None),
        (b"name=a", "application/x-www-form-urlencoded", 415, None),
        (b'{"name":"a"} x', "application/json", 400, None),
        (b"{}", "application/json", 422, "/name"),
        (b'{"name":1}', "application/json", 422, "/name"),
        (b'{"name":"a","tags":["b",2]}', "application/json", 422, "/tags/1"),
        (b'{"name":"a","extra":1}', "application/json", 422, "/extra"),
        (b'{"name":"a\\u0000"}', "application/json", 422, "/name"),
        (b'{"name":"\\ud800"}', "application/json", (400, 422), None),
    ],
)
async def test_a_body_is_taken_or_its_fault_is_named(
    door: str, raw: bytes, kind: str, status: int | tuple[int, ...], pointer: str | None
) -> None:
    headers = {"Content-Type": kind}
    async with aiohttp.ClientSession() as session, session.post(f"{door}/echo", data=raw, headers=headers) as response:
        assert response.status in (status if isinstance(status, tuple) else (status,))
        if response.status >= 400:
            assert response.content_type == "application/problem+json"
            problem = await response.json(content_type=None)
            assert problem["status"] == response.status
            if pointer is not None:
                assert problem["errors"][0]["pointer"] == pointer


async def test_our_errors_and_the_frameworks_are_problems(door: str) -> None:
    expected = {"conflict": 409, "many": 429, "away": 503, "invalid": 422, "bug": 500}
    async with aiohttp.ClientSession() as session:
        for how, status in expected.items():
            async with session.get(f"{door}/fail/{how}") as response:
                problem = await response.json(content_type="application/problem+json")
                assert (response.status, problem["status"]) == (status, status)
                assert "secret" not in str(problem)
                assert ("Retry-After" in response.headers) == (how in {"many", "away"})
        async with session.get(f"{door}/nowhere") as response:
            assert (response.status, response.content_type) == (404, "application/problem+json")
        async with session.delete(f"{door}/echo") as response:
            assert (response.status, response.headers["Allow"]) == (405, "POST")
        async with session.get(f"{door}/fail/conflict", headers={"Accept": "text/html"}) as response:
            assert "Anna decided before" in await response.text()


async def test_a_request_id_is_kept_or_made(door: str) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{door}/address", headers={"X-Request-ID": "from-the-edge-1"}) as response:
            assert response.headers["X-Request-ID"] == "from-the-edge-1"
        async with session.get(f"{door}/address", headers={"X-Request-ID": "bad id!"}) as response:
            assert len(response.headers["X-Request-ID"]) == 36


async def test_forwarded_for_is_believed_from_known_proxies_only(door: str) -> None:
    async with aiohttp.ClientSession() as session:
        for header, expected in {
            "203.0.113.9": "203.0.113.9",
            "198.51.100.1, 203.0.113.9": "203.0.113.9",
            "198.51.100.1, 10.0.0.1": "198.51.100.1",
            "nonsense": "127.0.0.1",
        }.items():
            async with session.get(f"{door}/address", headers={"X-Forwarded-For": header}) as response:
                assert await response.json() == expected


async def test_a_form_is_read_and_a_double_field_refused(door: str) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.post(f"{door}/form", data={"a": "è", "b": ""}) as response:
            assert await response.json() == {"a": "è", "b": ""}
        async with session.post(f"{door}/form", data=[("a", "1"), ("a", "2")]) as response:
            assert response.status == 400
        async with session.post(f"{door}/form", data={"a": "\0"}) as response:
            assert response.status == 422


async def test_health_and_metrics_tell_what_is_wrong(door: str) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{door}/health/live") as response:
            assert response.status == 200
        async with session.get(f"{door}/health/ready") as response:
            assert response.status == 503
            assert (await response.json())["faults"] == {"broker": "the broker is away"}
        async with session.get(f"{door}/metrics") as response:
            text = await response.text()
            assert 'paddock_requests_total{method="GET",route="/fail/{how}"' in text
            assert "/fail/bug" not in text


async def test_a_body_that_never_comes_is_given_up(door: str) -> None:
    host, _, port = door.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"POST /slow HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{")
    await writer.drain()
    async with asyncio.timeout(5):
        answer = await reader.read(200)
    assert answer.startswith(b"HTTP/1.1 400")
    writer.close()


@pytest.mark.parametrize("raw", [b"GARBAGE\r\n\r\n", b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n"])
async def test_what_is_no_http_is_answered_with_a_problem_too(door: str, raw: bytes) -> None:
    host, _, port = door.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(raw)
    async with asyncio.timeout(5):
        answer = await reader.read()
    writer.close()
    assert b" 400 " in answer.splitlines()[0]
    assert b"application/problem+json" in answer
    assert b"aaaa" not in answer


async def test_a_long_line_of_many_urls_is_read(door: str) -> None:
    urls = "&".join(f"url=http://magazine.example/a/rather/long/path/{number}" for number in range(200))
    async with aiohttp.ClientSession() as session, session.get(f"{door}/address?{urls}") as response:
        assert response.status == 200
