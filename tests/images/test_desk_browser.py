"""In a real browser: an editor drops a rally's pictures on a gallery's page, through broken lines and reloads."""

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Page, Request, Route, expect

from services.images.app import door_of
from services.images.house import House
from services.images.store import galleries
from shared.postgres import Database
from tests.desk.room import faults
from tests.images import drawing
from tests.images.conftest import SITE, assertion, keep_site, settings, work_off
from tests.support.servers import Servers

pytestmark = pytest.mark.browser

PAGE = f"/desk/galleries/mm2012?site={SITE}"


@dataclass
class Desk:
    """The service, a signed-in editor's browser at it, and what the browser complained about."""

    house: House
    page: Page
    folder: Path
    complaints: list[str] = field(default_factory=list)

    async def open(self) -> None:
        await self.page.goto(PAGE)

    async def filled(self, count: int, *, width: int, height: int) -> None:
        """The gallery has so many drawn pictures, rendered; its page is open."""
        pictures = drawing.Pictures(self.folder)
        for seed in range(count):
            pictures.jpeg(f"{seed}.jpg", width=width, height=height, seed=seed)
        await self.house.bring.from_source(
            self.folder, captions=None, site=SITE, key="mm2012", title="", url="", limit=40_000_000
        )
        await work_off(self.house)
        await self.open()

    async def choose(self, *files: Path) -> None:
        await self.page.set_input_files("#f-files", files)
        await self.page.get_by_role("button", name="Add", exact=True).click()

    async def drop(self, *paths: Path) -> None:
        """As from the file manager: the browser itself reads the folder."""
        box = await self.page.locator("[data-drop]").bounding_box()
        assert box
        client = await self.page.context.new_cdp_session(self.page)
        place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + 20}
        for kind in ("dragEnter", "dragOver", "drop"):
            await client.send(
                "Input.dispatchDragEvent",
                {
                    "type": kind,
                    **place,
                    "data": {"items": [], "files": [str(one) for one in paths], "dragOperationsMask": 1},
                },
            )

    async def said(self, words: str) -> None:
        await expect(self.page.locator("[data-said]")).to_contain_text(words, timeout=20_000)

    async def names(self) -> list[str]:
        return [one.file_name for one in await galleries.pictures(self.house.database, SITE, "mm2012")]


@pytest.fixture
async def desk(
    servers: Servers, images_db: Database, tmp_path: Path, free_port: int, browser: Browser
) -> AsyncIterator[Desk]:
    """A door that knows its own address, an empty gallery, and a browser at it."""
    address = f"http://127.0.0.1:{free_port}"
    house = await House.build(settings(servers, tmp_path / "store", PADDOCK_PUBLIC_URL=address))
    await keep_site(images_db)
    async with images_db.transaction() as tx:
        await galleries.add_gallery(tx, SITE, "mm2012", "Mille Miglia 2012", "")
    async with TestServer(door_of(house), port=free_port):
        page = await browser.new_page(base_url=address, extra_http_headers=assertion())
        at = Desk(house=house, page=page, folder=tmp_path / "rally")
        page.on("pageerror", lambda error: at.complaints.append(str(error)))
        page.on("console", lambda said: at.complaints.append(said.text) if "Trusted" in said.text else None)
        yield at
        await page.context.close()
    await house.close()
    assert at.complaints == []


