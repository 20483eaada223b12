"""The nginx and Traefik snippets of docs/operating.md, as an operator would paste them."""

import asyncio
import io
import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
import yaml
from aiohttp import web

from tests.support.stack import ROOT, Process, port

GUIDE = (ROOT / "docs" / "operating.md").read_text()


def snippet(language: str) -> str:
    """The first block of this language."""
    found = re.search(rf"^```{language}\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
    assert found, language
    return found[1]


@pytest.fixture
async def edge() -> AsyncIterator[int]:
    """Stands where the edge would: tells what arrived, and streams."""
    go_on = asyncio.Event()

    async def told(request: web.Request) -> web.Response:
        named = {name: request.headers.get(name, "") for name in ("Host", "X-Forwarded-For")}
        return web.json_response({**named, "bytes": len(await request.read())})

    async def stream(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await answer.prepare(request)
        await answer.write(b"data: first\n\n")
        await go_on.wait()
        return answer

    async def ready(_: web.Request) -> web.Response:
        return web.Response()

    app = web.Application(client_max_size=2**30)
    app.add_routes([web.get("/stream", stream), web.get("/ready", ready), web.post("/", told)])
    runner = web.AppRunner(app)
    await runner.setup()
    listen = port()
    await web.TCPSite(runner, "127.0.0.1", listen).start()
    yield listen
    go_on.set()
    await runner.cleanup()


async def test_nginx_in_front_passes_the_reader_on_takes_large_pictures_and_streams(edge: int, tmp_path: Path) -> None:
    listen = port()
    location = snippet("nginx").replace("127.0.0.1:8080", f"127.0.0.1:{edge}")
    assert str(edge) in location
    settings = tmp_path / "nginx.conf"
    logs = "access_log off; error_log stderr; client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path f;"
    more = "uwsgi_temp_path u; scgi_temp_path s;"
    server = f"server {{ listen 127.0.0.1:{listen}; {location} }}"
    settings.write_text(f"daemon off; pid pid; user root; events {{}} http {{ {logs} {more} {server} }}")
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/bin")
    assert program
    words = (program, "-p", str(tmp_path), "-e", "stderr", "-c", str(settings))
    check = await asyncio.create_subprocess_exec(*words, "-t", stderr=asyncio.subprocess.PIPE)
    _, said = await check.communicate()
    assert check.returncode == 0, said.decode()
    nginx = Process(name="nginx", argv=words, environment={}, log=tmp_path / "log")
    nginx.ready_url = f"http://127.0.0.1:{listen}/ready"
    await nginx.start()
    try:
        async with aiohttp.ClientSession() as client:
            named = {"Host": "comments.example.org", "X-Forwarded-For": "203.0.113.9"}
            picture = b"x" * 40_000_000
            async with client.post(f"http://127.0.0.1:{listen}/", headers=named, data=io.BytesIO(picture)) as answer:
                # what a reader claims about themselves is replaced, not believed
                arrived = {"Host": "comments.example.org", "X-Forwarded-For": "127.0.0.1", "bytes": len(picture)}
                assert await answer.json() == arrived
            async with client.get(f"http://127.0.0.1:{listen}/stream") as stream:
                assert await asyncio.wait_for(stream.content.readline(), 5) == b"data: first\n"
    finally:
        await nginx.end()


def test_the_labels_for_traefik_name_one_router_one_service_and_the_edges_own_port() -> None:
    labels = dict(label.split("=", 1) for label in yaml.safe_load(snippet("yaml"))["labels"])
    named = {name.split(".")[2:4][0] + "/" + name.split(".")[3] for name in labels if name.startswith("traefik.http.")}
    assert named == {"routers/paddock", "services/paddock"}
    inside = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]["edge"]["ports"][0].rpartition(":")[
        2
    ]
    assert labels["traefik.http.services.paddock.loadbalancer.server.port"] == inside
