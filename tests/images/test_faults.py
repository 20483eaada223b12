"""Whatever fails, every accepted upload ends ready or failed with a reason, none lost, none doubled."""

import asyncio
import os
import resource
import shutil
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import aiohttp
import pytest

from services.images.blobs.folder import Folder
from services.images.domain import State, original_key, rendition_key
from services.images.house import House
from services.images.staging import Upload
from services.images.store import pictures as pictures_store
from shared import events
from shared.errors import Unavailable
from shared.postgres import Database
from tests.images import drawing, s3
from tests.images.conftest import SITE, keep_site, outbox, settings, work_off
from tests.support.servers import Servers
from tests.support.stack import Stack
from tests.support.waiting import until

pytestmark = pytest.mark.chaos


async def send(house: House, path: Path) -> str:
    async def whole() -> AsyncIterator[bytes]:
        yield path.read_bytes()

    async with house.staging.keep(whole(), limit=10_000_000, name=path.name) as upload:
        assert isinstance(upload, Upload)
        return (await house.receive.for_comment(upload, site=SITE)).id


async def state(house: House, picture: str) -> State:
    found = await pictures_store.find_picture(house.database, picture)
    assert found is not None
    return found.state


async def now(house: House) -> None:
    """Whatever waits for another attempt need not wait."""
    await house.database.execute("UPDATE job SET not_before = '-infinity', leased_until = NULL")


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


async def kill_a_child(house: House) -> None:
    async def found() -> list[int]:
        return children(house.darkroom.pid)

    os.kill((await until(found, seconds=10))[0], signal.SIGKILL)


async def test_a_child_killed_in_the_middle_is_tried_once_more(house: House, pictures: drawing.Pictures) -> None:
    picture = await send(house, pictures.jpeg(width=1800, height=1200))
    async with asyncio.TaskGroup() as group:
        group.create_task(kill_a_child(house))
        group.create_task(work_off(house, most=1))
    assert await state(house, picture) is State.WAITING
    await now(house)
    await work_off(house)
    assert await state(house, picture) is State.READY


async def test_a_picture_whose_child_dies_twice_is_put_aside_with_its_original(
    house: House, pictures: drawing.Pictures
) -> None:
    picture = await send(house, pictures.jpeg(width=1800, height=1200))
    for _ in range(2):
        async with asyncio.TaskGroup() as group:
            group.create_task(kill_a_child(house))
            group.create_task(work_off(house, most=1))
        await now(house)
    assert await state(house, picture) is State.FAILED
    failed = (await outbox(house.database, events.PictureFailed))[0]
    assert (failed.picture, failed.code) == (picture, "quarantined")
    assert failed.reason.startswith("The picture could not be opened")
    (await house.blobs.open(original_key(picture))).close()
    await work_off(house)
    assert len(await outbox(house.database, events.PictureFailed)) == 1


async def test_a_darkroom_that_is_killed_is_started_again(house: House, pictures: drawing.Pictures) -> None:
    picture = await send(house, pictures.jpeg())
    os.kill(house.darkroom.pid, signal.SIGKILL)
    await work_off(house)
    await now(house)
    await work_off(house)
    assert await state(house, picture) is State.READY


