"""How soon others see a post: the moderator's mail at a local relay, and a reader's stream at another replica.

One post at a time on an idle stack of two comments replicas, notify, Postgres and RabbitMQ; milliseconds from sending
the request until the relay has accepted the mail, or the event has been read from the stream.
"""

import argparse
import asyncio
import json
import secrets
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median

import aiohttp

from bench import _stage
from tests.notify.smtp_server import SmtpServer
from tests.support import servers as servers_room
from tests.support.stack import Stack
from tests.support.waiting import until

HELD = "held"
GOALS = {"mail": (60, 250), "stream": (50, 200)}
"""Milliseconds: median, 99th percentile."""


def main(argv: list[str]) -> int:
    """Measure and print; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="./paddock bench latency", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--samples", type=int, default=200)
    parser.add_argument("--pause", type=float, default=0.1, help="seconds between posts")
    options = parser.parse_args(argv)
    found = asyncio.run(_measure(options.samples, options.pause))
    good = True
    for name, times in found.items():
        ordered = sorted(times)
        middle, late = median(ordered), ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
        good = good and middle < GOALS[name][0] and late < GOALS[name][1]
        sys.stdout.write(
            f"{name:8} {len(times)} posts: p50 {middle:.1f} ms (goal {GOALS[name][0]}), p99 {late:.1f} ms"
            f" (goal {GOALS[name][1]}), slowest {ordered[-1]:.1f} ms\n"
        )
    return int(not good)


async def _measure(samples: int, pause: float) -> dict[str, list[float]]:
    smtp = await SmtpServer().start()
    try:
        async with servers_room.running() as servers:
            with tempfile.TemporaryDirectory() as folder:
                stack = _stage.prepared(servers, Path(folder), replicas=("one", "two"), relay=smtp.url)
                one = stack.processes["one"]
                await _stage.add_site(one)
                await _stage.add_site(one, key=HELD, policy="hold_all")
                person = ("--site", HELD, "--name", "Anna", "--email", "anna@bench.example", "--role", "moderator")
                await _stage.command(one, "moderator", "add", *person)
                await stack.start()
                try:
                    async with aiohttp.ClientSession() as client:
                        mail = await _to_mail(client, stack, smtp, samples, pause)
                        return {"mail": mail, "stream": await _to_stream(client, stack, samples, pause)}
                finally:
                    await stack.end()
    finally:
        await smtp.close()


async def _to_mail(
    client: aiohttp.ClientSession, stack: Stack, smtp: SmtpServer, samples: int, pause: float
) -> list[float]:
    """The relay is asked for its answer to the whole mail, so that moment is the acceptance."""
    accepted: asyncio.Queue[float] = asyncio.Queue()

    def watch(step: str, _to: str) -> None:
        if step == "dot":
            accepted.put_nowait(time.perf_counter())

    smtp.script = watch
    url = stack.url("one")
    token = await _stage.form_token(client, url, HELD)
    mail = {"site": HELD, "url": f"{_stage.ORIGIN}/held", "form_token": token}

    async def told() -> bool:
        await _stage.post(client, url, secrets.randbelow(10**6), **mail)
        return not accepted.empty()

    await until(told, seconds=30, what="notify to know the moderator")
    await asyncio.sleep(1)
    times = []
    for number in range(samples):
        await asyncio.sleep(pause)
        while not accepted.empty():
            accepted.get_nowait()
        began = time.perf_counter()
        await _stage.post(client, url, number, **mail)
        async with asyncio.timeout(30):
            times.append((await accepted.get() - began) * 1000)
    return times


async def _to_stream(client: aiohttp.ClientSession, stack: Stack, samples: int, pause: float) -> list[float]:
    here, there = stack.url("one"), stack.url("two")
    body = {"url": f"{_stage.ORIGIN}/live", "form_token": await _stage.form_token(client, here)}
    first = await _stage.post(client, here, samples, **body)
    thread = str(first["comment"]["permalink"]).split("/t/")[1].split("#")[0]
    times = []
    async with client.get(f"{there}/v1/threads/{thread}/events") as stream, _listening(stream) as heard:
        for number in range(samples):
            await asyncio.sleep(pause)
            began = time.perf_counter()
            wanted = str((await _stage.post(client, here, number, **body))["comment"]["id"])
            async with asyncio.timeout(30):
                while (news := await heard.get())[0] != wanted:
                    pass
            times.append((news[1] - began) * 1000)
    return times


@asynccontextmanager
async def _listening(stream: aiohttp.ClientResponse) -> AsyncIterator[asyncio.Queue[tuple[str, float]]]:
    """Comments' ids with the moment that each was read."""
    heard: asyncio.Queue[tuple[str, float]] = asyncio.Queue()

    async def listen() -> None:
        async for line in stream.content:
            if line.startswith(b"data:"):
                heard.put_nowait((str(json.loads(line[5:]).get("id", "")), time.perf_counter()))

    async with asyncio.TaskGroup() as group:
        task = group.create_task(listen())
        try:
            yield heard
        finally:
            task.cancel()
