"""One installation that the promise tests attack: private servers, two of each service, an edge that knows both.

In: nothing. Out: a `Scene`; whatever a test hurt is whole again when the next one asks for it.
"""

import asyncio
import itertools
import os
import shutil
import socket
import struct
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import aiohttp
import asyncpg

from dev import settings
from dev.chaos import rest, world
from dev.chaos.ledger import Ledger
from dev.chaos.postman import Postman, relay
from dev.chaos.readers import ORIGIN
from dev.chaos.world import World
from dev.instance import Instance
from dev.servers.edge import TEMPLATE, fill
from tests.support.stack import Process, port
from tests.support.waiting import until

OPEN = "chaos-open"
NAMES = ("comments", "notify", "images")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a client got; status 0 when it got nothing."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    said: dict[str, Any] = field(default_factory=dict)

    @property
    def comment(self) -> str:
        """The id of the comment that was accepted."""
        return str(self.said["comment"]["id"])


@dataclass(slots=True)
class Scene:
    """The installation and its edge. `ledger` knows every mail that arrived."""

    world: World
    edge: str
    http: aiohttp.ClientSession
    ledger: Ledger
    _numbers: Iterator[int] = field(default_factory=itertools.count)
    _form: str = ""

    async def post(self, *, door: str = "", page: str = "page", text: str = "", form: str = "") -> Answer:
        """One new remark at a door (the edge unless told), asked once."""
        number = next(self._numbers)
        body = {
            "site": OPEN,
            "url": f"{ORIGIN}/{page}",
            "name": f"Reader {number}",
            "email": f"reader{number}@readers.example",
            "body": text or f"Remark {number}: a fine day at the pass.",
            "form_token": form or await self.form(),
        }
        return await self.ask("POST", f"{door or self.edge}/v1/comments", json=body)

    async def form(self, *, fresh: bool = False, door: str = "") -> str:
        """A form token."""
        if fresh or not self._form:
            answer = await self.ask("GET", f"{door or self.edge}/v1/form?site={OPEN}")
            self._form = str(answer.said["token"])
        return self._form

    async def read(self, page: str = "page", *, path: str = "/v1/threads", door: str = "") -> Answer:
        """A thread, or with another path its count."""
        return await self.ask("GET", f"{door or self.edge}{path}", params={"site": OPEN, "url": f"{ORIGIN}/{page}"})

    async def ask(self, method: str, url: str, **sent: Any) -> Answer:
        """One request."""
        try:
            async with self.http.request(method, url, **sent) as response:
                said = await response.json(content_type=None)
                return Answer(response.status, dict(response.headers), said)
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError):
            return Answer(0)

    async def value(self, query: str, *values: Any) -> Any:
        """One value from the database, past every link."""
        connection = await asyncpg.connect(self.world.admin_url, timeout=5)
        try:
            return await connection.fetchval(query, *values)
        finally:
            await connection.close()

    async def all_there(self, comments: list[str], *, seconds: float = 60) -> None:
        """Wait until every accepted comment is published and notify has taken in its event."""

        async def there() -> bool:
            try:
                known = await self.value("SELECT count(*) FROM notify.comment WHERE id = ANY($1::uuid[])", comments)
            except (OSError, TimeoutError, asyncpg.PostgresError):
                return False
            return bool(known == len(set(comments)))

        await until(there, seconds=seconds, what="notify to know every accepted comment")
        stored = await self.value("SELECT count(*) FROM comments.comment WHERE id = ANY($1::uuid[])", comments)
        assert stored == len(set(comments))
        twice = await self.value(
            "SELECT count(*) FROM (SELECT key FROM notify.delivery GROUP BY key HAVING count(*) > 1) x"
        )
        assert twice == 0

    async def whole(self) -> None:
        """Start again what a failed test left away."""
        for victim in self.world.victims.values():
            if victim.process is None:
                await victim.start()

    async def at_rest(self, *, seconds: float = 60) -> None:
        """Wait until both of each service are ready and nothing is under way."""

        async def calm() -> bool:
            try:
                if await rest.drained(self.world):
                    return False
            except (OSError, TimeoutError, asyncpg.PostgresError):
                return False
            answers = [
                await self.ask("GET", f"{door}/health/ready") for name in NAMES for door in self.world.doors[name]
            ]
            return all(answer.status == 200 for answer in answers)

        await until(calm, seconds=seconds, what="everything to be at rest")


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[Scene]:
    """All of it."""
    Instance.named("promises").wipe()
    instance = Instance.named("promises")
    ledger = Ledger()
    connector = aiohttp.TCPConnector(force_close=True)
    timeout = aiohttp.ClientTimeout(total=30)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as http:
        mail = Postman(ledger, [], [], http)
        async with (
            relay(mail) as relay_port,
            world.running(instance, relay_port, control=False) as made,
            _names() as resolver,
            _edge(folder, made, resolver) as edge,
        ):
            yield Scene(made, edge, http, ledger)


@asynccontextmanager
async def _edge(folder: Path, made: World, resolver: int) -> AsyncIterator[str]:
    """nginx with the product's configuration; a service's name leads to both of it, as with compose."""
    listen = port()
    text = fill(
        TEMPLATE.read_text(),
        WORKERS="1",
        RUN=str(folder),
        LOG=str(folder / "access.log"),
        RESOLVER=f"127.0.0.1:{resolver}",
        TRUST="",
        LISTEN=f"127.0.0.1:{listen}",
        **{name.upper(): f"http://{name}.test:{made.ports[name]}" for name in NAMES},
        SCHEME="http",
        HEADERS="",
        FRONT="/desk/",
        PICTURES=str(settings.pictures(made.instance) / "public"),
    )
    (folder / "nginx.conf").write_text(f"user root;\n{text}" if os.geteuid() == 0 else text)
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/bin")
    assert nginx
    process = Process(
        name="edge",
        argv=(nginx, "-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf")),
        environment={},
        log=folder / "edge.log",
        ready_url=f"http://127.0.0.1:{listen}/edge/health",
    )
    await process.start()
    try:
        yield f"http://127.0.0.1:{listen}"
    finally:
        await process.end()


class _Resolver(asyncio.DatagramProtocol):
    """Answers every question with the two addresses that the replicas have (RFC 1035)."""

    transport: asyncio.DatagramTransport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: Any) -> None:
        question = data[12:]
        addresses = [socket.inet_aton(f"127.0.0.{number + 1}") for number in range(1, world.EACH + 1)]
        header = data[:2] + struct.pack(">HHHHH", 0x8180, 1, len(addresses), 0, 0)
        rows = b"".join(struct.pack(">HHHIH", 0xC00C, 1, 1, 5, 4) + address for address in addresses)
        self.transport.sendto(header + question + rows, addr)


@asynccontextmanager
async def _names() -> AsyncIterator[int]:
    """A name server on a free port."""
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(_Resolver, local_addr=("127.0.0.1", 0))
    try:
        yield int(transport.get_extra_info("sockname")[1])
    finally:
        transport.close()
