"""A real nginx with the product's own edge configuration, before services that a test scripts."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from dev.servers.edge import TEMPLATE, fill
from tests.support.stack import Process, port


@dataclass(slots=True)
class Upstream:
    """A service as the edge sees it: answers by path, and what was asked of it."""

    port: int
    answers: dict[str, tuple[int, dict[str, str], str]] = field(default_factory=dict)
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    slow: asyncio.Event | None = None
    away: bool = False

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer as scripted."""
        self.asked.append((request.method, request.path_qs, dict(request.headers)))
        if self.away:
            assert request.transport is not None
            request.transport.close()
        if self.slow is not None:
            await self.slow.wait()
        if request.path.endswith("/events"):
            response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
            await response.prepare(request)
            await response.write(b"data: first\n\n")
            await asyncio.Event().wait()
        await request.read()
        status, headers, text = self.answers.get(request.path, (200, {}, request.path))
        return web.Response(status=status, headers=headers, text=text)

    def times(self, path: str) -> int:
        """How often a path was asked for."""
        return sum(1 for _, asked, _ in self.asked if asked.split("?")[0] == path)

    def headers(self, path: str) -> dict[str, str]:
        """The headers of the last request for a path."""
        return next(headers for _, asked, headers in reversed(self.asked) if asked.split("?")[0] == path)


@dataclass(slots=True)
class Edge:
    """A running edge and what stands behind it."""

    url: str
    comments: Upstream
    notify: Upstream
    images: Upstream
    pictures: Path
    client: aiohttp.ClientSession

    async def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], str]:
        """One GET: status, headers, text."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.client.get(self.url + path, headers=sent, allow_redirects=False) as answer:
            return answer.status, dict(answer.headers), await answer.text()


@pytest.fixture
async def edge(tmp_path: Path) -> AsyncIterator[Edge]:
    """nginx before three scripted services."""
    upstreams = comments, notify, images = Upstream(port()), Upstream(port()), Upstream(port())
    runners = []
    for upstream in upstreams:
        app = web.Application(client_max_size=1 << 28)
        app.router.add_route("*", "/{path:.*}", upstream.handle)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", upstream.port).start()
        runners.append(runner)
    pictures = tmp_path / "public"
    pictures.mkdir()
    listen = port()
    settings = tmp_path / "nginx.conf"
    text = fill(
        TEMPLATE.read_text(),
        WORKERS="1",
        RUN=str(tmp_path),
        LOG=str(tmp_path / "edge.log"),
        RESOLVER="127.0.0.1",
        TRUST="set_real_ip_from 127.0.0.1;",
        LISTEN=f"127.0.0.1:{listen}",
        COMMENTS=f"http://127.0.0.1:{upstreams[0].port}",
        NOTIFY=f"http://127.0.0.1:{upstreams[1].port}",
        IMAGES=f"http://127.0.0.1:{upstreams[2].port}",
        SCHEME="https",
        HEADERS="add_header Strict-Transport-Security max-age=31536000 always;",
        FRONT="/desk/",
        PICTURES=str(pictures),
    )
    settings.write_text(f"user root;\n{text}")  # the workers must enter pytest's private folders
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/bin")
    assert nginx
    process = Process(
        name="edge",
        argv=(nginx, "-e", "stderr", "-p", str(tmp_path), "-c", str(settings)),
        environment={},
        log=tmp_path / "edge.log",
        ready_url=f"http://127.0.0.1:{listen}/edge/health",
    )
    await process.start()
    async with aiohttp.ClientSession() as client:
        yield Edge(f"http://127.0.0.1:{listen}", comments, notify, images, pictures, client)
    await process.end()
    for runner in runners:
        await runner.cleanup()
