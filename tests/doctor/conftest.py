"""A healthy installation for the doctor to look at: real database, broker, relay and name server, scripted web."""

import asyncio
import dataclasses
import socketserver
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import aio_pika
import dns.message
import dns.rrset
import pytest
from aiohttp import web
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from shared.doctor.__main__ import examine
from shared.doctor.finding import Finding, Level
from shared.doctor.settings import SERVICES, Settings
from shared.messaging import topology
from shared.postgres import Database
from tests.support.apart import _pools, amqp_url, servers
from tests.support.servers import Servers
from tests.support.stack import port

__all__ = ["_pools", "amqp_url", "servers"]

DOMAIN = "strada.invalid"
RECORDS = {
    (DOMAIN, "MX"): ["10 mx.strada.invalid."],
    (DOMAIN, "TXT"): ['"v=spf1 " "include:relay.invalid -all"'],
    (f"_dmarc.{DOMAIN}", "TXT"): ['"v=DMARC1; p=reject"'],
    (f"paddock._domainkey.{DOMAIN}", "TXT"): ['"v=DKIM1; p=abc"'],
}


@dataclass(slots=True)
class Patient:
    """The installation; a test breaks one thing and asks."""

    settings: Settings
    origin: str
    headers: dict[str, str]
    records: dict[tuple[str, str], list[str]]
    channels: dict[str, aio_pika.abc.AbstractChannel]
    notify_db: Database

    def with_(self, **changes: object) -> "Patient":
        """The same with other settings."""
        changed = dataclasses.replace(self.settings, **changes)  # type: ignore[arg-type]
        return dataclasses.replace(self, settings=changed)

    async def examine(self) -> list[Finding]:
        """What the doctor finds."""
        return await examine(self.settings, [])

    async def faults(self) -> list[Finding]:
        """What is broken."""
        return [finding for finding in await self.examine() if finding.level is Level.FAULT]


@pytest.fixture(autouse=True)
async def at_rest(servers: Servers) -> None:
    """Nothing of the session's other tests lies in a table or a queue."""
    await servers.empty(*SERVICES)
    connection = await aio_pika.connect(servers.amqp_url)
    async with connection:
        channel = await connection.channel()
        for service in SERVICES:
            for name in (topology.queue_name(service), topology.dead_queue_name(service)):
                await (await channel.get_queue(name)).purge()


class NameServer(socketserver.BaseRequestHandler):
    """Answers from the records of a test, in another library's encoding."""

    records: dict[tuple[str, str], list[str]]

    def handle(self) -> None:
        data, channel = self.request
        query = dns.message.from_wire(data)
        question = query.question[0]
        kind = dns.rdatatype.to_text(question.rdtype)
        answer = dns.message.make_response(query)
        texts = self.records.get((str(question.name).rstrip("."), kind), [])
        if texts:
            answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *texts))
        channel.sendto(answer.to_wire(), self.client_address)


@pytest.fixture
def records() -> Iterator[tuple[dict[tuple[str, str], list[str]], str]]:
    """A name server's records, and its address."""
    held = dict(RECORDS)
    handler = type("Handler", (NameServer,), {"records": held})
    with socketserver.UDPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield held, f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture
async def relay() -> AsyncIterator[str]:
    """A mail relay that wants a password."""
    listen, loop = port(), asyncio.get_running_loop()

    def check(*arguments: object) -> AuthResult:
        login = arguments[-1]
        assert isinstance(login, LoginPassword)
        return AuthResult(success=login.password == b"right", handled=False)

    server = await loop.create_server(
        lambda: SMTP(object(), loop=loop, authenticator=check, auth_require_tls=False),
        "127.0.0.1",
        listen,
    )
    yield f"127.0.0.1:{listen}"
    server.close()


@pytest.fixture
async def edge(tmp_path: Path) -> AsyncIterator[tuple[str, dict[str, str]]]:
    """A web side that is well: its address, and headers that a test may add to its answers."""
    headers: dict[str, str] = {}
    listen = port()

    async def answer(request: web.Request) -> web.Response:
        allowed = {"Access-Control-Allow-Origin": request.headers["Origin"]} if "Origin" in request.headers else {}
        return web.Response(text="ok", headers={**allowed, **headers})

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", listen).start()
    yield f"http://127.0.0.1:{listen}", headers
    await runner.cleanup()


@pytest.fixture
async def patient(  # noqa: PLR0917 - fixtures
    servers: Servers,
    comments_db: Database,
    notify_db: Database,
    images_db: Database,
    records: tuple[dict[tuple[str, str], list[str]], str],
    relay: str,
    edge: tuple[str, dict[str, str]],
    tmp_path: Path,
) -> AsyncIterator[Patient]:
    """All is well."""
    assert comments_db is not images_db
    url, headers = edge
    await servers.admin.execute(
        "INSERT INTO comments.site (key, name, origins, created_at) VALUES ('strada', 'Strada', $1, now())", [url]
    )
    folder = tmp_path / "secrets"
    folder.mkdir()
    (folder / "staff_key").write_text("a" * 43)
    settings = Settings(
        admin_url=servers.admin_url,
        role_urls={service: servers.database_url(service) for service in SERVICES},
        amqp_url=servers.amqp_url,
        public_url=url,
        edge_url=url,
        relays=(f"smtp://paddock:right@{relay}?tls=none",),
        mail_domain=DOMAIN,
        dkim_selector="paddock",
        resolver=records[1],
        store=str(tmp_path),
        secrets=folder,
        compose_version="1",
        free_megabytes=1,
    )
    connection = await aio_pika.connect(servers.amqp_url)
    channels: dict[str, aio_pika.abc.AbstractChannel] = {}
    for service in SERVICES:
        channel = channels[service] = await connection.channel()
        await channel.set_qos(prefetch_count=1)
        queue = await channel.get_queue(topology.queue_name(service))
        await queue.consume(_leave)
    yield Patient(settings, url, headers, records[0], channels, notify_db)
    await connection.close()


async def _leave(_message: aio_pika.abc.AbstractIncomingMessage) -> None:
    """Read and acknowledge nothing."""
