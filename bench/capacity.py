"""What a comment costs on its way through comments, broker and notify, and what it weighs at rest.

The figures of docs/capacity.md.

Real processes, real servers; the CPU of Postgres and RabbitMQ is counted too, so run it on a quiet machine.
"""

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from bench import _load, _photographs, _stage
from bench._stage import ORIGIN, SITE
from bench.pictures import render
from services.images.rendering.darkroom.client import Darkroom
from tests.e2e.world import edge_process
from tests.notify.smtp_server import SmtpServer
from tests.support import servers as servers_room
from tests.support.servers import Servers
from tests.support.stack import Stack, port
from tests.support.waiting import until

WORKERS = 16
PAGES = 200
TEXT = "the road over the pass was wet and the red car from the first picture stood there with its bonnet open"
SCHEMAS = ("comments", "notify", "images")


@dataclass(frozen=True, slots=True)
class Weight:
    """Bytes of one schema's tables and indexes."""

    total: dict[str, int]

    def since(self, before: "Weight", count: int) -> dict[str, int]:
        """Bytes a comment."""
        return {name: round((size - before.total[name]) / count) for name, size in self.total.items()}


def main(argv: list[str]) -> int:
    """Measure and print as JSON; 0."""
    parser = argparse.ArgumentParser(prog="./paddock bench capacity", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--comments", type=int, default=5_000)
    options = parser.parse_args(argv)
    figures = asyncio.run(measure(options.comments)) | asyncio.run(weigh_picture())
    sys.stdout.write(json.dumps(figures, indent=1) + "\n")
    return 0


async def weigh_picture() -> dict[str, object]:
    """CPU and bytes of one photograph's full set, AVIF and JPEG in four widths, as recipe 1 makes it."""
    room = Darkroom(allow_unlocked=False)
    with tempfile.TemporaryDirectory() as folder:
        photograph = _photographs.photographs(Path(folder), None)[0]
        try:
            cpu, sizes = await render(room, photograph, Path(folder) / "set", ("jpg", "avif"))
        finally:
            room.close()
        original = photograph.stat().st_size
    kept = {"original": original, "renditions": sum(sizes.values())}
    return {"a photograph of 12 megapixels": {"CPU seconds": round(cpu, 2), "bytes": kept}}


async def measure(count: int) -> dict[str, object]:
    """The figures of one run."""
    async with servers_room.running() as servers:
        smtp = await SmtpServer().start()
        with tempfile.TemporaryDirectory() as folder:
            stack = _stage.prepared(servers, Path(folder), relay=smtp.url)
            await _stage.add_site(stack.processes["comments"])
            await stack.start()
            try:
                return await _run(servers, stack, count)
            finally:
                await stack.end()
                await smtp.close()


async def _run(servers: Servers, stack: Stack, count: int) -> dict[str, object]:
    pids = {name: [process.process.pid] for name, process in stack.processes.items() if process.process}
    pids |= {"postgres": _load.named("postgres"), "rabbitmq": _load.named("beam.smp")}
    before, cpu = await _weight(servers), {name: _load.cpu_seconds(found) for name, found in pids.items()}
    began = time.perf_counter()
    letters = await _post_all(stack.url("comments"), count)
    posted = time.perf_counter() - began

    async def settled() -> bool:
        known = await servers.admin.fetchval("SELECT count(*) FROM notify.comment")
        waiting = await servers.admin.fetchval("SELECT count(*) FROM comments.outbox")
        return bool(known == count and waiting == 0)

    await until(settled, seconds=120, what="notify to know every comment")
    pids["postgres"] = _load.named("postgres")
    spent = {name: _load.cpu_seconds(found) - cpu[name] for name, found in pids.items()}
    edge = await _edge_read(stack)
    await servers.admin.execute("VACUUM ANALYZE")
    after = await _weight(servers)
    return {
        "comments": count,
        "letters a comment": round(letters / count),
        "posts a second, 16 connections": round(count / posted),
        "CPU ms a comment, from the request to notify's rows": {
            name: round(1000 * seconds / count, 2) for name, seconds in spent.items()
        },
        "CPU ms a cached read at the edge": edge,
        "bytes a comment": after.since(before, count),
        "bytes a comment, by table": await _tables(servers, count),
    }


async def _edge_read(stack: Stack) -> float:
    """The edge's CPU a read of a thread that it has in its cache."""
    stack.ports |= {"images": port(), "edge": port()}
    edge = edge_process(stack.folder, stack, stack.ports["edge"], "/desk/", stack.folder)
    url = f"{stack.url('edge')}/v1/threads?site={SITE}&url={ORIGIN}/pages/1"
    await edge.start()
    try:
        await _load.drive(url, connections=WORKERS, seconds=1)
        pids = _load.named("nginx")
        before = _load.cpu_seconds(pids)
        load = await _load.drive(url, connections=WORKERS, seconds=4)
        return round(1000 * (_load.cpu_seconds(pids) - before) / load.answers, 4)
    finally:
        await edge.end()


async def _post_all(url: str, count: int) -> int:
    letters = 0
    numbers = iter(range(count))
    dice, words = random.Random(1), TEXT.split()
    async with aiohttp.ClientSession() as client:
        async with client.get(f"{url}/v1/form?site={SITE}") as answer:
            token = (await answer.json())["token"]

        async def work() -> None:
            nonlocal letters
            for number in numbers:
                text = " ".join(dice.choices(words, k=dice.randint(15, 85))) + f" {number}"
                letters += len(text)
                body = {"site": SITE, "url": f"{ORIGIN}/pages/{number % PAGES}", "name": f"Reader {number % 999}"}
                body |= {"email": f"r{number % 2000}@readers.example", "body": text, "form_token": token}
                headers = {"X-Forwarded-For": f"{dice.randint(11, 99)}.{number % 250}.{number // 250 % 250}.9"}
                async with client.post(f"{url}/v1/comments", json=body, headers=headers) as answer:
                    if answer.status != 201:
                        raise RuntimeError(await answer.text())

        async with asyncio.TaskGroup() as group:
            for _ in range(WORKERS):
                group.create_task(work())
    return letters


async def _weight(servers: Servers) -> Weight:
    rows = await servers.admin.fetch(
        "SELECT schemaname,"
        " sum(pg_total_relation_size(format('%I.%I', schemaname, tablename)::regclass))::bigint AS size"
        " FROM pg_tables WHERE schemaname = ANY($1) GROUP BY schemaname",
        list(SCHEMAS),
    )
    return Weight({row["schemaname"]: row["size"] for row in rows})


async def _tables(servers: Servers, count: int) -> dict[str, int]:
    rows = await servers.admin.fetch(
        "SELECT format('%s.%s', schemaname, tablename) AS name,"
        " pg_total_relation_size(format('%I.%I', schemaname, tablename)::regclass)::bigint AS size"
        " FROM pg_tables WHERE schemaname = ANY($1) ORDER BY 2 DESC LIMIT 10",
        list(SCHEMAS),
    )
    return {row["name"]: round(row["size"] / count) for row in rows}
