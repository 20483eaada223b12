"""`./paddock chaos --steady MINUTES`: a modest mixed load without any fault; memory, tables and latency over time.

In: a running world, a rate, minutes. Out: growth of each process in MiB an hour, tables, latency over time.
The first fifth is warm-up: caches fill and connections are opened.
"""

import asyncio
import random
import time
from dataclasses import dataclass, field

import aiohttp
import asyncpg

from dev.chaos.readers import ORIGIN, Readers
from dev.chaos.world import World

SAMPLE_SECONDS = 15.0
WARM = 0.2
PARTS = 6
READS = 5
"""Reads for one write."""
TRANSIENT = ("comments.outbox", "notify.outbox", "images.outbox", "comments.flood", "images.job", "images.part_upload")
"""Tables whose rows are short-lived: they must not grow with time."""


@dataclass(slots=True)
class Course:
    """What was measured: (seconds, value) by name."""

    memory: dict[str, list[tuple[float, int]]] = field(default_factory=dict)
    descriptors: dict[str, list[tuple[float, int]]] = field(default_factory=dict)
    tables: dict[str, list[tuple[float, int]]] = field(default_factory=dict)
    reads: list[tuple[float, float]] = field(default_factory=list)
    writes: list[tuple[float, float]] = field(default_factory=list)


async def drive(world: World, readers: Readers, *, minutes: float, rate: float) -> Course:
    """Write `rate` times a second and read `READS` times as often, for so long."""
    course, began = Course(), time.monotonic()
    end = began + minutes * 60
    choose = random.Random(readers.seed)

    async def write(number: int) -> None:
        started = time.monotonic()
        try:
            await readers.act(number)
        except (ValueError, TimeoutError) as error:
            readers.ledger.refused.append(str(error))
        course.writes.append((started - began, time.monotonic() - started))

    async def read() -> None:
        site = choose.choice(("chaos-open", "chaos-held"))
        query = {"site": site, "url": f"{ORIGIN}/{site}/{choose.randrange(readers.threads)}"}
        path = choose.choice(("/v1/threads", "/v1/threads", "/v1/threads", "/v1/counts"))
        started = time.monotonic()
        try:
            async with readers.http.get(choose.choice(readers.comments) + path, params=query) as response:
                await response.read()
                if response.status != 200:
                    readers.ledger.trouble[f"HTTP {response.status}"] += 1
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            readers.ledger.trouble[error.__class__.__name__] += 1
        course.reads.append((started - began, time.monotonic() - started))

    async with asyncio.TaskGroup() as group:
        watching = group.create_task(_watch(world, course, began))
        number = 0
        while (now := time.monotonic()) < end:
            group.create_task(write(number))
            for _ in range(READS):
                group.create_task(read())
            number += 1
            await asyncio.sleep(max(0.0, began + number / rate - now))
        watching.cancel()
    return course


def report(course: Course) -> None:
    """Print it."""
    print("\nMiB an hour after warm-up (from → to, MiB):")
    for name, points in sorted(course.memory.items()):
        warm = _after_warm_up(points)
        print(f"  {name:<12} {_slope(warm) / 1024:+7.2f}   ({warm[0][1] / 1024:.1f} → {warm[-1][1] / 1024:.1f})")
    print("descriptors (Postgres: processes):")
    for name, points in sorted(course.descriptors.items()):
        warm = _after_warm_up(points)
        print(f"  {name:<12} {warm[0][1]} → {warm[-1][1]}")
    print("tables that should stay, KiB:")
    for name, points in course.tables.items():
        warm = _after_warm_up(points)
        print(f"  {name:<20} {warm[0][1]} → {warm[-1][1]}")
    for what, took in (("reads", course.reads), ("writes", course.writes)):
        print(f"{what}: {len(took)}; p50/p99 in ms over time: " + ", ".join(_percentiles(took)))


async def _watch(world: World, course: Course, began: float) -> None:
    connection = await asyncpg.connect(world.admin_url, timeout=5)
    try:
        while True:
            at = time.monotonic() - began
            for name, victim in world.victims.items():
                course.memory.setdefault(name, []).append((at, victim.memory()))
                course.descriptors.setdefault(name, []).append((at, victim.descriptors()))
            for table in TRANSIENT:
                size = await connection.fetchval("SELECT pg_total_relation_size($1::text::regclass)", table)
                course.tables.setdefault(table, []).append((at, size // 1024))
            await asyncio.sleep(SAMPLE_SECONDS)
    finally:
        await connection.close()


def _after_warm_up(points: list[tuple[float, int]]) -> list[tuple[float, int]]:
    return [point for point in points if point[0] >= points[-1][0] * WARM]


def _slope(points: list[tuple[float, int]]) -> float:
    """The least squares' slope, per hour."""
    middle = sum(at for at, _ in points) / len(points)
    average = sum(value for _, value in points) / len(points)
    spread = sum((at - middle) ** 2 for at, _ in points)
    return sum((at - middle) * (value - average) for at, value in points) / spread * 3600 if spread else 0.0


def _percentiles(points: list[tuple[float, float]]) -> list[str]:
    length = max(at for at, _ in points) / PARTS
    parts = []
    for part in range(PARTS):
        some = sorted(took for at, took in points if part * length <= at < (part + 1) * length)
        if some:
            parts.append(f"{some[len(some) // 2] * 1000:.0f}/{some[int(len(some) * 0.99)] * 1000:.0f}")
    return parts
