"""Bad input: each a clear answer that names what is wrong, and nothing is stored."""

import asyncio
import sys
from collections.abc import Callable
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from services.comments.domain import Site
from services.comments.routes.rooms import Rooms
from shared.codec import encode

Door = TestClient[Any, Any]
Written = Callable[..., dict[str, Any]]
JSON = {"Content-Type": "application/json"}


async def refused(door: Door, rooms: Rooms, data: Any, headers: dict[str, str] = JSON) -> tuple[int, str, str]:
    """Status, code and first pointer of a post that must not be kept."""
    async with door.post("/v1/comments", data=data, headers=headers) as response:
        assert response.content_type == "application/problem+json"
        problem = await response.json()
    assert await rooms.db.fetch_value("SELECT count(*) FROM comment") == 0
    assert await rooms.db.fetch_value("SELECT count(*) FROM outbox WHERE routing_key LIKE 'comment.%'") == 0
    return response.status, problem["code"], problem.get("errors", [{"pointer": ""}])[0]["pointer"]


async def test_what_is_no_json_or_no_comment_is_named(door: Door, rooms: Rooms, site: Site, written: Written) -> None:
    good = encode(written())
    cases: list[tuple[bytes, tuple[int, str, str]]] = [
        (b"", (400, "malformed", "")),
        (b"{", (400, "malformed", "")),
        (b"\xff\xfe", (400, "malformed", "")),
        (b"[" * 60_000, (422, "invalid", "")),
        (b'{"site":' * 7_000, (422, "invalid", "/site")),
        (b"[" * 900 + b"]" * 900, (422, "invalid", "")),
        (good[:-1] + b',"n":' + b"[" * 20_000 + b"]" * 20_000 + b"}", (400, "malformed", "")),
        (good[:-1] + b',"n":"\xff"}', (400, "malformed", "")),
        (good[:-1] + b',"n":' + b"9" * 5000 + b',"n":1}', (400, "duplicate_key", "")),
        (b"null", (422, "invalid", "")),
        (b"[]", (422, "invalid", "")),
        (b"{}", (422, "invalid", "/site")),
        (good.replace(b'"body":', b'"body":1,"other":'), (422, "invalid", "/body")),
        (good.replace(b'"name":', b'"name":"Twice","name":'), (400, "duplicate_key", "")),
        (encode(written("a\x00b")), (422, "invalid", "/body")),
        (good.replace(b"A fine gallery.", b"\\ud800 alone"), (400, "malformed", "")),
        (encode(written("abc\u202edef")), (422, "invalid", "/body")),
        (encode(written("a" + "\u200b" * 500)), (422, "invalid", "/body")),
        (encode(written("Z" + "\u0337" * 30)), (422, "invalid", "/body")),
        (encode(written("\u3164\u3164\u3164")), (422, "invalid", "/body")),
        (encode(written("x" * 10_001)), (422, "invalid", "/body")),
        (encode(written(name="N" * 81)), (422, "invalid", "/name")),
        (encode(written(name="Ann\u202e")), (422, "invalid", "/name")),
        (encode(written(email="a@b")), (422, "invalid", "/email")),
        (encode(written(email="ann@reader.example\nBcc: x@y.example")), (422, "invalid", "/email")),
        (encode(written(parent="no id")), (422, "invalid", "/parent")),
        (encode(written(attachments=["../../etc/passwd"])), (422, "invalid", "/attachments/0")),
        (encode(written(attachments=["abcdefgh1234"] * 6)), (422, "invalid", "/attachments")),
        (
            encode(written(picture={"gallery": "g", "number": 1, "region": {"x": 2, "y": 0}})),
            (422, "invalid", "/picture/region/x"),
        ),
        (encode(written(follow="everything")), (422, "invalid", "/follow")),
        (encode(written(site="nowhere")), (404, "site_not_found", "")),
        (encode(written(parent="01a21065-4f30-75eb-b40d-8ce6071c65d5")), (404, "parent_not_found", "")),
    ]
    for data, expected in cases:
        assert await refused(door, rooms, data) == expected, data[:200]


async def test_a_body_of_ten_megabytes_is_refused_before_it_is_read(door: Door, rooms: Rooms, site: Site) -> None:
    assert (await refused(door, rooms, b"x" * 70_000))[:2] == (413, "too_large")
    reader, writer = await asyncio.open_connection("127.0.0.1", door.server.port)
    head = "POST /v1/comments HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 10485760\r\n\r\n"
    writer.write(head.encode())
    await writer.drain()
    async with asyncio.timeout(5):
        assert b" 413 " in await reader.readline()
    writer.close()
    await writer.wait_closed()


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]
)
async def test_a_wrong_content_type_is_named(door: Door, rooms: Rooms, site: Site, written: Written, kind: str) -> None:
    assert (await refused(door, rooms, encode(written()), {"Content-Type": kind}))[:2] == (415, "unsupported_type")


async def test_a_body_that_never_comes_is_given_up(
    door: Door, rooms: Rooms, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules["shared.web.body"].read.__kwdefaults__, "seconds", 0.2)
    reader, writer = await asyncio.open_connection("127.0.0.1", door.server.port)
    head = "POST /v1/comments HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
    writer.write(head.encode())
    await writer.drain()
    async with asyncio.timeout(5):
        answer = await reader.read(4096)
    assert b" 400 " in answer.splitlines()[0]
    assert b"too_slow" in answer
    writer.close()
    await writer.wait_closed()


async def test_a_forwarded_address_is_believed_only_from_our_own_proxy(
    door: Door, rooms: Rooms, site: Site, written: Written
) -> None:
    for number, chain in enumerate(("203.0.113.9", "10.0.0.1, 203.0.113.9", "nonsense, 203.0.113.9", "203.0.113.200")):
        async with door.post(
            "/v1/comments", json=written(f"No {number}"), headers={"X-Forwarded-For": chain}
        ) as response:
            assert response.status == 201
    # the rightmost hop that is not ours counts, whatever stands before it: one network
    assert await rooms.db.fetch_value("SELECT count(DISTINCT network) FROM comment") == 1


@pytest.mark.parametrize(
    "path",
    [
        "/v1/threads?site=sportscar",
        "/v1/threads?site=sportscar&site=x&url=https://magazine.example/",
        "/v1/threads?site=sportscar&url=https://magazine.example/&sort=best",
        "/v1/threads?site=sportscar&url=https://magazine.example/&picture=3",
        "/v1/threads?site=sportscar&url=https://magazine.example/%00",
        "/v1/threads?site=sportscar&url=nonsense",
        "/v1/counts?site=sportscar",
        "/v1/counts?site=nowhere&url=https://magazine.example/",
        "/v1/threads/no-id/events",
        "/v1/comments/%00",
        "/t/nothing",
        "/feeds/nowhere.atom",
    ],
)
async def test_a_bad_question_gets_a_clear_answer(door: Door, site: Site, path: str) -> None:
    async with door.get(path) as response:
        assert response.status in {400, 404, 422}
        problem = await response.json(content_type="application/problem+json")
        assert problem["detail"]
