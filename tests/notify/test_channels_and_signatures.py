"""Chat channels are off until asked for, speak only to the outside, and post once; DKIM signs what verifies."""

import asyncio
import socket
from typing import Any

import dkim
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from services.notify.config import Config, Relay
from services.notify.mailer.relay import Outcome
from services.notify.sources.channels import Channels, channel_name, refusal
from shared.env import Environment
from shared.errors import ConfigError
from tests.notify import makings
from tests.notify.conftest import House, settings
from tests.notify.smtp_server import SmtpServer


@pytest.mark.parametrize(
    "url",
    ["dbus://", "file:///etc/passwd", "windows://", "gnome://", "syslog://", "mailto://a:b@c.example", "macosx://"],
)
def test_local_and_strange_schemes_are_refused(url: str) -> None:
    assert "not allowed" in refusal(url)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "127.1", "2130706433", "[::ffff:127.0.0.1]"])
async def test_a_host_inside_is_refused_when_it_is_connected_to_however_it_is_written(host: str) -> None:
    visits: list[str] = []

    async def take(request: web.Request) -> web.Response:
        visits.append(request.path)
        return web.Response()

    app = web.Application()
    app.router.add_post("/{path:.*}", take)
    async with TestServer(app) as server:
        url = f"json://{host}:{server.port}/hook"
        answer = await Channels((url,), ()).post(channel_name(url), "title", "text")
    assert answer.outcome is not Outcome.ACCEPTED
    assert visits == []


async def test_a_name_that_leads_inside_only_at_the_second_look_is_refused_too(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[str] = []
    real = socket.getaddrinfo

    def rebinding(host: Any, *rest: Any, **named: Any) -> Any:
        if host != "rebinding.example":
            return real(host, *rest, **named)
        looks.append(host)
        return real("203.0.113.1" if len(looks) == 1 else "127.0.0.1", *rest, **named)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    url = "json://rebinding.example:9/hook"
    channels = Channels((url,), ())
    socket.getaddrinfo("rebinding.example", 9)
    answer = await channels.post(channel_name(url), "title", "text")
    assert (answer.outcome, answer.step) == (Outcome.NEVER, "connect")
    assert "private" in answer.text


async def test_a_channel_posts_a_held_comment_once(with_settings: Any, smtp: SmtpServer) -> None:
    posts: list[Any] = []

    async def take(request: web.Request) -> web.Response:
        posts.append(await request.json())
        return web.Response()

    app = web.Application()
    app.router.add_post("/{path:.*}", take)
    server = TestServer(app)
    await server.start_server()
    url = f"json://127.0.0.1:{server.port}/hook"
    house: House = with_settings(channels=url, channel_hosts="127.0.0.1")
    try:
        comment = makings.comment("Who drove it?")
        await house.tell(makings.site(), makings.held(comment), makings.held(comment))
        await house.send()
        await house.send()
        assert len(posts) == 1
        assert "Who drove it?" in posts[0]["message"]
        assert (await house.row())["recipient"] == f"channel:{channel_name(url)}"
        assert smtp.mails == []
    finally:
        await server.close()


async def test_a_redirect_that_leads_inside_is_not_followed(with_settings: Any) -> None:
    followed: list[str] = []

    async def redirect(request: web.Request) -> web.Response:
        followed.append(request.path)
        return web.Response(status=302, headers={"Location": "/inside"})

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", redirect)
    server = TestServer(app)
    await server.start_server()
    house: House = with_settings(channels=f"json://127.0.0.1:{server.port}/hook", channel_hosts="127.0.0.1")
    try:
        await house.tell(makings.site(), makings.held(makings.comment()))
        await house.send()
        assert followed == ["/hook"]
        assert (await house.row())["state"] == "waiting"
    finally:
        await server.close()


async def test_without_channels_nothing_is_queued_for_any(house: House) -> None:
    await house.tell(makings.site(), makings.held(makings.comment()))
    assert await house.states() == []


async def test_a_channel_inside_is_never_called(with_settings: Any) -> None:
    house: House = with_settings(channels="json://127.0.0.1:9/hook")
    await house.tell(makings.site(), makings.held(makings.comment()))
    await house.send()
    row = await house.row()
    assert (row["state"], row["reason"]) == ("failed", "refused")
    assert "private networks" in row["last_answer"]


async def test_a_dkim_signature_is_verified_by_the_public_key(with_settings: Any, smtp: SmtpServer) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    ).decode()
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    import base64

    record = b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)
    house: House = with_settings(dkim_selector="s1", dkim_key=pem)
    await house.tell(makings.site(), makings.moderator("Anna"), makings.held(makings.comment("Größe, è bello")))
    await house.send()
    raw = smtp.mails[0].raw
    assert raw.startswith(b"DKIM-Signature:")
    assert await asyncio.to_thread(dkim.verify, raw, dnsfunc=lambda *_args, **_kw: record)
    tampered = raw.replace(b"Subject:", b"Subject: no")
    assert not await asyncio.to_thread(dkim.verify, tampered, dnsfunc=lambda *_args, **_kw: record)


def test_relays_are_read_with_care() -> None:
    relay = Relay.parse("smtp://user:p%40ss@relay.example:2525?tls=starttls")
    assert (relay.host, relay.port, relay.username, relay.password, relay.tls) == (
        "relay.example", 2525, "user", "p@ss", "starttls",
    )  # fmt: skip
    assert Relay.parse("smtp://relay.example").tls == "starttls"
    assert Relay.parse("smtps://relay.example").port == 465
    assert Relay.parse("smtp://127.0.0.1:25").tls == "none"
    for wrong in ("http://x", "relay.example", "smtp://"):
        with pytest.raises(ValueError, match="smtp"):
            Relay.parse(wrong)


def test_every_fault_of_the_settings_is_told_at_once() -> None:
    values = settings("http://x", PADDOCK_NOTIFY_PRIVATE_KEY="short", PADDOCK_NOTIFY_DKIM_SELECTOR="s1",
                      PADDOCK_NOTIFY_ADDRESS_KEYS="bad", PADDOCK_NOTIFY_CONECTIONS="3")  # fmt: skip
    with pytest.raises(ConfigError) as told:
        Config.read(Environment(values))
    text = str(told.value)
    for fault in ("RELAYS", "PRIVATE_KEY", "ADDRESS_KEYS", "DKIM_SELECTOR", "did you mean PADDOCK_NOTIFY_CONNECTIONS?"):
        assert fault in text
