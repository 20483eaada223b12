"""What one picture may cost: memory of its process, the price of the lock, refusals, and whether the parent grows.

In: a darkroom, photographs. Out: rows.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyvips

from dev import surroundings
from services.images.rendering.darkroom.client import Darkroom
from services.images.rendering.order import Order, Task

Picture = Any
"""A `pyvips.Image`; the library has no types."""

Row = Callable[[str, float, float | None, str], None]

_THREADS = """
import os, resource, sys, threading, queue
from services.images.rendering.darkroom.__main__ import prepare
from services.images.rendering import pipeline
from services.images.rendering.order import Order, Task
from services.images.rendering.plate import Plate
prepare()
def one(path):
    descriptor = os.open(path, os.O_RDONLY)
    order = Order(number=0, task=Task.FULL, skip=("mail.jpg", "square-500-500.jpg"))
    pipeline.run(Plate(order=order, descriptor=descriptor, deliver=lambda product, content: None))
    os.close(descriptor)
threads = [threading.Thread(target=one, args=(path,)) for path in sys.argv[1:]]
for thread in threads: thread.start()
for thread in threads: thread.join()
used = resource.getrusage(resource.RUSAGE_SELF)
print(used.ru_utime + used.ru_stime)
"""


async def measure(room: Darkroom, files: list[Path], plain: Path, progressive: Path, row: Row) -> None:
    """Every row."""
    await _memory(room, plain, progressive, row)
    await _lock(room, files, row)
    await _refusal(room, row)
    await _growth(room, row)


async def _ask(room: Darkroom, path: Path, task: Task, **order: object) -> tuple[float, int, str]:
    with path.open("rb") as original:
        answer = await room.ask(Order(number=0, task=task, seconds=120, **order), original)  # type: ignore[arg-type]
    if answer.died:
        return answer.outcome.cpu, answer.outcome.memory, f"died {answer.outcome.status} {answer.outcome.signal}"
    return answer.outcome.cpu, answer.outcome.memory, answer.refusal.code if answer.refusal else ""


async def _memory(room: Darkroom, plain: Path, progressive: Path, row: Row) -> None:
    for words, path in (("24 MP", plain), ("24 MP progressive", progressive)):
        _, memory, _ = await _ask(room, path, Task.FULL)
        row(f"a picture's process, {words}, peak memory", memory / 1024, 256, " MiB")
    with tempfile.TemporaryDirectory(prefix="paddock-bench-") as folder:
        for name, path in _largest(Path(folder)).items():
            cpu, memory, end = await _ask(room, path, Task.FULL)
            row(f"the largest admitted {name}{end and f' ({end})'}, peak memory", memory / 1024, 512, " MiB")
            row(f"the largest admitted {name}, CPU", cpu, None, " s")
            path.unlink()


def _largest(folder: Path) -> dict[str, Path]:
    """One file of each kind, as large as the probe admits."""
    grain = pyvips.Image.new_from_array(np.random.default_rng(1).integers(0, 255, (512, 512, 3), dtype=np.uint8))

    def sheet(width: int, height: int) -> Picture:
        return (
            grain.replicate(width // 512 + 1, height // 512 + 1).crop(0, 0, width, height).copy(interpretation="srgb")
        )

    made: dict[str, tuple[str, Callable[[str], object]]] = {
        "baseline JPEG": ("100.jpg", lambda p: sheet(12240, 8160).jpegsave(p, Q=60)),
        "progressive JPEG 4:4:4": (
            "50p.jpg",
            lambda p: sheet(8650, 5770).jpegsave(p, Q=60, interlace=True, subsample_mode="off"),
        ),
        "WebP": ("50.webp", lambda p: sheet(8650, 5770).webpsave(p, Q=40, effort=0)),
        "AVIF": ("30.avif", lambda p: sheet(6700, 4470).heifsave(p, Q=40, effort=0, compression="av1")),
        "PNG": ("100.png", lambda p: sheet(12240, 8160).pngsave(p, compression=1)),
        "interlaced PNG": ("50i.png", lambda p: sheet(8650, 5770).pngsave(p, compression=1, interlace=True)),
        "16-bit interlaced PNG": (
            "25i.png",
            lambda p: sheet(6120, 4080).cast("ushort").copy(interpretation="rgb16").pngsave(
                p, compression=1, interlace=True
            ),
        ),
    }  # fmt: skip
    for name, make in made.values():
        make(str(folder / name))
    return {kind: folder / name for kind, (name, _) in made.items()}


async def _lock(room: Darkroom, files: list[Path], row: Row) -> None:
    skip = ("mail.jpg", "square-500-500.jpg")
    ours = 0.0
    for path in files:
        ours += (await _ask(room, path, Task.FULL, skip=skip))[0]
    threads = await asyncio.to_thread(_in_threads, files)
    row("locked processes against threads in one process, CPU", ours / threads, 1.05, "")
    with tempfile.TemporaryDirectory() as folder:
        dot = Path(folder) / "dot.png"
        pyvips.Image.black(8, 8).pngsave(str(dot))
        costs = [(await _ask(room, dot, Task.FULL, skip=skip))[0] for _ in range(20)]
    row("the lock and everything else of an 8 by 8 picture, CPU", 1000 * sum(costs) / len(costs), 20, " ms")


def _in_threads(files: list[Path]) -> float:
    """CPU seconds of one process that renders all of them beside each other."""
    answer = subprocess.run(
        [sys.executable, "-c", _THREADS, *map(str, files)],
        capture_output=True, text=True, check=True,
        env={**surroundings.inherited(), "PYTHONPATH": str(surroundings.ROOT)},
    )  # fmt: skip
    return float(answer.stdout)


async def _refusal(room: Darkroom, row: Row) -> None:
    line = b"\0" + b"\xff" * 6250
    body = zlib.compress(line * 20, 9)
    head = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", (50000).to_bytes(4, "big") * 2 + b"\x01\0\0\0\0")
    with tempfile.TemporaryDirectory() as folder:
        bomb = Path(folder) / "bomb.png"
        bomb.write_bytes(head + _chunk(b"IDAT", body) + _chunk(b"IEND", b""))
        cpu, _, end = await _ask(room, bomb, Task.FULL)
    row(f"a refusal from the header ({end}), CPU", 1000 * cpu, 50, " ms")


def _chunk(name: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")


async def _growth(room: Darkroom, row: Row) -> None:
    with tempfile.TemporaryDirectory() as folder:
        small = Path(folder) / "small.jpg"
        pyvips.Image.gaussnoise(400, 300).cast("uchar").jpegsave(str(small))
        for _ in range(50):
            await _ask(room, small, Task.FIRST)
        parent, own = _resident(room.pid), _resident(os.getpid())
        for _ in range(500):
            await _ask(room, small, Task.FIRST)
        row("the darkroom's growth over 500 pictures", (_resident(room.pid) - parent) / 1024, 2, " MiB")
        row("the asking process's growth over 500 pictures", (_resident(os.getpid()) - own) / 1024, 4, " MiB")


def _resident(pid: int) -> int:
    """KiB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1])
    return 0
