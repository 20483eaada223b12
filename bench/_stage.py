"""The services as a measurement wants them: real processes, a site that takes posts, mail to its own relay.

In: a session's servers. Out: a `Stack` and what readers send to it.
"""

import asyncio
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import aiohttp

from dev.surroundings import inherited
from shared import sealing
from tests.notify import conftest
from tests.support.servers import Servers
from tests.support.stack import ROOT, Process, Stack, port

SITE, ORIGIN = "bench", "http://bench.example"


def prepared(
    servers: Servers, folder: Path, *, replicas: Iterable[str] = ("comments",), relay: str = "", images: bool = False
) -> Stack:
    """The stack, not started: comments in these replicas, notify when there is a relay to hand mail to."""
    private, public = sealing.new_keys()
    stack = Stack(servers, folder, {"PADDOCK_LOG_LEVEL": "warning"})
    for name in replicas:
        own = {"SECRET": "s" * 32, "ADDRESS_KEY": "a" * 32, "NOTIFY_PUBLIC_KEY": public}
        stack.add("comments", name=name, settings={f"PADDOCK_COMMENTS_{key}": value for key, value in own.items()})
    if relay:
        given = conftest.settings(relay)
        own = {name: value for name, value in given.items() if name.startswith("PADDOCK_NOTIFY_")}
        own |= {"PADDOCK_NOTIFY_PRIVATE_KEY": private, "PADDOCK_NOTIFY_INBOUND_PORT": str(port())}
        own |= {"PADDOCK_NOTIFY_BATCH_SECONDS": "0", "PADDOCK_NOTIFY_MODERATOR_HOUR": "1000000"}
        stack.add("notify", settings=own)
    if images:
        store = folder / "pictures"
        (store / "public").mkdir(parents=True)
        stack.add("images", settings={"PADDOCK_IMAGES_STORE": str(store), "PADDOCK_IMAGES_HELD_KEY": "h" * 32})
    return stack


async def add_site(comments: Process, *, key: str = SITE, policy: str = "publish_all", flood: bool = False) -> None:
    """A site whose posts are screened; neither the form's age nor, unless `flood`, the flood's limits hold them up.

    A page shows 100.
    """
    words = ["site", "add", "--key", key, "--name", "Bench", "--origin", ORIGIN]
    for setting in (
        f"policy={policy}",
        "form_seconds=0",
        "page_size=100",
        *(() if flood else ("flood_interval=0", "flood_burst=0")),
    ):
        words += ["--set", setting]
    await command(comments, *words)


def bare(servers: Servers, folder: Path, body: Path) -> Process:
    """A bare aiohttp with nothing behind it, which answers these bytes (not started)."""
    number = port()
    return Process(
        name="bare",
        argv=(sys.executable, "-m", "bench._bare", str(number), str(body), servers.admin_url),
        environment=inherited(),
        log=folder / "bare.log",
        ready_url=f"http://127.0.0.1:{number}/health/ready",
    )


async def command(process: Process, *words: str) -> None:
    """One of the service's own commands, in its environment. Raises RuntimeError when it is refused."""
    argv = [*process.argv[:-1], *words]
    run = await asyncio.create_subprocess_exec(
        *argv, env=process.environment, cwd=ROOT, stdout=asyncio.subprocess.DEVNULL
    )
    if await run.wait():
        raise RuntimeError(f"{' '.join(words)} was refused")


async def form_token(client: aiohttp.ClientSession, url: str, site: str = SITE) -> str:
    """What a form carries."""
    async with client.get(f"{url}/v1/form", params={"site": site}) as answer:
        return str((await answer.json())["token"])


async def post(client: aiohttp.ClientSession, door: str, number: int, **body: str) -> dict[str, Any]:
    """A reader's comment, each reader from a network of their own: the answer. Raises RuntimeError when refused."""
    whole: dict[str, str] = {
        "site": SITE,
        "name": f"Reader {number}",
        "email": f"reader{number}@readers.example",
        **body,
    }
    whole.setdefault("body", f"Remark {number}: *what a car*, and what a road from Brescia to Rome and back it was.")
    network = {"X-Forwarded-For": f"{11 + number // 62_500}.{number // 250 % 250}.{number % 250}.9"}
    async with client.post(f"{door}/v1/comments", json=whole, headers=network) as answer:
        if answer.status not in {201, 202}:
            raise RuntimeError(await answer.text())
        said: dict[str, Any] = await answer.json()
        return said


def family(process: Process) -> list[int]:
    """The ids of a process and of all that it started (each of a stack leads a session of its own)."""
    leader = process.process.pid if process.process else -1
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                if os.getsid(int(entry.name)) == leader:
                    found.append(int(entry.name))
    return found
