"""In a real browser: an editor drops pictures on a gallery's page and sees them arrive, and why one does not."""

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer
from playwright.async_api import Page, async_playwright, expect

from services.images.app import door_of
from services.images.house import House
from services.images.store import galleries
from shared.postgres import Database
from tests.images import drawing
from tests.images.conftest import SITE, assertion, keep_site, settings, work_off
from tests.images.test_import import bring
from tests.support.servers import Servers
from tests.support.waiting import until

pytestmark = pytest.mark.browser


@pytest.fixture
async def at_desk(
    servers: Servers, images_db: Database, tmp_path: Path, free_port: int
) -> AsyncIterator[tuple[House, Page]]:
    """A door that knows its own address, and a signed-in editor's browser at it."""
    address = f"http://127.0.0.1:{free_port}"
    house = await House.build(settings(servers, tmp_path / "store", PADDOCK_PUBLIC_URL=address))
    await keep_site(images_db)
    chromium = os.environ.get("PADDOCK_TEST_CHROMIUM") or shutil.which("chromium")
    async with TestServer(door_of(house), port=free_port), async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium)
        page = await browser.new_page(base_url=address, extra_http_headers=assertion())
        yield house, page
        await browser.close()
    await house.close()


async def test_pictures_are_sent_in_parts_with_progress_and_a_refused_one_is_named(
    at_desk: tuple[House, Page], pictures: drawing.Pictures
) -> None:
    house, page = at_desk
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    await bring(house, pictures.folder)
    await page.goto(f"/desk/galleries/mm2012?site={SITE}")
    good = [pictures.jpeg(f"{seed}.jpg", width=200, height=150, seed=seed) for seed in range(3)]
    bad = pictures.write("words.jpg", b"no picture at all")
    await page.set_input_files("input[type=file]", [*good, bad])
    await page.get_by_role("button", name="Add", exact=True).click()

    async def sent() -> bool:
        return "4 of 4 sent" in (await page.text_content("[data-progress]") or "")

    await until(sent, seconds=30)
    refused = await page.text_content("[data-refused]") or ""
    assert "words.jpg: This isn't a picture we know" in refused
    there = await galleries.pictures(house.database, SITE, "mm2012")
    assert [picture.file_name for picture in there] == ["0.jpg", "1.jpg", "2.jpg"]
    await work_off(house)
    await page.reload()
    assert await page.locator("ol.list img").count() == 3
    shown = page.locator("ol.list img").first
    assert await shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 200
    await page.get_by_label("Caption").first.fill("The start at Brescia")
    await page.get_by_role("button", name="Save").first.click()
    await page.wait_for_url("**#p-*")
    assert "Saved" in (await page.text_content("main") or "")
    assert (await galleries.pictures(house.database, SITE, "mm2012"))[0].caption == "The start at Brescia"
    captions = page.locator("ol.list textarea[name=caption]")
    await page.get_by_role("button", name="Move picture 1 back").click()
    await expect(captions.nth(1)).to_have_value("The start at Brescia")
    await page.get_by_role("button", name="Move picture 3 forward").click()
    await expect(captions.nth(2)).to_have_value("The start at Brescia")
    assert faults == []
