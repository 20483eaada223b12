"""95 reads to 5 posts over 200 threads, beside bare aiohttp; then posts in a row without a stall.

In: servers as for the tests. Out: the ratio; of the posts the longest silence, and rows stored = 2xx answers.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import aiohttp
import asyncpg

from bench import _load, _stage
from bench._contest import Contest, play, tell
from tests.support import servers as servers_room
from tests.support.servers import Servers
from tests.support.stack import Process, Stack

GOAL, SILENCE = 0.60, 0.5
"""Of bare aiohttp's answers; seconds without an answer that count as a stall."""
THREADS, LONG = 200, 10
LUA = """
local n, seed, r, first = 0, os.time() .. "-%(seed)s", math.random, os.time() %% 256 * 20000
math.randomseed(os.time())
function request()
  n = n + 1
  local page = "http://bench.example/pages/" .. r(0, 199)
  if r(1, 100) > 5 then
    return wrk.format("GET", "%(read)s" .. (%(fixed)s and "" or page), {}, nil)
  end
  local id = seed .. "-" .. n
  local body = '{"site":"bench","url":"' .. page .. '","name":"Reader","email":"r' .. id .. '@readers.example",' ..
    '"body":"The road was long that day, ' .. id .. '","form_token":"%(token)s"}'
  local at = first + n
  local from = string.format("%%d.%%d.%%d.9", 11 + at / 65536, at / 256 %% 256, at %% 256)
  return wrk.format("POST", "%(post)s", {["Content-Type"] = "application/json", ["X-Forwarded-For"] = from}, body)
end
"""


@dataclass(slots=True)
class Row:
    """Posts in a row: milliseconds each, and the moments of their answers."""

    times: list[float] = field(default_factory=list)
    moments: list[float] = field(default_factory=list)

    @property
    def silence(self) -> float:
        """The longest time without an answer, in seconds."""
        return max(b - a for a, b in zip(self.moments, self.moments[1:], strict=False))


def main(argv: list[str]) -> int:
    """Measure and print; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="./paddock bench mix", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--connections", type=int, nargs="+", default=[16])
    parser.add_argument("--posts", type=int, default=6000)
    options = parser.parse_args(argv)
    return int(not asyncio.run(_measure(options)))


async def _measure(options: argparse.Namespace) -> bool:
    async with servers_room.running() as servers:
        with tempfile.TemporaryDirectory() as given:
            folder = Path(given)
            stack = _stage.prepared(servers, folder)
            comments = stack.processes["comments"]
            await _stage.add_site(comments, flood=True)
            body = folder / "body.json"
            bare = _stage.bare(servers, folder, body)
            try:
                await stack.start()
                row = await _posts(stack.url("comments"), options.posts)
                stored = await _stored(servers, "Remark %")
                _tell_row(row, stored)
                body.write_bytes(await _page(stack.url("comments")))
                await bare.start()
                ratio = await _mix(options, servers, stack, bare, folder)
                return ratio >= GOAL and row.silence < SILENCE and stored == len(row.times)
            finally:
                await stack.end()
                await bare.end()


async def _posts(url: str, count: int) -> Row:
    """Over 16 connections, each from a network of its own, to all threads. Raises RuntimeError when refused."""
    row, numbers = Row(), iter(range(count))
    async with aiohttp.ClientSession() as client:
        token = await _stage.form_token(client, url)

        async def work() -> None:
            for number in numbers:
                began = time.perf_counter()
                page = f"{_stage.ORIGIN}/pages/{number % THREADS}"
                await _stage.post(client, url, number, url=page, form_token=token)
                row.moments.append(time.perf_counter())
                row.times.append((row.moments[-1] - began) * 1000)

        async with asyncio.TaskGroup() as group:
            for _ in range(16):
                group.create_task(work())
    return row


def _tell_row(row: Row, stored: int) -> None:
    ordered = sorted(row.times)
    span = row.moments[-1] - row.moments[0]
    sys.stdout.write(
        f"{len(ordered)} posts in a row, 16 connections: {len(ordered) / span:.0f} a second,"
        f" p50 {ordered[len(ordered) // 2]:.1f} ms, p99 {ordered[int(len(ordered) * 0.99)]:.1f} ms, slowest"
        f" {ordered[-1]:.0f} ms; longest silence {row.silence * 1000:.0f} ms (a stall: {SILENCE * 1000:.0f});"
        f" 2xx {len(ordered)}, rows stored {stored}\n\n"
    )


async def _mix(options: argparse.Namespace, servers: Servers, stack: Stack, bare: Process, folder: Path) -> float:
    ours, theirs = stack.url("comments"), bare.ready_url.removesuffix("/health/ready")
    async with aiohttp.ClientSession() as client:
        token = await _stage.form_token(client, ours)
    read = f"/v1/threads?site={_stage.SITE}&url="
    scripts = [folder / "ours.lua", folder / "bare.lua"]
    parts = {"token": token, "seed": stack.ports["comments"]}
    scripts[0].write_text(LUA % (parts | {"read": read, "post": "/v1/comments", "fixed": "false"}))
    scripts[1].write_text(LUA % (parts | {"read": "/fixed", "post": "/fixed", "fixed": "true"}))
    contests = []
    for number in options.connections:
        run = partial(_load.drive, connections=number, seconds=options.seconds)
        name = f"mix 95/5, {number} connections"
        contests.append(
            Contest(name, partial(run, ours, script=scripts[0]), partial(run, theirs, script=scripts[1]), GOAL)
        )
    await play(contests, options.rounds, _stage.family(stack.processes["comments"]), _stage.family(bare))
    sys.stdout.write(f"{options.rounds} rounds of {options.seconds:g} s, {THREADS} threads, medians\n\n")
    tell(contests, "bare")
    posted = await _stored(servers, "The road was long%")
    answers = sum(a.answers for contest in contests for a, *_ in contest.rounds)
    sys.stdout.write(f"\nrows stored by the mix {posted}, {posted / answers:.1%} of its answers\n")
    return contests[0].ratio


async def _page(url: str) -> bytes:
    query = {"site": _stage.SITE, "url": f"{_stage.ORIGIN}/pages/1"}
    async with aiohttp.ClientSession() as client, client.get(f"{url}/v1/threads", params=query) as answer:
        return json.dumps(await answer.json(), separators=(",", ":"), ensure_ascii=False).encode()


async def _stored(servers: Servers, like: str) -> int:
    connection = await asyncpg.connect(servers.admin_url)
    try:
        return int(await connection.fetchval("SELECT count(*) FROM comments.comment WHERE text LIKE $1", like))
    finally:
        await connection.close()