async def test_a_folder_is_dropped_with_its_table_and_everything_is_said(desk: Desk) -> None:
    pictures = drawing.Pictures(desk.folder)
    for number in (1, 2, 10):
        pictures.jpeg(f"{number}.jpg", width=200, height=150, seed=number)
    pictures.write("words.jpg", b"no picture at all")
    pictures.write("notes.txt", b"park at the mill")
    pictures.write("Thumbs.db", b"litter")
    pictures.write("t.csv", b"file;caption;credit\r\n10.jpg;The start at Brescia;Ann\r\n1.jpg;A red car\r\n7.jpg;?\r\n")
    (desk.folder / "day two").mkdir()
    shutil.copy(desk.folder / "1.jpg", desk.folder / "day two" / "again.jpg")
    await desk.open()
    await desk.drop(desk.folder)
    await desk.said("Sent: 3. There already: 1. Refused: 3.")
    rows = desk.page.locator("[data-files] > li")
    for name, words in (
        ("words.jpg", "This isn't a picture we know"),
        ("notes.txt", "neither a picture nor a zip nor a table"),
        ("again.jpg", "the gallery has it already, as number 1"),
        ("t.csv", "2 described; no such picture: 7.jpg"),
    ):
        await expect(rows.filter(has_text=name)).to_contain_text(words)
    await expect(desk.page.locator("[data-progress]")).to_contain_text("7 of 7 files")
    assert await desk.names() == ["10.jpg", "1.jpg", "2.jpg"]
    for width, dark in ((360, False), (360, True), (1280, True), (1280, False)):
        await desk.page.emulate_media(color_scheme="dark" if dark else "light")
        await desk.page.set_viewport_size({"width": width, "height": 800})
        assert await faults(desk.page) == [], (width, dark)
    await work_off(desk.house)
    shown = desk.page.locator("#pictures img")
    await expect(shown).to_have_count(3, timeout=10_000)
    assert await shown.first.evaluate("image => image.decode().then(() => image.naturalWidth)") == 200


async def test_a_broken_line_and_a_reload_go_on_where_the_bytes_stopped(desk: Desk) -> None:
    pictures = drawing.Pictures(desk.folder)
    files = [pictures.jpeg(f"{seed}.jpg", width=900, height=700, seed=seed) for seed in range(2)]
    announced: list[Request] = []
    desk.page.on("request", lambda one: announced.append(one) if one.method == "POST" else None)
    parts = 0

    async def line(route: Route) -> None:
        nonlocal parts
        parts += route.request.method == "PATCH"
        if route.request.method == "PATCH" and parts == 2:
            await route.abort("connectionreset")
        elif parts < 4:
            await route.continue_()
        else:
            await route.abort("internetdisconnected")

    await desk.open()
    await desk.page.route("**/v1/galleries/mm2012/uploads/*", line)
    half = files[0].stat().st_size // 2 + 1
    await desk.page.evaluate("part => { document.querySelector('[data-uploads]').dataset.part = part }", half)
    await desk.choose(*files)
    await expect(desk.page.locator("[data-files] > li").nth(0)).to_contain_text("sent", timeout=10_000)
    await desk.page.get_by_role("button", name="Stop").click()
    await desk.said("Stopped. What has arrived stays there.")
    await expect(desk.page.get_by_role("button", name="Go on")).to_be_visible()
    assert await desk.names() == ["0.jpg"]
    assert len(announced) == 2

    await desk.page.unroute_all()
    await desk.page.reload()
    await expect(desk.page.locator("main")).to_contain_text("Not yet whole: 1.jpg (0 %)")
    sent: list[Request] = []
    desk.page.on("request", lambda one: sent.append(one) if one.method in {"POST", "PATCH"} else None)
    await desk.choose(*files)
    await desk.said("Sent: 1. There already: 1.")
    assert [one.method for one in sent] == ["PATCH"], "what has arrived is neither announced nor sent again"
    assert await desk.names() == ["0.jpg", "1.jpg"]


async def test_words_order_and_the_point_of_interest_are_kept_without_leaving_the_page(desk: Desk) -> None:
    await desk.filled(3, width=200, height=100)
    page = desk.page
    captions = page.locator("#pictures textarea[name=caption]")
    await captions.nth(1).fill("Not saved yet")
    await captions.nth(0).fill("The start at Brescia")
    await page.locator("[data-focal]").nth(0).click(position={"x": 50, "y": 75})
    await page.get_by_role("button", name="Save").nth(0).press("Enter")
    await expect(page.locator("#said")).to_contain_text("Saved")
    await expect(page.locator("[data-save]").nth(0)).to_be_focused()
    await page.get_by_role("button", name="Move picture 1 back").press("Enter")
    await expect(captions.nth(1)).to_have_value("The start at Brescia")
    await expect(captions.nth(0)).to_have_value("Not saved yet")
    await page.keyboard.press("Enter")
    await expect(captions.nth(2)).to_have_value("The start at Brescia")
    kept = (await galleries.pictures(desk.house.database, SITE, "mm2012"))[2]
    assert kept.caption == "The start at Brescia"
    assert (kept.focal_x, kept.focal_y) == pytest.approx((0.25, 0.75), abs=0.02)
    page.on("dialog", lambda dialog: dialog.accept())
    await page.get_by_role("button", name="Remove").nth(2).click()
    await expect(captions).to_have_count(2)
    assert await faults(page) == []