@contextmanager
def full_disk(room: int) -> Iterator[None]:
    """No file of this process may grow beyond so many bytes: writing fails as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


async def test_a_full_store_refuses_uploads_for_now_and_loses_nothing_it_had_accepted(
    house: House, pictures: drawing.Pictures
) -> None:
    path = pictures.jpeg(width=900, height=600)
    picture = await send(house, path)
    with full_disk(2000):
        with pytest.raises(Unavailable):
            await send(house, path)
        with pytest.raises(Unavailable):
            await house.blobs.check()
        await work_off(house)
        assert await state(house, picture) is State.WAITING
    assert await house.database.fetch_value("SELECT count(*) FROM picture") == 1
    await now(house)
    await work_off(house)
    assert await state(house, picture) is State.READY
    leftovers = [file for file in (Path(house.config.store) / "staging").iterdir() if file.is_file()]
    assert leftovers == []


async def test_a_store_that_cannot_be_written_is_waited_for(house: House, pictures: drawing.Pictures) -> None:
    picture = await send(house, pictures.jpeg())
    staging = Path(house.config.store) / "staging"
    shutil.rmtree(staging)
    staging.write_bytes(b"in the way")
    with pytest.raises(Unavailable):
        await send(house, pictures.jpeg())
    await work_off(house)
    assert await state(house, picture) is State.WAITING
    staging.unlink()
    staging.mkdir()
    await now(house)
    await work_off(house)
    assert await state(house, picture) is State.READY


async def test_a_commit_that_fails_leaves_no_original_behind(house: House, pictures: drawing.Pictures) -> None:
    path = pictures.jpeg()

    async def whole() -> AsyncIterator[bytes]:
        yield path.read_bytes()

    async with house.staging.keep(whole(), limit=10_000_000, name="x") as upload:
        spoiled = Upload(path=upload.path, sha256=b"too short", size=upload.size)
        with pytest.raises(Exception, match="check constraint"):
            await house.receive.for_comment(spoiled, site=SITE)
    assert [key async for key in house.blobs.keys("original")] == []


async def test_the_store_refuses_keys_that_lead_out_of_it(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "store")
    folder.prepare()
    for key in ("../out", "/etc/passwd", "a/../../out", "a\0b", ""):
        with pytest.raises(ValueError, match="inside the store"):
            await folder.put(key, b"x")


async def test_an_s3_store_that_goes_away_and_comes_back_ends_every_picture_ready(
    servers: Servers,
    images_db: Database,
    pictures: drawing.Pictures,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in s3.CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    async with s3.running(tmp_path) as door:
        config = settings(
            servers,
            tmp_path,
            PADDOCK_IMAGES_STORE=f"s3://{s3.BUCKET}/paddock",
            PADDOCK_IMAGES_S3_ENDPOINT=door.endpoint,
            PADDOCK_IMAGES_STAGING=str(tmp_path / "staging"),
        )
        house = await House.build(config)
        try:
            await keep_site(images_db)
            await house.blobs.check()
            picture = await send(house, pictures.jpeg(width=900, height=600))
            await door.shut()
            with pytest.raises(Unavailable):
                await send(house, pictures.jpeg())
            await work_off(house, most=2)
            assert await state(house, picture) is State.WAITING
            await door.open()
            await now(house)
            await work_off(house)
            assert await state(house, picture) is State.READY
            held = await house.blobs.read(rendition_key(picture, "1-320.jpg", held=True))
            assert held.startswith(b"\xff\xd8")
            keys = [key async for key in house.blobs.keys("")]
            assert len(keys) == len({key for key, _ in keys})
            with pytest.raises(FileNotFoundError):
                await house.blobs.read(rendition_key(picture, "1-320.jpg", held=False))
        finally:
            await house.close()


async def test_uploads_are_taken_while_the_broker_is_away_and_rendered_when_it_is_back(
    servers: Servers, images_db: Database, tmp_path: Path, http: aiohttp.ClientSession, pictures: drawing.Pictures
) -> None:
    await keep_site(images_db)
    store = {"PADDOCK_IMAGES_STORE": str(tmp_path / "store"), "PADDOCK_IMAGES_HELD_KEY": "held-key-of-a-test-0001"}
    stack = Stack(servers, tmp_path, store)
    process = stack.add("images", settings={"PADDOCK_AMQP_URL": "amqp://guest:guest@127.0.0.1:1/"})
    await stack.start()
    try:
        async with http.put(
            f"{stack.url('images')}/v1/pictures", params={"site": SITE}, data=pictures.jpeg().read_bytes()
        ) as sent:
            assert sent.status == 202
        assert await images_db.fetch_value("SELECT count(*) FROM outbox") == 1
        await process.end()
        process.environment["PADDOCK_AMQP_URL"] = servers.amqp_url
        await process.start()

        async def ready() -> bool:
            return bool(await images_db.fetch_value("SELECT count(*) = 1 FROM picture WHERE state = 'ready'"))

        await until(ready, seconds=30)
    finally:
        await stack.end()


async def test_a_job_that_ends_in_a_fault_of_ours_stops_neither_the_others_nor_the_process(
    house: House, pictures: drawing.Pictures
) -> None:
    picture = await send(house, pictures.jpeg())
    await work_off(house)
    await house.database.execute(
        "INSERT INTO job (picture, kind, recipe, detail, priority) VALUES ($1, 'spot', 1, 'no JSON', 0)", picture
    )
    other = await send(house, pictures.jpeg(seed=2))
    await work_off(house)
    assert await state(house, other) is State.READY
    for _ in range(6):
        await now(house)
        await work_off(house)
    assert await house.database.fetch_value("SELECT count(*) FROM job WHERE done_at IS NULL") == 0
    assert await state(house, picture) is State.READY


async def test_a_picture_removed_while_it_is_rendered_leaves_no_file(house: House, pictures: drawing.Pictures) -> None:
    from services.images.actions.discard_picture import remove

    picture = await send(house, pictures.jpeg(width=1800, height=1200))

    async def take_away() -> None:
        async def found() -> list[int]:
            return children(house.darkroom.pid)

        await until(found, seconds=10)
        async with house.database.transaction() as tx:
            row = await pictures_store.lock_picture(tx, picture)
            assert row is not None
            await remove(tx, row, house.clock)

    async with asyncio.TaskGroup() as group:
        group.create_task(take_away())
        group.create_task(work_off(house, most=1))
    await now(house)
    await work_off(house)
    assert await state(house, picture) is State.REMOVED
    assert [key async for key in house.blobs.keys("")] == []
