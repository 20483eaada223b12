"""What newer renditions have taken the place of goes: later, wholly, and never what is shown or still to be made."""

import dataclasses
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from services.images.actions.rerender_pictures import RerenderPictures
from services.images.domain import Kind, Words, rendition_key
from services.images.errors import StaleWorkError
from services.images.house import House
from services.images.store import galleries, jobs, pictures as pictures_store, superseded
from shared.clock import SystemClock
from shared.postgres import Database
from tests.images import drawing, s3
from tests.images.conftest import SITE, keep_site, settings, work_off
from tests.images.test_import import bring
from tests.support.clock import FakeClock
from tests.support.servers import Servers


@pytest.fixture
async def house(servers: Servers, images_db: Database, tmp_path: Path, clock: FakeClock) -> AsyncIterator[House]:
    """As the common one, with a clock that can be put forward."""
    clock.time = SystemClock().now()
    built = await House.build(settings(servers, tmp_path / "store"), clock=clock)
    await keep_site(built.database)
    yield built
    await built.close()


async def another_recipe(house: House, pictures: drawing.Pictures) -> str:
    """A picture of a gallery whose site has changed from recipe 1 to 2."""
    pictures.jpeg(width=1000, height=700)
    await bring(house, pictures.folder)
    await work_off(house)
    await change(house, 2)
    return (await galleries.pictures(house.database, SITE, "mm2012"))[0].id


async def change(house: House, recipe: int, *, work: bool = True) -> None:
    async with house.database.transaction() as tx:
        from services.images.store import sites

        await sites.keep_site(tx, SITE, "S", {"renditions_recipe": recipe}, active=True, version=99)
    await RerenderPictures(database=house.database, clock=house.clock).of(SITE)
    if work:
        await work_off(house)


async def files(house: House) -> set[str]:
    return {key.rsplit("/", 1)[-1] async for key, _ in house.blobs.keys("public/pictures")}


async def rows(house: House, id: str) -> set[str]:
    return {item.file for item in await pictures_store.renditions(house.database, id)}


def recipes(names: set[str]) -> set[str]:
    return {name[0] for name in names}


async def test_another_recipes_files_stay_for_their_time_and_then_go_with_their_rows(
    house: House, pictures: drawing.Pictures, clock: FakeClock
) -> None:
    id = await another_recipe(house, pictures)
    assert recipes(await files(house)) == {"1", "2"}
    clock.advance(days=29)
    assert await house.prune.queue() == []
    clock.advance(days=2)
    (overdue,) = await house.prune.queue()
    assert (overdue.picture, overdue.files) == (id, sum(name.startswith("1-") for name in await files(house)))
    assert recipes(await files(house)) == {"1", "2"}, "queueing alone takes nothing away"
    assert await work_off(house) == 1
    assert await files(house) == await rows(house, id)
    assert recipes(await files(house)) == {"2"}
    assert (await house.check.run()).clean
    assert await house.prune.queue() == []


async def test_a_rehearsal_tells_what_would_go_and_takes_nothing(
    servers: Servers, house: House, pictures: drawing.Pictures, clock: FakeClock, tmp_path: Path
) -> None:
    await another_recipe(house, pictures)
    clock.advance(days=31)
    scratch = await House.build(settings(servers, tmp_path / "scratch"), clock=clock, dry_run=True)
    (overdue,) = await scratch.prune.queue()
    await scratch.close()
    assert overdue.bytes > 1000
    assert await work_off(house) == 0
    assert recipes(await files(house)) == {"1", "2"}


async def test_a_site_that_returns_to_its_older_recipe_keeps_its_files(
    house: House, pictures: drawing.Pictures, clock: FakeClock
) -> None:
    id = await another_recipe(house, pictures)
    clock.advance(days=31)
    await house.prune.queue()
    await change(house, 1, work=False)
    await work_off(house)
    assert recipes(await files(house)) == {"1", "2"}, "the return came first, so nothing was taken away"
    clock.advance(days=31)
    await house.prune.queue()
    await work_off(house)
    assert recipes(await files(house)) == {"1"}
    assert await files(house) == await rows(house, id)