async def test_a_refusal_is_said_in_the_editors_language(desk: Desk) -> None:
    bad = drawing.Pictures(desk.folder).write("words.jpg", b"no picture at all")
    with (big := desk.folder / "z.jpg").open("wb") as file:
        file.truncate(desk.house.config.gallery_bytes + 1)
    await desk.page.set_viewport_size({"width": 360, "height": 700})
    for language, words, heavy in (
        ("it", "Non conosciamo questo tipo di immagine", "una foto può avere al massimo"),
        ("de", "Diese Art von Bild kennen wir nicht", "ein Bild darf höchstens"),
        ("fr", "Nous ne connaissons pas ce type d’image", "une photo ne peut dépasser"),
    ):
        await desk.page.set_extra_http_headers({**assertion(), "Accept-Language": language})
        await desk.open()
        await desk.page.set_input_files("#f-files", [bad, big])
        await desk.page.locator("form[enctype] button").click()
        await expect(desk.page.locator("[data-files] .fault")).to_contain_text([words, heavy], timeout=10_000)
        assert await faults(desk.page) == [], language


async def test_a_picture_is_dragged_to_its_place_by_mouse_and_by_finger(desk: Desk) -> None:
    await desk.page.set_viewport_size({"width": 360, "height": 780})
    await desk.filled(4, width=60, height=40)
    page, rows = desk.page, desk.page.locator("#pictures [data-row]")
    await page.evaluate("globalThis.same = true")

    async def lift(number: int) -> None:
        await rows.nth(number - 1).locator("[data-grip]").hover()
        await page.mouse.down()
        await page.mouse.move(*await middle(number, "[data-grip]", 8), steps=2)
        await expect(page.locator("#pictures .sorting > .held")).to_have_count(1)

    async def middle(number: int, part: str = "[data-head]", aside: int = 0) -> tuple[float, float]:
        box = await rows.nth(number - 1).locator(part).bounding_box()
        assert box
        return box["x"] + box["width"] / 2 + aside, box["y"] + box["height"] / 2

    async def order() -> str:
        return " ".join(name.removesuffix(".jpg") for name in await desk.names())

    await rows.nth(0).locator("textarea[name=caption]").fill("The start at Brescia")
    await lift(1)
    assert await page.evaluate("document.querySelector('.sorting').offsetHeight < 600"), "a light table"
    await page.mouse.move(*await middle(3), steps=4)
    await page.mouse.up()
    await expect(page.locator("#said")).to_contain_text("Saved")
    assert await order() == "1 2 0 3"
    await expect(rows.nth(2).locator("textarea[name=caption]")).to_have_value("The start at Brescia")
    await expect(page.locator(".sorting")).to_have_count(0)

    await lift(4)
    await page.mouse.move(*await middle(1), steps=4)
    await page.keyboard.press("Escape")
    await page.mouse.up()
    assert await order() == "1 2 0 3", "thought better of it"

    finger = await page.context.new_cdp_session(page)

    async def touch(kind: str, *points: tuple[float, float]) -> None:
        await finger.send(
            "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]}
        )

    await rows.nth(3).locator("[data-grip]").scroll_into_view_if_needed()
    x, y = await middle(4, "[data-grip]")
    await touch("touchStart", (x, y))
    await touch("touchMove", (x - 9, y))
    await touch("touchMove", (x - 12, y))
    await expect(page.locator("#pictures .sorting > .held")).to_have_count(1)
    await touch("touchMove", await middle(1))
    await touch("touchEnd")
    await expect(rows.nth(0)).to_contain_text("3.jpg")
    await expect(rows.nth(0).locator("[data-head]")).to_contain_text("1 of 4")
    assert await order() == "3 1 2 0"
    assert await page.evaluate("globalThis.same"), "the page was never left"
    assert await faults(page) == []
