"""The whole of Paddock for one test: services, edge, inbox and demo site as real processes, or where they run already.

In: a session's servers, or `PADDOCK_E2E_EDGE_URL`, `PADDOCK_E2E_INBOX_URL` and `PADDOCK_E2E_DEMO_URL`.
Out: where everything is, and the inbox's and the API's answers.
"""

import json
import os
import secrets
import shutil
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from dev.demo.surroundings import PAGE, SITE
from dev.servers.edge import TEMPLATE, fill
from shared import sealing
from tests.support.servers import SERVICES, Servers
from tests.support.stack import ROOT, Process, Stack, port
from tests.support.waiting import until


@dataclass(slots=True)
class World:
    """Where it is. `stack` is None when the processes are not ours."""

    edge: str
    inbox: str
    demo: str
    client: aiohttp.ClientSession
    stack: Stack | None = None

    @property
    def page(self) -> str:
        """The demo's article."""
        return self.demo + PAGE

    async def thread(self, url: str = "") -> dict[str, Any]:
        """The thread as readers get it, past every cache."""
        query = {"site": SITE, "url": url or self.page, "v": secrets.token_hex(6)}
        async with self.client.get(f"{self.edge}/v1/threads", params=query) as answer:
            answer.raise_for_status()
            found: dict[str, Any] = await answer.json()
            return found

    async def comments(self, url: str = "") -> list[dict[str, Any]]:
        """All comments of a thread, replies too, in the order of their numbers."""
        found: list[dict[str, Any]] = []
        waiting = list((await self.thread(url))["comments"])
        while waiting:
            comment = waiting.pop()
            waiting += comment["replies"]
            found.append(comment)
        return sorted(found, key=lambda comment: int(comment["number"]))

    async def post(self, **body: Any) -> dict[str, Any]:
        """A reader's comment over HTTP: what the service said."""
        async with self.client.get(f"{self.edge}/v1/form", params={"site": SITE}) as answer:
            token = (await answer.json())["token"]
        whole = {"site": SITE, "url": self.page, "form_token": token, **body}
        async with self.client.post(f"{self.edge}/v1/comments", json=whole) as answer:
            said: dict[str, Any] = await answer.json()
            assert answer.status in {201, 202}, said
            return said

    async def mails(self, to: str, containing: str = "") -> list[dict[str, Any]]:
        """The mails that this address got, oldest first, with their text; `containing` looks into subject and text."""
        async with self.client.get(f"{self.inbox}/api/messages", params={"to": to}) as answer:
            listed = (await answer.json())["messages"]
        whole = []
        for one in listed:
            async with self.client.get(f"{self.inbox}/api/messages/{one['id']}") as answer:
                mail = await answer.json()
            if containing in mail["subject"] or containing in mail["text"]:
                whole.append(mail)
        return sorted(whole, key=lambda mail: int(mail["id"]))

    async def mail(self, to: str, containing: str, *, seconds: float = 30) -> dict[str, Any]:
        """The first such mail, once it is there."""
        found = await until(
            lambda: self.mails(to, containing), seconds=seconds, what=f"a mail to {to} with {containing!r}"
        )
        return found[0]


@asynccontextmanager
async def running_elsewhere() -> AsyncIterator[World]:
    """The stack that the environment names."""
    edge, inbox, demo = (os.environ[f"PADDOCK_E2E_{name}_URL"].rstrip("/") for name in ("EDGE", "INBOX", "DEMO"))
    async with aiohttp.ClientSession() as client:
        yield World(edge=edge, inbox=inbox, demo=demo.removesuffix(PAGE.rstrip("/")), client=client)


