"""Killed in the middle, every accepted picture still ends ready, once."""

import aiohttp
import pytest

from shared import events
from shared.postgres import Database
from tests.images import drawing
from tests.images.conftest import SITE, assertion
from tests.support.stack import Stack
from tests.support.waiting import until


@pytest.mark.chaos
async def test_a_service_killed_while_it_renders_finishes_every_picture_after_its_restart(
    service: Stack, http: aiohttp.ClientSession, pictures: drawing.Pictures, images_db: Database
) -> None:
    base = service.url("images")
    staff = assertion()
    await (await http.put(f"{base}/v1/galleries/rally", params={"site": SITE}, json={}, headers=staff)).read()
    for seed in range(6):
        form = aiohttp.FormData()
        form.add_field("file", pictures.jpeg(width=900, height=600, seed=seed).read_bytes(), filename="1.jpg")
        async with http.put(
            f"{base}/v1/galleries/rally/pictures", params={"site": SITE}, data=form, headers=staff
        ) as sent:
            assert sent.status == 202

    async def begun() -> bool:
        return bool(await images_db.fetch_value("SELECT count(*) FROM job WHERE done_at IS NOT NULL"))

    await until(begun, seconds=20)
    await service.processes["images"].kill()
    # nobody may wait for the leases of the dead
    await images_db.execute("UPDATE job SET leased_until = now() WHERE leased_until IS NOT NULL")
    await service.processes["images"].start()

    async def finished() -> bool:
        return bool(await images_db.fetch_value("SELECT count(*) = 6 FROM picture WHERE state = 'ready'"))

    await until(finished, seconds=60)
    repeated = await images_db.fetch_value(
        "SELECT count(*) FROM (SELECT picture, recipe, name FROM rendition GROUP BY 1, 2, 3 HAVING count(*) > 1) x"
    )
    assert repeated == 0
    async with http.get(f"{service.url('images')}/v1/galleries/rally", params={"site": SITE}) as response:
        found = await response.json()
    assert [picture["number"] for picture in found["pictures"]] == [1, 2, 3, 4, 5, 6]
    for picture in found["pictures"]:
        assert len({item["path"] for item in picture["renditions"]}) == len(picture["renditions"]) == 6
    assert events.PictureReady.type
