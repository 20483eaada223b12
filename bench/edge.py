"""A cached thread of 100 comments at the edge beside nginx that sends the same bytes from a file.

The edge is the product's own configuration before a running comments service, with one worker, as the other nginx.
"""

import argparse
import asyncio
import shutil
import sys
import tempfile
from functools import partial
from pathlib import Path

import aiohttp

from bench import _load, _stage
from bench._contest import Contest, play, tell
from tests.e2e.world import edge_process
from tests.support import servers as servers_room
from tests.support.stack import Process, port

GOAL = 0.60
FILE = """
{user}worker_processes 1; daemon off; pid {run}/nginx.pid; error_log stderr warn;
events {{ worker_connections 4096; }}
http {{
  access_log off; default_type application/json; sendfile on; tcp_nopush off; keepalive_requests {requests};
  server {{ listen 127.0.0.1:{port}; root {run}/files; }}
}}
"""


def main(argv: list[str]) -> int:
    """Measure and print; 1 when the goal is missed."""
    parser = argparse.ArgumentParser(prog="./paddock bench edge", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--connections", type=int, nargs="+", default=[16])
    options = parser.parse_args(argv)
    return int(asyncio.run(_measure(options)) < GOAL)


async def _measure(options: argparse.Namespace) -> float:
    async with servers_room.running() as servers:
        with tempfile.TemporaryDirectory() as given:
            folder = Path(given)
            stack = _stage.prepared(servers, folder)
            await _stage.add_site(stack.processes["comments"])
            await stack.start()
            stack.ports |= {"notify": port(), "images": port(), "edge": port()}
            edge = edge_process(folder, stack, stack.ports["edge"], "/desk/", folder)
            plain: Process | None = None
            try:
                await edge.start()
                query = await _filled(stack.url("comments"))
                url = f"{stack.url('edge')}/v1/threads?{query}"
                plain = await plain_file(folder, url)
                return await _contest(options, edge, plain, url)
            finally:
                for process in (plain, edge):
                    if process:
                        await process.end()
                await stack.end()


async def _contest(options: argparse.Namespace, edge: Process, plain: Process, url: str) -> float:
    contests = []
    for number in options.connections:
        run = partial(_load.drive, connections=number, seconds=options.seconds)
        name = f"cached, {number} connections"
        contests.append(Contest(name, partial(run, url), partial(run, plain.ready_url), GOAL))
    await play(contests, options.rounds, _stage.family(edge), _stage.family(plain))
    sys.stdout.write(f"{options.rounds} rounds of {options.seconds:g} s, medians\n\n")
    tell(contests, "a file")
    return contests[0].ratio


async def _filled(url: str) -> str:
    """A thread of 100; the query that asks for it."""
    page = f"{_stage.ORIGIN}/hundred"
    async with aiohttp.ClientSession() as client:
        token = await _stage.form_token(client, url)
        for start in range(0, 100, 20):
            async with asyncio.TaskGroup() as group:
                for number in range(start, start + 20):
                    group.create_task(_stage.post(client, url, number, url=page, form_token=token))
    return f"site={_stage.SITE}&url={page}"


async def plain_file(folder: Path, url: str) -> Process:
    """Another nginx with the bytes of this address in a file; started."""
    run, number = folder / "plain", port()
    (run / "files").mkdir(parents=True)
    folder.chmod(0o755)
    async with aiohttp.ClientSession() as client, client.get(url, headers={"Accept-Encoding": "identity"}) as answer:
        (run / "files" / "thread").write_bytes(await answer.read())
    user = "user root; " if Path("/proc/self").owner() == "root" else ""
    (run / "nginx.conf").write_text(FILE.format(user=user, run=run, port=number, requests=1000))
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/bin") or "nginx"
    process = Process(
        name="plain",
        argv=(nginx, "-e", "stderr", "-p", str(run), "-c", str(run / "nginx.conf")),
        environment={},
        log=folder / "plain.log",
        ready_url=f"http://127.0.0.1:{number}/thread",
    )
    await process.start()
    return process
