"""Pictures: CPU, memory, bytes and likeness of full sets; with --peers beside sharp, vipsthumbnail and thumbor.

In: photographs of 12 to 24 megapixels. Out: a table of the goals with what was reached; 1 when a goal was missed.
"""

import argparse
import asyncio
import contextlib
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import mean

import pyvips

from bench import _photographs, _picture_limits, _picture_peers as peers
from services.images.rendering.darkroom.client import Darkroom
from services.images.rendering.order import Order, Task

MADE = Path(__file__).parents[1] / ".paddock" / "bench-pictures"
ALL, PLAIN = ("jpg", "webp", "avif"), ("jpg", "webp")


class Table:
    """Goals and what was reached, as a table; knows whether one was missed."""

    def __init__(self) -> None:
        self.missed = 0

    def row(self, what: str, value: float, goal: float | None, unit: str = "") -> None:
        """One line; without a goal it only tells."""
        verdict = ""
        if goal is not None:
            good = value <= goal
            self.missed += not good
            verdict = f"goal {goal:g}{unit}  {'reached' if good else 'MISSED'}"
        sys.stdout.write(f"  {what:66} {value:9.3f}{unit:4} {verdict}\n")
        sys.stdout.flush()


async def render(
    room: Darkroom, photograph: Path, folder: Path, formats: tuple[str, ...]
) -> tuple[float, dict[str, int]]:
    """Our full set of 4 widths: the child's CPU seconds, and the files' sizes."""
    folder.mkdir(parents=True, exist_ok=True)
    skip = tuple(f"{width}.{format}" for width in peers.WIDTHS for format in ALL if format not in formats)
    extras = ("mail.jpg", "square-500-500.jpg")
    with photograph.open("rb") as original:
        order = Order(number=0, task=Task.FULL, webp=True, skip=(*skip, *extras), seconds=120)
        answer = await room.ask(order, original)
    files = {product.name: content for product, content in answer.products if product.kind == "file"}
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return answer.outcome.cpu, {name: len(content) for name, content in files.items()}


async def compare(room: Darkroom, files: list[Path], work: Path, table: Table, *, formats: tuple[str, ...]) -> None:
    """Every program on every photograph, interleaved; sums of CPU seconds as ratios."""
    ours, others = 0.0, dict.fromkeys(("sharp", "sharp with our efforts", "vipsthumbnail", "thumbor"), 0.0)
    our_bytes = their_bytes = 0
    for photograph in files:
        shutil.copy(photograph, work / photograph.name)
    with peers.thumbor(work) as server:
        for photograph in files:
            name = f"{photograph.stem}-{len(formats)}"
            cpu, sizes = await render(room, photograph, work / "ours" / name, formats)
            ours += cpu
            ours_here = sum(sizes.values())
            runs: dict[str, Callable[[], peers.Result | None]] = {
                "sharp": partial(peers.sharp, photograph, work / "sharp" / name, formats),
                "sharp with our efforts": partial(
                    peers.sharp, photograph, work / "sharp-ours" / name, formats, our_efforts=True
                ),
                "vipsthumbnail": partial(peers.vipsthumbnail, photograph, work / "vips" / name, formats),
                "thumbor": partial(peers.through, server, work / photograph.name, work / "thumbor" / name, formats),
            }
            for peer, run in runs.items():
                result = await asyncio.to_thread(run)
                if result is None:
                    others.pop(peer, None)
                    continue
                others[peer] += result[0]
                if peer == "sharp" and set(result[1]) == set(sizes):
                    our_bytes += ours_here
                    their_bytes += sum(result[1].values())
    with_avif = len(formats) == len(ALL)
    goals = (
        {"sharp": 0.16, "vipsthumbnail": 0.17, "thumbor": 0.15, "sharp with our efforts": 0.70}
        if with_avif
        else {"sharp": 0.45, "vipsthumbnail": 0.26, "thumbor": 0.36}
    )
    label = "JPEG, WebP, AVIF" if with_avif else "JPEG, WebP"
    table.row(f"ours, CPU a photograph ({label})", ours / len(files), None, " s")
    for peer, cpu in others.items():
        table.row(f"{peer}, CPU a photograph ({label})", cpu / len(files), None, " s")
        table.row(f"CPU against {peer} ({label})", ours / cpu, goals.get(peer))
    if with_avif and their_bytes:
        table.row("bytes against sharp", our_bytes / their_bytes, 0.97)