async def test_nothing_of_a_picture_is_made_while_its_old_files_go(
    house: House, pictures: drawing.Pictures, clock: FakeClock
) -> None:
    await another_recipe(house, pictures)
    clock.advance(days=31)
    await house.prune.queue()
    now = clock.now()
    pruning = await jobs.claim_job(house.database, worker="one", now=now, until=now + timedelta(seconds=20))
    assert pruning is not None
    assert pruning.kind is Kind.PRUNE
    await change(house, 1, work=False)
    assert await house.prune.queue(), "what is under way is not begun anew"
    assert await jobs.claim_job(house.database, worker="two", now=now, until=now) is None
    clock.advance(seconds=21)
    later = clock.now()
    other = await jobs.claim_job(house.database, worker="two", now=later, until=later + timedelta(seconds=20))
    assert other is not None
    assert other.kind is Kind.FULL


async def test_a_death_between_files_and_rows_is_made_good_by_the_next_attempt(
    house: House, pictures: drawing.Pictures, clock: FakeClock
) -> None:
    id = await another_recipe(house, pictures)
    clock.advance(days=31)
    await house.prune.queue()
    for name in sorted(await files(house))[:3]:
        await house.blobs.delete(rendition_key(id, name, held=False))
    findings = await house.check.run(repair=True)
    assert len(findings.renditions) == 3
    await work_off(house)
    shown = (await galleries.renditions(house.database, SITE, "mm2012"))[id]
    assert {item.recipe for item in shown} == {2}, "the checker does not bring the older recipe back"
    assert await files(house) == await rows(house, id)
    assert recipes(await files(house)) == {"2"}


async def test_the_square_around_an_earlier_point_goes_too_and_the_lost_lease_changes_nothing(
    house: House, pictures: drawing.Pictures, clock: FakeClock
) -> None:
    pictures.jpeg(width=300, height=200)
    await bring(house, pictures.folder)
    await work_off(house)
    picture = (await galleries.pictures(house.database, SITE, "mm2012"))[0]
    before = await files(house)
    await house.describe.now(SITE, "mm2012", picture.id, Words(), focal=(0.25, 0.75))
    await work_off(house)
    (new,) = await files(house) - before
    assert new == "1-square-250-750.jpg"
    clock.advance(days=31)
    await house.prune.queue()
    claimed = await jobs.claim_job(house.database, worker="a", now=clock.now(), until=clock.now())
    assert claimed is not None
    with pytest.raises(StaleWorkError):
        await house.prune.now(claimed, "another")
    clock.advance(seconds=1)
    assert await work_off(house) == 1
    assert {name for name in await files(house) if "square" in name} == {new}
    assert before - await files(house) == {name for name in before if "square" in name}
    assert await superseded.overdue_pictures(house.database, clock.now()) == []


@pytest.mark.usefixtures("images_db")
async def test_a_bucket_is_pruned_like_a_folder(
    servers: Servers,
    pictures: drawing.Pictures,
    clock: FakeClock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in s3.CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    clock.time = SystemClock().now()
    async with s3.running(tmp_path) as door:
        config = dataclasses.replace(
            settings(servers, tmp_path / "store"), store=f"s3://{s3.BUCKET}/paddock", s3_endpoint=door.endpoint
        )
        house = await House.build(config, clock=clock)
        try:
            await keep_site(house.database)
            id = await another_recipe(house, pictures)
            clock.advance(days=31)
            await house.prune.queue()
            await door.shut()
            await house.do_job().next("test")
            await door.open()
            clock.advance(minutes=10)
            assert recipes(await files(house)) == {"1", "2"}
            assert await work_off(house) == 1
            assert await files(house) == await rows(house, id)
            assert recipes(await files(house)) == {"2"}
        finally:
            await house.close()
