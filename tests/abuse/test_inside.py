"""Calls that somebody else may aim never reach our own network, and the same call with the guard open does."""

import asyncio
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from services.comments.domain import Settings, Site
from services.comments.sources.calls import Calls
from services.comments.web.desk.checking import check_page
from services.notify.sources.channels import Channels, channel_name
from shared.desk import Words
from shared.errors import Unavailable
from tests.abuse.ground import CHANGED, Ground
from tests.support.waiting import until

NAME = "inside.example"
"""A name of the public system that leads to this machine."""
HOSTS = (
    "127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0.0.0.0", NAME,
    "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "127。0。0。1",
)  # fmt: skip

CERTAIN = {"127.0.0.1", "localhost", "0x7f000001", "0.0.0.0", NAME, "[::ffff:7f00:1]"}
"""What every client's library takes; some refuse the others themselves."""


@dataclass(slots=True)
class Listener:
    """A server of this machine: how often somebody connected, and what it answers."""

    port: int = 0
    connections: int = 0
    answer: bytes = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Count it and answer."""
        self.connections += 1
        await reader.read(65_536)
        writer.write(self.answer)
        await writer.drain()
        writer.close()


@pytest.fixture
async def listener(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Listener]:
    """On all of this machine's addresses, as a careless neighbour would."""
    real = socket.getaddrinfo

    def resolve(host: Any, *rest: Any, **named: Any) -> Any:
        return real("127.0.0.1" if host in {NAME, NAME.encode()} else host, *rest, **named)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    made = Listener()
    server = await asyncio.start_server(made.take, "0.0.0.0", 0)
    made.port = server.sockets[0].getsockname()[1]
    async with server:
        yield made


async def call(url: str, *, private: bool) -> None:
    """As webhooks, a publisher's check and Akismet are called."""
    calls = Calls(private=private)
    try:
        await calls.post(url, b"{}", headers={}, seconds=2)
    except Unavailable:
        pass
    finally:
        await calls.close()


async def look(url: str, *, private: bool) -> None:
    """As the quick start looks at a publisher's page."""
    origin = url.removesuffix("/hook").lower()
    site = Site(key="s", name="", origins=(origin,), language="en", settings=Settings(), active=True, version=1)
    for public_url in ("https://192.0.2.1",) if private else ("https://comments.example", "https://1.1.1.1"):
        await check_page(Words("en", {}), url, site=site, public_url=public_url)


async def chat(url: str, *, private: bool) -> None:
    """As a chat channel is posted to."""
    channel = url.replace("http://", "json://")
    host = url.removeprefix("http://").rpartition(":")[0]
    await Channels((channel,), (host.lower(), host.strip("[]")) if private else ()).post(
        channel_name(channel), "t", "x"
    )


@pytest.mark.parametrize("way", [call, look, chat])
async def test_no_spelling_of_this_machine_is_called_and_each_is_when_it_may(listener: Listener, way: Any) -> None:
    for host in HOSTS:
        await way(f"http://{host}:{listener.port}/hook", private=False)
        assert listener.connections == 0, host
    reached = set()
    for host in HOSTS:
        await way(f"http://{host}:{listener.port}/hook", private=True)
        if listener.connections:
            reached.add(host)
        listener.connections = 0
    assert reached >= CERTAIN


@pytest.mark.parametrize("way", [call, look, chat])
async def test_a_redirect_into_this_machine_is_not_followed(listener: Listener, way: Any) -> None:
    listener.answer = (
        b"HTTP/1.1 307 Temporary Redirect\r\nContent-Length: 0\r\nConnection: close\r\n"
        b"Location: http://127.0.0.1:%d/inside\r\n\r\n" % listener.port
    )
    await way(f"http://127.0.0.1:{listener.port}/hook", private=True)
    assert listener.connections == 1


async def test_the_running_service_calls_nobody_inside_for_a_webhook_or_a_check(
    ground: Ground, listener: Listener
) -> None:
    url = f"http://127.0.0.1:{listener.port}/hook"
    made = await ground.order("POST", f"/v1/sites/{CHANGED}/webhooks", json={"url": url, "events": []})
    assert made.status == 201, made.text
    external = {"url": url, "secret": "a secret of thirty-two bytes or more"}
    changed = await ground.order("PATCH", f"/v1/sites/{CHANGED}", json={"settings": {"external": external}})
    assert changed.status in {200, 204}, changed.text
    try:
        await ground.post("Is anybody in there?", site=CHANGED, page="/inside/")
        tried = "SELECT count(*) FROM webhook_attempt"

        async def attempted() -> bool:
            return bool(await ground.db.fetch_value(tried))

        await until(attempted, what="the webhook to be tried")
        assert listener.connections == 0
    finally:
        await ground.order("PATCH", f"/v1/sites/{CHANGED}", json={"settings": {"external": None}})
        await ground.db.execute("DELETE FROM webhook WHERE site = $1", CHANGED)