@asynccontextmanager
async def started(
    servers: Servers,
    folder: Path,
    *,
    seeded: bool = True,
    pictures: int = 24,
    more: Mapping[str, str] | None = None,
) -> AsyncIterator[World]:
    """Everything on free ports, with `more` settings; unless `seeded` without the demo's site and content.

    The demo's gallery has so many `pictures`: most of its start is spent on them.
    """
    await servers.empty(*SERVICES)
    ports = {name: port() for name in ("edge", "inbox", "inbox_smtp", "notify_smtp", "demo")}
    edge, inbox, demo = (f"http://127.0.0.1:{ports[name]}" for name in ("edge", "inbox", "demo"))
    private, public = sealing.new_keys()
    stack = Stack(servers=servers, folder=folder, settings={"PADDOCK_PUBLIC_URL": edge, **(more or {})})
    stack.add(
        "comments",
        settings={
            "PADDOCK_COMMENTS_SECRET": secrets.token_urlsafe(24),
            "PADDOCK_COMMENTS_ADDRESS_KEY": secrets.token_urlsafe(24),
            "PADDOCK_COMMENTS_NOTIFY_PUBLIC_KEY": public,
        },
    )
    stack.add(
        "notify",
        settings={
            "PADDOCK_NOTIFY_PRIVATE_KEY": private,
            "PADDOCK_NOTIFY_ADDRESS_KEYS": f"{secrets.token_urlsafe(32)}=",
            "PADDOCK_NOTIFY_RELAYS": f"smtp://127.0.0.1:{ports['inbox_smtp']}",
            "PADDOCK_NOTIFY_INBOUND_PORT": str(ports["notify_smtp"]),
            "PADDOCK_NOTIFY_BATCH_SECONDS": "0",
        },
    )
    store = folder / "pictures"
    (store / "public").mkdir(parents=True)
    stack.add(
        "images",
        settings={"PADDOCK_IMAGES_STORE": str(store), "PADDOCK_IMAGES_HELD_KEY": secrets.token_urlsafe(24)},
    )
    stack.processes["inbox"] = _inbox(folder, ports)
    stack.processes["edge"] = edge_process(folder, stack, ports["edge"], demo, store / "public")
    try:
        await stack.start()
        if seeded:
            environments = folder / "environments.json"
            environments.write_text(json.dumps({name: stack.processes[name].environment for name in SERVICES}))
            stack.processes["demo"] = _demo(folder, ports, environments, pictures=pictures)
            await stack.processes["demo"].start(seconds=300)
        async with aiohttp.ClientSession() as client:
            yield World(edge=edge, inbox=inbox, demo=demo, client=client, stack=stack)
    finally:
        await stack.end()


def _plain() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if not key.startswith("PADDOCK_")}


def _inbox(folder: Path, ports: dict[str, int]) -> Process:
    return Process(
        name="inbox",
        argv=(sys.executable, "-m", "dev.inbox"),
        environment=_plain()
        | {
            "PADDOCK_DEV_INBOX_PORT": str(ports["inbox"]),
            "PADDOCK_DEV_INBOX_SMTP_PORT": str(ports["inbox_smtp"]),
            "PADDOCK_DEV_INBOX_REPLY_TO": f"127.0.0.1:{ports['notify_smtp']}",
        },
        log=folder / "inbox.log",
        ready_url=f"http://127.0.0.1:{ports['inbox']}/health/ready",
    )


def edge_process(folder: Path, stack: Stack, listen: int, front: str, pictures: Path) -> Process:
    """nginx with the product's own configuration, before the services of a stack."""
    run = folder / "edge"
    run.mkdir()
    text = fill(
        TEMPLATE.read_text(),
        WORKERS="1",
        RUN=str(run),
        LOG=str(run / "access.log"),
        RESOLVER="127.0.0.1",
        TRUST="",
        LISTEN=f"127.0.0.1:{listen}",
        COMMENTS=stack.url("comments"),
        NOTIFY=stack.url("notify"),
        IMAGES=stack.url("images"),
        SCHEME="http",
        HEADERS="",
        FRONT=front,
        PICTURES=str(pictures),
    )
    (run / "nginx.conf").write_text(f"user root;\n{text}" if os.geteuid() == 0 else text)
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/bin")
    assert nginx
    return Process(
        name="edge",
        argv=(nginx, "-e", "stderr", "-p", str(run), "-c", str(run / "nginx.conf")),
        environment={},
        log=folder / "edge.log",
        ready_url=f"http://127.0.0.1:{listen}/edge/health",
    )


def _demo(folder: Path, ports: dict[str, int], environments: Path, *, pictures: int) -> Process:
    return Process(
        name="demo",
        argv=(sys.executable, "-m", "dev.demo"),
        environment=_plain()
        | {
            "PADDOCK_DEV_DEMO_PORT": str(ports["demo"]),
            "PADDOCK_DEV_PUBLIC_URL": f"http://127.0.0.1:{ports['edge']}",
            "PADDOCK_DEV_INBOX_URL": f"http://127.0.0.1:{ports['inbox']}",
            "PADDOCK_DEV_STATE": str(folder / "demo"),
            "PADDOCK_DEV_DEMO_PICTURES": str(pictures),
            "PADDOCK_DEV_ENVIRONMENTS": str(environments),
            "PYTHONPATH": str(ROOT),
        },
        log=folder / "demo.log",
        ready_url=f"http://127.0.0.1:{ports['demo']}/health/ready",
    )
