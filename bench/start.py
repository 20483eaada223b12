"""How soon the three services answer after their start, and the memory they hold together: idle, and at their peak.

Each is started alone, several times; then all three together. The peak comes after a load of posts that become mails,
reads of a long thread and a photograph. Memory is what the processes of a service hold, children too: PSS, where pages
that several share count once, and RSS beside it. What only a developer's environment has (rich, which structlog loads
when it is there) is kept away, as in the images that are shipped.
"""

import argparse
import asyncio
import re
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from statistics import median

import aiohttp

from bench import _load, _photographs, _stage
from tests.notify.smtp_server import SmtpServer
from tests.support import servers as servers_room
from tests.support.stack import Process, Stack
from tests.support.waiting import until

IDLE, PEAK, START = 130, 250, 0.5
"""Goals: MB together, MB together, seconds."""
SETTLE_SECONDS = 35
"""Idle is whoever had nothing to do for half a minute."""
POSTS = 600


def main(argv: list[str]) -> int:
    """Measure and print; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="./paddock bench start", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--starts", type=int, default=5)
    options = parser.parse_args(argv)
    starts, idle, peak, drawn = asyncio.run(_measure(options.starts))
    for name, found in starts.items():
        first, ready = (median(one[index] for one in found) for index in (0, 1))
        sys.stdout.write(f"{name:9} answers after {first:.2f} s, is ready after {ready:.2f} s (goal {START} s)\n")
    for what, held, goal in (("idle", idle, IDLE), ("after posts, mails and reads", peak, PEAK)):
        parts = ", ".join(f"{name} {pss:.0f}" for name, (pss, _) in held.items())
        together = sum(pss for pss, _ in held.values()), sum(rss for _, rss in held.values())
        sys.stdout.write(f"{what}: {together[0]:.0f} MB together ({parts}); RSS {together[1]:.0f} (goal {goal})\n")
    sys.stdout.write(f"at the most while a photograph of 12 megapixels was drawn: {drawn:.0f} MB together\n")
    good = max(median(one[0] for one in found) for found in starts.values()) <= START
    return int(not good or sum(pss for pss, _ in idle.values()) > IDLE or drawn > PEAK)


Held = dict[str, tuple[float, float]]


async def _measure(count: int) -> tuple[dict[str, list[tuple[float, float]]], Held, Held, float]:
    smtp = await SmtpServer().start()
    try:
        async with servers_room.running() as servers:
            with tempfile.TemporaryDirectory() as folder:
                stack = _stage.prepared(servers, Path(folder), relay=smtp.url, images=True)
                without = Path(folder) / "without"
                without.mkdir()
                (without / "rich.py").write_text('raise ImportError("not in a shipped image")\n')
                for process in stack.processes.values():
                    process.environment["PYTHONPATH"] = str(without)
                await _stage.add_site(stack.processes["comments"], policy="hold_first")
                person = ("--site", _stage.SITE, "--name", "Anna", "--email", "anna@bench.example", "--role", "owner")
                await _stage.command(stack.processes["comments"], "moderator", "add", *person)
                try:
                    starts = {
                        name: [await _started(process) for _ in range(count)]
                        for name, process in stack.processes.items()
                    }
                    await stack.start()
                    await asyncio.sleep(SETTLE_SECONDS)
                    idle = _held(stack)
                    return starts, idle, *await _load_all(stack, smtp, Path(folder))
                finally:
                    await stack.end()
    finally:
        await smtp.close()


async def _started(process: Process) -> tuple[float, float]:
    """Seconds from the start until /health/live answers, and until it is ready; ended again afterwards."""
    live = process.ready_url.replace("/ready", "/live")
    url, process.ready_url = process.ready_url, ""
    began = time.perf_counter()
    await process.start()
    process.ready_url = url
    try:
        async with aiohttp.ClientSession() as client:
            found = []
            for address in (live, url):
                await _until_answered(client, address)
                found.append(time.perf_counter() - began)
        return found[0], found[1]
    finally:
        await process.end()


async def _until_answered(client: aiohttp.ClientSession, url: str) -> None:
    """Asked every 10 ms: tests/support/waiting.py's growing steps are too coarse to measure with."""
    async with asyncio.timeout(30):
        while True:
            with suppress(aiohttp.ClientError):
                async with client.get(url) as answer:
                    if answer.status == 200:
                        return
            await asyncio.sleep(0.01)


async def _load_all(stack: Stack, smtp: SmtpServer, folder: Path) -> tuple[Held, float]:
    """Posts that are held and mailed, reads; then a photograph, looked at until it is drawn."""
    url = stack.url("comments")
    async with aiohttp.ClientSession() as client:
        token = await _stage.form_token(client, url)
        page = f"{_stage.ORIGIN}/long"
        for start in range(0, POSTS, 20):
            async with asyncio.TaskGroup() as group:
                for number in range(start, start + 20):
                    group.create_task(_stage.post(client, url, number, url=page, form_token=token))

        async def mailed() -> bool:
            return len(smtp.mails) > 0

        await until(mailed, seconds=30, what="a mail")
        await _load.drive(f"{url}/v1/threads?site={_stage.SITE}&url={page}", connections=16, seconds=3)
        loaded = _held(stack)
        photograph = _photographs.photographs(folder / "made", None)[0]
        form = aiohttp.FormData()
        form.add_field("file", photograph.read_bytes(), filename="car.jpg", content_type="image/jpeg")
        target = f"{stack.url('images')}/v1/pictures?site={_stage.SITE}&owner=comment"
        async with client.post(target, data=form) as answer:
            said = await answer.json()
            if answer.status >= 300:
                raise RuntimeError(str(said))
        return loaded, await _most(client, stack, said)


async def _most(client: aiohttp.ClientSession, stack: Stack, upload: dict[str, str]) -> float:
    """The most that all held at one look, until the picture is drawn."""
    url = f"{stack.url('images')}/v1/pictures/{upload['id']}"
    most = 0.0
    async with asyncio.timeout(120):
        while True:
            most = max(most, sum(pss for pss, _ in _held(stack).values()))
            async with client.get(url, headers={"Upload-Key": upload.get("upload_key", "")}) as answer:
                said = await answer.json()
            if answer.status >= 300 or said.get("status") == "failed":
                raise RuntimeError(str(said))
            if said.get("status") == "ready":
                return most
            await asyncio.sleep(0.05)


def _held(stack: Stack) -> Held:
    """MB of each service now: PSS and RSS."""
    found = {}
    for name, process in stack.processes.items():
        sums = [0.0, 0.0]
        for pid in _stage.family(process):
            with suppress(OSError):
                text = Path(f"/proc/{pid}/smaps_rollup").read_text()
                for index, kind in enumerate(("Pss", "Rss")):
                    match = re.search(rf"^{kind}:\s+(\d+) kB", text, re.MULTILINE)
                    sums[index] += int(match[1]) / 1000 if match else 0
        found[name] = sums[0], sums[1]
    return found
