"""Reads, counts and posts of the comments service beside bare aiohttp, in interleaved rounds.

Figures are medians; what counts are the ratios, since machines are noisy.
CPU a request includes Postgres. Every 2xx post is looked for in the database afterwards.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

import aiohttp
import asyncpg

from bench import _load, _stage
from bench._contest import Contest, play, tell
from bench._stage import ORIGIN, SITE
from tests.support import servers as servers_room
from tests.support.servers import Servers
from tests.support.stack import Process, Stack

SIZES = (3, 100, 1000)
# each post from a network of its own, so that none is a flood
POST_LUA = """
local n = 0
local seed = "%d-" .. os.time()
local first = os.time() %% 256 * 20000
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
function request()
  n = n + 1
  local id = seed .. "-" .. n
  local body = '{"site":"bench","url":"http://bench.example/posts/' .. (n %% 200) .. '","name":"Reader",' ..
    '"email":"r' .. id .. '@readers.example","body":"The road was long that day, ' .. id .. '","form_token":"%s"}'
  local at = first + n
  wrk.headers["X-Forwarded-For"] = string.format("%%d.%%d.%%d.9", 11 + at / 65536, at / 256 %% 256, at %% 256)
  return wrk.format(nil, %s, nil, body)
end
"""


def main(argv: list[str]) -> int:
    """Measure and print; 0."""
    parser = argparse.ArgumentParser(prog="./paddock bench conversation", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--connections", type=int, default=16)
    options = parser.parse_args(argv)
    asyncio.run(_measure(options))
    return 0


async def _measure(options: argparse.Namespace) -> None:
    async with servers_room.running() as servers:
        with tempfile.TemporaryDirectory() as folder:
            stack, bare = await _programs(servers, Path(folder))
            try:
                await _contests(options, servers, stack, bare, Path(folder))
            finally:
                await stack.end()
                await bare.end()


async def _programs(servers: Servers, folder: Path) -> tuple[Stack, Process]:
    stack = _stage.prepared(servers, folder)
    await _stage.add_site(stack.processes["comments"], flood=True)
    await stack.start()
    body = folder / "body.json"
    body.write_bytes(b"{}")
    bare = _stage.bare(servers, folder, body)
    await _fill(stack.url("comments"))
    page = await _get(f"{stack.url('comments')}{_thread(100)}")
    body.write_bytes(page)
    await bare.start()
    return stack, bare


async def _contests(options: argparse.Namespace, servers: Servers, stack: Stack, bare: Process, folder: Path) -> None:
    ours, theirs = stack.url("comments"), bare.ready_url.removesuffix("/health/ready")
    token = json.loads(await _get(f"{ours}/v1/form?site={SITE}"))["token"]
    scripts = [folder / "post.lua", folder / "insert.lua"]
    scripts[0].write_text(POST_LUA % (os.getpid(), token, '"/v1/comments"'))
    scripts[1].write_text(POST_LUA % (os.getpid(), token, '"/insert"'))

    def load(
        url: str, script: Path | None = None, headers: tuple[str, ...] = ()
    ) -> Callable[[], Awaitable[_load.Load]]:
        return lambda: _load.drive(
            url, connections=options.connections, seconds=options.seconds, script=script, headers=headers
        )

    etag = await _etag(f"{ours}{_thread(100)}")
    counts = "&".join(f"url={ORIGIN}/read/{number % 3}" for number in range(50))
    contests = [
        *(
            Contest(f"read thread of {size}", load(f"{ours}{_thread(size)}"), load(f"{theirs}/fixed"), 0.80)
            for size in SIZES
        ),
        Contest(
            "If-None-Match",
            load(f"{ours}{_thread(100)}", headers=(f"If-None-Match: {etag}",)),
            load(f"{theirs}/fixed"),
            0.90,
        ),
        Contest("counts of 50 pages", load(f"{ours}/v1/counts?site={SITE}&{counts}"), load(f"{theirs}/fixed"), 0.50),
        Contest("post", load(ours, scripts[0]), load(theirs, scripts[1]), 0.60),
    ]
    pids = [process.process.pid for process in (stack.processes["comments"], bare) if process.process]
    await play(contests, options.rounds, pids[:1], pids[1:])
    sys.stdout.write(
        f"{options.connections} connections, {options.rounds} rounds of {options.seconds:g} s, medians\n\n"
    )
    tell(contests, "bare")
    posted = contests[-1].accepted
    stored = await _stored(servers)
    sys.stdout.write(
        f"\nposts answered 2xx {posted}, rows stored {stored} (wrk does not count those cut off at a round's end)\n"
    )
    sys.stdout.write(f"peak memory of the service {_load.peak_memory(pids[:1])} KiB\n")


async def _fill(url: str) -> None:
    """Threads of 3, 100 and 1,000 comments."""
    async with aiohttp.ClientSession() as http:
        async with http.get(f"{url}/v1/form?site={SITE}") as response:
            token = (await response.json())["token"]

        async def post(page: int, number: int) -> None:
            body = {
                "site": SITE,
                "url": f"{ORIGIN}/read/{page}",
                "name": f"Reader {number}",
                "email": f"reader{page}-{number}@readers.example",
                "body": f"Remark {number}: *what a car*, and what a road from Brescia to Rome and back it was.",
                "form_token": token,
            }
            network = {"X-Forwarded-For": f"{101 + 10 * page + number // 250}.7.{number % 250}.1"}
            async with http.post(f"{url}/v1/comments", json=body, headers=network) as response:
                if response.status != 201:
                    raise RuntimeError(await response.text())

        for page, size in enumerate(SIZES):
            for start in range(0, size, 20):
                async with asyncio.TaskGroup() as group:
                    for number in range(start, min(size, start + 20)):
                        group.create_task(post(page, number))


def _thread(size: int) -> str:
    return f"/v1/threads?site={SITE}&url={ORIGIN}/read/{SIZES.index(size)}"


async def _get(url: str) -> bytes:
    async with aiohttp.ClientSession() as http, http.get(url) as response:
        return await response.read()


async def _etag(url: str) -> str:
    async with aiohttp.ClientSession() as http, http.get(url, headers={"Accept-Encoding": "identity"}) as response:
        return response.headers["ETag"]


async def _stored(servers: Servers) -> int:
    connection = await asyncpg.connect(servers.admin_url)
    try:
        return int(
            await connection.fetchval("SELECT count(*) FROM comments.comment WHERE text LIKE 'The road was long%'")
        )
    finally:
        await connection.close()