def likeness(work: Path, files: list[Path], table: Table, widths: tuple[int, ...]) -> None:
    """The worst SSIMULACRA2 of ours below sharp's at each of these widths, against an exact reduction."""
    python = peers.HOME / "venv" / "bin" / "python"
    probe = [str(python), "-c", "import ssimulacra2"]
    if not python.exists() or subprocess.run(probe, check=False, capture_output=True).returncode:
        return
    for width in widths:
        worst = 0.0
        for photograph in files:
            reference = work / f"{photograph.stem}-reference.png"
            # the exact reduction of every pixel: neither ours nor sharp's, which both shrink while they decode
            whole = pyvips.Image.new_from_file(str(photograph)).autorot()
            whole.resize(width / whole.width, kernel="lanczos3", gap=0).colourspace("srgb").pngsave(str(reference))
            for format in ALL:
                name = f"{width}.{format}"
                both = [work / who / f"{photograph.stem}-3" / name for who in ("ours", "sharp")]
                if not all(path.exists() for path in both):
                    return
                ours, theirs = (score(python, reference, path) for path in both)
                worst = max(worst, theirs - ours)
                table.row(f"SSIMULACRA2 of {photograph.stem} {name}: ours", ours, None)
                table.row(f"SSIMULACRA2 of {photograph.stem} {name}: sharp", theirs, None)
        table.row(f"worst SSIMULACRA2 below sharp's, {width} pixels", worst, 1.5)


def score(python: Path, reference: Path, rendition: Path) -> float:
    """The rendition's SSIMULACRA2 against the reference."""
    png = reference.with_name("scored.png")
    pyvips.Image.new_from_file(str(rendition)).pngsave(str(png))
    code = "import sys,ssimulacra2 as s;print(s.compute_ssimulacra2(sys.argv[1],sys.argv[2]))"
    command = [str(python), "-c", code, str(reference), str(png)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


async def looks(room: Darkroom, files: list[Path], table: Table, gallery: int) -> None:
    """First looks, then full sets, of a gallery's pictures, two at a time."""
    gate = asyncio.Semaphore(2)

    async def one(photograph: Path, task: Task) -> float:
        async with gate:
            with photograph.open("rb") as original:
                return (await room.ask(Order(number=0, task=task, seconds=120), original)).outcome.cpu

    for task, words, goal in ((Task.FIRST, "first looks", 15.0), (Task.FULL, "everything", 240.0)):
        began = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(files[at % len(files)], task)) for at in range(gallery)]
        wall = time.perf_counter() - began
        table.row(f"{task} of a picture, CPU", mean(item.result() for item in tasks), None, " s")
        table.row(f"160 pictures on two cores, {words} (from {gallery})", wall * 160 / gallery, goal, " s")


async def measure(asked: argparse.Namespace) -> int:
    """All rows."""
    table = Table()
    files = _photographs.photographs(MADE, asked.photographs)
    slow = _photographs.progressive(MADE, files[0])
    room = Darkroom()
    sys.stdout.write(f"{len(files)} photographs, {', '.join(path.name for path in files)}\n")
    try:
        with tempfile.TemporaryDirectory(prefix="paddock-bench-") as folder:
            work = Path(folder)
            if not asked.peers_only:
                await _picture_limits.measure(room, files[:3], _photographs.baseline(MADE, files[0]), slow, table.row)
                await looks(room, files[:4], table, asked.gallery)
            if asked.peers or asked.peers_only:
                if asked.formats != "plain":
                    await compare(room, files, work, table, formats=ALL)
                    await asyncio.to_thread(likeness, work, files[:3], table, peers.WIDTHS if asked.widths else (800,))
                if asked.formats != "avif":
                    await compare(room, files, work, table, formats=PLAIN)
                    cpu, _ = await render(room, slow, work / "ours" / "slow", PLAIN)
                    if result := await asyncio.to_thread(peers.sharp, slow, work / "sharp" / "slow", PLAIN):
                        table.row("24 MP progressive, without AVIF, against sharp", cpu / result[0], 0.21)
    finally:
        with contextlib.suppress(Exception):
            room.close()
    return 1 if table.missed and asked.strict else 0


def main(argv: list[str]) -> int:
    """Measure; 1 with --strict when a goal was missed."""
    parser = argparse.ArgumentParser(prog="./paddock bench pictures", description=__doc__, epilog=peers.HOW)
    parser.add_argument("--peers", action="store_true", help="also sharp, vipsthumbnail and thumbor where installed")
    parser.add_argument("--peers-only", action="store_true", help="nothing but the comparison")
    parser.add_argument(
        "--formats", choices=("both", "avif", "plain"), default="both", help="compare sets with AVIF, without, or both"
    )
    parser.add_argument("--widths", action="store_true", help="score the likeness at all four widths, not only at 800")
    parser.add_argument("--photographs", type=Path, help="a folder of JPEG photographs of your own")
    parser.add_argument("--gallery", type=int, default=12, help="how many pictures stand for the gallery of 160")
    parser.add_argument("--strict", action="store_true", help="fail when a goal is missed")
    asked = parser.parse_args(argv)
    if asked.peers and not (peers.HOME / "node_modules").is_dir():
        sys.stdout.write(peers.HOW)
    return asyncio.run(measure(asked))
