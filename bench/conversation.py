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
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import aiohttp
import asyncpg

from bench import _load
from dev.surroundings import inherited
from shared import sealing
from tests.support import servers as servers_room
from tests.support.servers import Servers
from tests.support.stack import Process, Stack, port

SITE, ORIGIN = "bench", "http://bench.example"
SIZES = (3, 100, 1000)
ROOT = Path(__file__).parents[1]
POST_LUA = """
local n = 0
local seed = "%d-" .. os.time()
math.randomseed(os.time())
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
function request()
  n = n + 1
  local id = seed .. "-" .. n
  local body = '{"site":"bench","url":"http://bench.example/posts/' .. (n %% 200) .. '","name":"Reader",' ..
    '"email":"r' .. id .. '@readers.example","body":"The road was long that day, ' .. id .. '","form_token":"%s"}'
  local r = math.random
  wrk.headers["X-Forwarded-For"] = r(11, 99) .. "." .. r(0, 255) .. "." .. r(0, 255) .. ".9"
  return wrk.format(nil, %s, nil, body)
end
"""


@dataclass(slots=True)
class Contest:
    """One thing measured against another; `goal` is what the ratio should reach."""

    name: str
    ours: Callable[[], Awaitable[_load.Load]]
    theirs: Callable[[], Awaitable[_load.Load]]
    goal: float
    rounds: list[tuple[_load.Load, _load.Load, float, float]] = field(default_factory=list)


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
    _, public = sealing.new_keys()
    stack = Stack(
        servers,
        folder,
        {
            "PADDOCK_COMMENTS_SECRET": "s" * 32,
            "PADDOCK_COMMENTS_ADDRESS_KEY": "a" * 32,
            "PADDOCK_COMMENTS_NOTIFY_PUBLIC_KEY": public,
            "PADDOCK_LOG_LEVEL": "warning",
        },
    )
    comments = stack.add("comments")
    settings = ("policy=publish_all", "form_seconds=0")
    chosen = [part for setting in settings for part in ("--set", setting)]
    command = ["site", "add", "--key", SITE, "--name", "Bench", "--origin", ORIGIN, *chosen]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "services.comments",
        *command,
        env=comments.environment,
        cwd=ROOT,
        stdout=asyncio.subprocess.DEVNULL,
    )
    if await process.wait():
        raise RuntimeError("the site could not be added")
    await stack.start()
    body = folder / "body.json"
    body.write_bytes(b"{}")
    number = port()
    bare = Process(
        name="bare",
        argv=(sys.executable, "-m", "bench._bare", str(number), str(body), servers.admin_url),
        environment=inherited(),
        log=folder / "bare.log",
        ready_url=f"http://127.0.0.1:{number}/health/ready",
    )
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
    posted = 0
    for _ in range(options.rounds):
        for contest in contests:
            a, cpu_a = await _costed(contest.ours, pids[0])
            b, cpu_b = await _costed(contest.theirs, pids[1])
            contest.rounds.append((a, b, cpu_a, cpu_b))
            posted += a.answers - a.refused if contest.name == "post" else 0
    _print(options, contests)
    stored = await _stored(servers)
    sys.stdout.write(
        f"\nposts answered 2xx {posted}, rows stored {stored} (wrk does not count those cut off at a round's end)\n"
    )
    sys.stdout.write(f"peak memory of the service {_load.peak_memory(pids[:1])} KiB\n")


async def _costed(run: Callable[[], Awaitable[_load.Load]], pid: int) -> tuple[_load.Load, float]:
    """The round, and CPU milliseconds a request of the process and of Postgres."""
    before = _load.cpu_seconds([pid, *_load.named("postgres")])
    load = await run()
    after = _load.cpu_seconds([pid, *_load.named("postgres")])
    return load, (after - before) * 1000 / max(1, load.answers)


def _print(options: argparse.Namespace, contests: list[Contest]) -> None:
    write = sys.stdout.write
    write(f"{options.connections} connections, {options.rounds} rounds of {options.seconds:g} s, medians\n\n")
    heads = [("what", -24), ("a second", 10), ("bare", 10), ("ratio", 8), ("goal", 7), ("CPU ms", 9), ("bare", 8)]
    heads += [("p99 ms", 9), ("bare", 8)]
    write("".join(f"{head:{'>' if width > 0 else '<'}{abs(width)}}" for head, width in heads) + "\n")
    for contest in contests:
        ours = median(a.rate for a, *_ in contest.rounds)
        theirs = median(b.rate for _, b, *_ in contest.rounds)
        ratio = median(a.rate / b.rate for a, b, *_ in contest.rounds)
        cpu = median(row[2] for row in contest.rounds), median(row[3] for row in contest.rounds)
        late = median(a.p99 for a, *_ in contest.rounds), median(b.p99 for _, b, *_ in contest.rounds)
        refused = sum(a.refused for a, *_ in contest.rounds)
        write(
            f"{contest.name:24}{ours:10.0f}{theirs:10.0f}{ratio:8.2f}{contest.goal:7.2f}{cpu[0]:9.3f}{cpu[1]:8.3f}"
            f"{late[0]:9.1f}{late[1]:8.1f}{f'  {refused} refused' if refused else ''}\n"
        )


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
