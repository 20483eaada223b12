"""A gallery's day on the real stack: looks and renditions by the clock, acknowledgements, memory, files at the edge.

In: photographs of 12 to 16 megapixels, sent one after the other by HTTP. Out: a table of the goals.
"""

import argparse
import asyncio
import re
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from statistics import median

import aiohttp
import pyvips

from bench import _load, _photographs, _stage
from bench._contest import Contest, play, tell
from bench.edge import plain_file
from bench.pictures import MADE, Table
from services.images.store import galleries, sites
from shared import staff
from shared.clock import SystemClock
from shared.postgres import Database
from tests.e2e.world import edge_process
from tests.support import servers as servers_room
from tests.support.stack import Stack, port

FIVE_MB = 5_000_000
EDGE_GOAL = 0.80


@dataclass(slots=True)
class Day:
    """The images service, a client at its door, and how long each acknowledgement took, in seconds."""

    stack: Stack
    http: aiohttp.ClientSession
    waits: list[float] = field(default_factory=list)

    async def send(self, gallery: str, number: int, content: bytes, size: int = 0) -> None:
        """One picture, different from all others by its tail; padded to `size`. Raises RuntimeError when refused."""
        whole = (content + b"%08d" % number).ljust(size, b"\0")
        begun = time.perf_counter()
        async with self.http.put(self._url(gallery, "/pictures"), data=whole, headers=self._editor()) as answer:
            if answer.status != 202:
                raise RuntimeError(await answer.text())
        self.waits.append(time.perf_counter() - begun)

    async def until(self, gallery: str, number: int, *states: str) -> None:
        """Wait until so many pictures are in one of these states. Raises RuntimeError when one failed."""
        while True:
            async with self.http.get(self._url(gallery, "/progress"), headers=self._editor()) as answer:
                found = await answer.json()
            if found["failed"]:
                raise RuntimeError(str(found["failed"][:3]))
            if sum(found["states"].get(state, 0) for state in states) >= number:
                return
            await asyncio.sleep(0.25)

    async def rendition(self, gallery: str) -> str:
        """The path of the first picture's JPEG of 800 pixels."""
        async with self.http.get(self._url(gallery)) as answer:
            files = (await answer.json())["pictures"][0]["renditions"]
        return str(next(one["path"] for one in files if one["width"] == 800 and one["path"].endswith(".jpg")))

    def memory(self) -> dict[int, int]:
        """Process → KiB resident now, of those that stay: the web process and the darkroom."""
        found = {}
        for pid in _stage.family(self.stack.processes["images"]):
            match = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
            found[pid] = int(match[1]) if match else 0
        return found

    def _url(self, gallery: str, rest: str = "") -> str:
        return f"{self.stack.url('images')}/v1/galleries/{gallery}{rest}?site={_stage.SITE}"

    def _editor(self) -> dict[str, str]:
        person = staff.Staff(
            id="anna",
            name="Anna",
            roles={_stage.SITE: "editor"},
            csrf="c",
            expires=SystemClock().now() + timedelta(seconds=50),
        )
        return {staff.HEADER: staff.sign("staff-key-of-a-test", person)}


def main(argv: list[str]) -> int:
    """Measure and print; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="./paddock bench uploads", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pictures", type=int, default=160, help="photographs in the gallery")
    parser.add_argument("--small", type=int, default=500, help="pictures over which the memory is watched")
    parser.add_argument("--seconds", type=float, default=2.0, help="of each round at the edge")
    parser.add_argument("--rounds", type=int, default=5)
    return asyncio.run(_measure(parser.parse_args(argv)))


async def _measure(options: argparse.Namespace) -> int:
    table = Table()
    async with servers_room.running() as servers:
        db = await Database.open(servers.database_url("images"), application="bench", size=2)
        async with db.transaction() as tx:
            await sites.keep_site(tx, _stage.SITE, "Bench", {}, active=True, version=1)
            for key in ("rally", "small"):
                await galleries.add_gallery(tx, _stage.SITE, key, key, "")
        await db.close()
        with tempfile.TemporaryDirectory() as given:
            folder = Path(given)
            stack = _stage.prepared(servers, folder, replicas=(), images=True)
            await stack.start()
            try:
                async with aiohttp.ClientSession() as http:
                    day = Day(stack=stack, http=http)
                    await _rally(day, options, table)
                    await _flat(day, options, table)
                    await _edge(folder, day, options, table)
            finally:
                await stack.end()
    return int(table.missed > 0)


async def _rally(day: Day, options: argparse.Namespace, table: Table) -> None:
    photographs = _photographs.photographs(MADE, None)
    contents = [path.read_bytes() for path in photographs if 12e6 <= _pixels(path) < 17e6]
    begun = time.perf_counter()
    for number in range(options.pictures):
        content = contents[number % len(contents)]
        await day.send("rally", number, content, FIVE_MB if len(content) < FIVE_MB else 0)
    sent = time.perf_counter() - begun
    waits = sorted(day.waits)
    await day.until("rally", options.pictures, "first", "ready")
    looks = time.perf_counter() - begun
    await day.until("rally", options.pictures, "ready")
    whole = time.perf_counter() - begun
    share = options.pictures / 160
    table.row(f"{options.pictures} pictures of 12 to 16 megapixels: sent, from the first byte", sent, None, " s")
    table.row("the last first look, from the first byte", looks, 15 * share, " s")
    table.row("all renditions, from the first byte", whole, 240 * share, " s")
    table.row("acknowledged while the gallery renders, 5 MB and more, median", 1000 * median(waits), None, "ms")
    table.row("the same, 99th percentile", 1000 * waits[min(len(waits) - 1, int(len(waits) * 0.99))], 300, "ms")


async def _flat(day: Day, options: argparse.Namespace, table: Table) -> None:
    content = pyvips.Image.gaussnoise(640, 480).cast("uchar").jpegsave_buffer(Q=85)
    first: dict[int, int] = {}
    for number in range(options.small):
        await day.send("small", number, content)
        if number == options.small // 5:
            await day.until("small", number + 1, "ready")
            first = day.memory()
    await day.until("small", options.small, "ready")
    last = day.memory()
    for place, pid in enumerate(sorted(first.keys() & last.keys())):
        name = "web process" if place == 0 else f"its child {place}"
        table.row(f"{name}: memory after {options.small // 5} pictures", first[pid] / 1024, None, "MiB")
        table.row(f"{name}: grown by until {options.small}", (last[pid] - first[pid]) / 1024, 10, "MiB")


async def _edge(folder: Path, day: Day, options: argparse.Namespace, table: Table) -> None:
    day.stack.ports |= {"comments": port(), "notify": port(), "edge": port()}
    folder.chmod(0o755)
    public = folder / "pictures" / "public"
    edge = edge_process(folder, day.stack, day.stack.ports["edge"], "/desk/", public)
    url = f"{day.stack.url('edge')}{await day.rendition('rally')}"
    running = [edge]
    await edge.start()
    try:
        running.append(plain := await plain_file(folder, url))
        run = partial(_load.drive, connections=16, seconds=options.seconds)
        contest = Contest("a rendition", partial(run, url), partial(run, plain.ready_url), EDGE_GOAL)
        await play([contest], options.rounds, _stage.family(edge), _stage.family(plain))
    finally:
        for process in running:
            await process.end()
    tell([contest], "a file")
    table.missed += contest.ratio < EDGE_GOAL
    sys.stdout.write(f"  renditions at the edge: {contest.ratio:.2f} of nginx with the same file\n")


def _pixels(path: Path) -> int:
    image = pyvips.Image.new_from_file(str(path))
    return int(image.width) * int(image.height)
