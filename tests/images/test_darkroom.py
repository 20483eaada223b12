"""The darkroom: locked or not at all, in time or killed, and never in the way of the others."""

import asyncio
import io
import os
import signal
import subprocess
import sys
from pathlib import Path

import aiohttp
import pytest

from services.images.rendering.darkroom import client
from services.images.rendering.order import Task
from shared.postgres import Database
from tests.images import drawing, mutating
from tests.images.conftest import SITE, Lab
from tests.images.drawing import scene
from tests.support.stack import Stack
from tests.support.waiting import until

_WITHOUT_LANDLOCK = """
import asyncio, ctypes, errno, platform, struct, sys
from services.images.actions.check_lock import check_lock
from services.images.rendering.darkroom import lock
from services.images.rendering.darkroom.client import Darkroom
from shared.errors import ConfigError

# a kernel that knows no Landlock, for this process and its children
code = b"".join((lock._load(0), lock._jump(444, 0, 1), lock._ret(0x00050000 | errno.ENOSYS), lock._ret(0x7FFF0000)))
program = lock._Program(len(code) // 8, code)
lock._LIBC.prctl(38, 1, 0, 0, 0)
assert lock._LIBC.prctl(22, 2, ctypes.byref(program), 0, 0) == 0

async def main():
    room = Darkroom()
    try:
        await check_lock(room)
        print("started")
    except ConfigError as error:
        print("refused", error)
    room.close()
    room = Darkroom(allow_unlocked=True)
    print("allowed", await check_lock(room))
    room.close()

asyncio.run(main())
"""


async def test_a_kernel_without_landlock_is_refused_unless_the_operator_allows_it() -> None:
    answer = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", _WITHOUT_LANDLOCK],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    lines = answer.stdout.strip().splitlines()
    assert lines[0].startswith("refused")
    assert "PADDOCK_IMAGES_ALLOW_UNLOCKED" in lines[0]
    assert lines[-1].startswith("allowed")


async def test_a_child_that_takes_too_long_is_killed(lab: Lab, pictures: drawing.Pictures) -> None:
    path = pictures.jpeg(width=3000, height=2000, progressive=True)
    answer = await lab.ask(path, Task.FULL, seconds=0.05)
    assert answer.died
    assert answer.outcome.late
    assert answer.outcome.signal == 9


def test_a_busy_machine_is_not_the_pictures_fault() -> None:
    from services.images.rendering.darkroom.__main__ import Running

    child = Running(number=1, pid=0, seconds=20, started=0, deadline=20)
    assert not child.dawdles(20, used=3.0)
    assert child.deadline == 37
    assert not child.dawdles(37, used=9.0)
    assert child.dawdles(48, used=9.0), "it stands still"
    assert Running(number=1, pid=0, seconds=20, started=0, deadline=20).dawdles(20, used=20.0)
    slow = Running(number=1, pid=0, seconds=20, started=0, deadline=200, used=1.0)
    assert slow.dawdles(200, used=2.0), "ten times as long is enough"


async def test_many_orders_at_once_are_each_answered_with_their_own_picture(
    lab: Lab, pictures: drawing.Pictures
) -> None:
    paths = [pictures.jpeg(f"{width}.jpg", width=width, height=40) for width in range(40, 70)]
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(lab.ask(path, Task.PROBE)) for path in paths]
    facts = [task.result().products[0][0].facts for task in tasks]
    assert [fact.width if fact else 0 for fact in facts] == list(range(40, 70))


async def test_the_orientation_of_png_webp_and_avif_is_applied_too(lab: Lab, pictures: drawing.Pictures) -> None:
    from PIL import Image

    from tests.images import measuring

    exif = Image.Exif()
    exif[0x0112] = 6
    lying = scene().transpose(drawing.TRANSPOSED[6])
    for format in ("PNG", "WEBP", "AVIF"):
        path = pictures.save(f"turned.{format.lower()}", lying, format, quality=95, exif=exif)
        files = await lab.files(path)
        found = measuring.opened(files["320.jpg"])
        assert found.size == (240, 160), format
        assert measuring.ssim(found, scene()) > 0.8, format


def _peak(pid: int) -> int:
    """KiB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


async def test_uploads_go_on_beside_hostile_ones_in_constant_memory(
    service: Stack, http: aiohttp.ClientSession, pictures: drawing.Pictures, images_db: Database
) -> None:
    url = f"{service.url('images')}/v1/pictures"
    buffer = io.BytesIO()
    scene(2400, 1800).save(buffer, "JPEG", progressive=True, quality=60)
    hostile = mutating.scan_bomb_jpeg(buffer.getvalue(), 300)

    async def send(content: bytes) -> int:
        async with http.put(url, params={"site": SITE}, data=io.BytesIO(content)) as response:
            return response.status

    assert await send(pictures.jpeg().read_bytes()) == 202
    process = service.processes["images"].process
    assert process is not None
    before = _peak(process.pid)
    padded = [pictures.jpeg(seed=seed).read_bytes() + bytes(15_000_000) for seed in range(8)]
    async with asyncio.TaskGroup() as group:
        bad = [group.create_task(send(hostile)) for _ in range(3)]
        good = [group.create_task(send(content)) for content in padded]
    assert {task.result() for task in bad + good} == {202}
    assert _peak(process.pid) - before < 60 * 1024

    async def ended() -> bool:
        left = await images_db.fetch_value("SELECT count(*) FROM picture WHERE state NOT IN ('ready', 'failed')")
        return int(left) == 0

    await until(ended, seconds=120)
    ready = await images_db.fetch_value("SELECT count(*) FROM picture WHERE state = 'ready'")
    assert ready >= 9


async def test_a_darkroom_without_work_ends_and_the_next_order_starts_one(
    lab: Lab, pictures: drawing.Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = pictures.jpeg(width=80, height=60)
    monkeypatch.setattr(client, "_REST_SECONDS", 0.05)
    assert not (await lab.ask(path, Task.PROBE)).died
    before = lab.room.pid

    async def ended() -> bool:
        return lab.room.pid == 0 and not Path(f"/proc/{before}").exists()

    await until(ended, seconds=10)
    monkeypatch.undo()
    assert not (await lab.ask(path, Task.PROBE)).died
    assert lab.room.pid not in {0, before}


async def test_a_child_that_stands_still_is_killed(lab: Lab, pictures: drawing.Pictures) -> None:
    path = pictures.jpeg(width=1600, height=1200)

    async def stop() -> None:
        async def found() -> list[int]:
            parent = lab.room.pid
            return [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]

        os.kill((await until(found, seconds=10))[0], signal.SIGSTOP)

    async with asyncio.TaskGroup() as group:
        answer = group.create_task(lab.ask(path, Task.FULL, seconds=0.5))
        group.create_task(stop())
    assert answer.result().outcome.late
