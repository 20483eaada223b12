"""A gallery in a reader's browser: one picture large, its neighbours, its marks and what is said about it."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

from tests.widget.furnishing import PICTURES
from tests.widget.room import GALLERY, SHIFTS, SITE, Room, faults, settled, visit

pytestmark = pytest.mark.browser


async def larger(page: Page, number: int) -> None:
    """Open a picture by its link."""
    await page.locator(f"a[data-picture='{number}']").click()
    await expect(at(page, number)).to_be_visible()


def at(page: Page, number: int, total: int = PICTURES) -> Locator:
    """The viewer's heading for a picture."""
    return page.get_by_role("heading", name=f"Picture {number} of {total}")


async def test_a_click_opens_the_picture_large_in_the_best_format(room: Room, reader: BrowserContext) -> None:
    page = await visit(reader, room.gallery_page())
    await larger(page, 3)
    image = page.locator("paddock-gallery dialog .frame img")
    await expect(image).to_have_js_property("complete", value=True)
    shown = await image.evaluate("image => image.currentSrc")
    assert shown.endswith(".avif"), "the browser takes AVIF where it can"
    assert await image.evaluate("image => image.naturalWidth >= image.clientWidth")
    await expect(image).to_have_attribute("alt", re.compile("lady in a big red hat"))
    await expect(page.locator(".caption")).to_have_text("Brescia, the first morning: spectators along the start")
    await expect(page.locator(".credit")).to_contain_text("Paddock demo")
    assert await page.evaluate("violations") == []


async def test_keys_go_on_and_back_and_close_to_where_one_was(room: Room, reader: BrowserContext) -> None:
    page = await visit(reader, room.gallery_page())
    await larger(page, 2)
    await page.keyboard.press("ArrowRight")
    await expect(at(page, 3)).to_be_visible()
    await page.keyboard.press("ArrowLeft")
    await page.keyboard.press("ArrowLeft")
    await expect(at(page, 1)).to_be_visible()
    await expect(page.locator("paddock-gallery .previous")).to_be_disabled()
    await page.keyboard.press("End")
    await expect(at(page, PICTURES)).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await expect(page.locator(f"a[data-picture='{PICTURES}']")).to_be_focused()
    assert not await page.evaluate("location.hash")


async def test_a_first_click_without_a_connection_says_so_and_the_next_one_opens(
    room: Room, reader: BrowserContext
) -> None:
    page = await visit(reader, room.gallery_page())
    await reader.set_offline(True)
    await page.locator("a[data-picture='3']").click()
    again = page.get_by_role("alert").get_by_role("button", name="Not loaded. Try again")
    await expect(again).to_be_visible()
    await expect(page.locator("a[data-picture='3']")).to_be_focused()
    await again.click()
    await expect(again).to_be_focused()
    await reader.set_offline(False)
    await again.click()
    await expect(at(page, 3)).to_be_focused()
    await expect(again).to_have_count(0)
    assert await page.evaluate("violations") == []


async def test_comments_on_a_picture_that_could_not_be_loaded_are_tried_again(
    room: Room, reader: BrowserContext
) -> None:
    page = await visit(reader, room.gallery_page())
    await larger(page, 1)
    await reader.set_offline(True)
    await page.get_by_role("button", name="Comment on this picture").click()
    again = page.get_by_role("dialog").get_by_role("button", name="Not loaded. Try again")
    await expect(again).to_be_visible()
    await reader.set_offline(False)
    await again.click()
    await expect(page.get_by_role("heading", name="Comment on this picture")).to_be_visible()
    await expect(page.get_by_role("dialog").locator("[part=toggle]")).to_be_hidden()


async def test_a_picture_that_does_not_come_says_so_and_its_comments_are_still_there(
    room: Room, reader: BrowserContext
) -> None:
    page = await visit(reader, room.gallery_page())
    await page.route("**/pictures/**", lambda route: route.abort())
    await larger(page, 4)
    await expect(page.get_by_role("status").filter(has_text="This picture can’t be loaded.")).to_be_visible()
    await page.get_by_role("button", name="Comment on this picture").click()
    await expect(page.get_by_role("heading", name="Comment on this picture")).to_be_visible()
    await expect(page.locator("paddock-gallery .talk")).to_have_text("Comment on this picture")


async def test_on_a_phone_going_to_a_comment_leaves_the_bar_and_the_picture_where_they_are(
    room: Room, browser: Browser
) -> None:
    context = await browser.new_context(viewport={"width": 360, "height": 740}, reduced_motion="reduce")
    url = room.gallery_page()
    for number in range(4):
        await room.post(url, f"Seen {number}.", f"R{number}", picture={"gallery": GALLERY, "number": 2})
    page = await visit(context, f"{url}#picture-2:c-4")
    await expect(page.locator("paddock-gallery").get_by_role("article").filter(has_text="Seen 3.")).to_be_focused()
    await expect(page.get_by_role("button", name="Close")).to_be_in_viewport(ratio=1)
    await page.get_by_role("button", name="Mark a place in the picture").click()
    await expect(page.get_by_role("status").filter(has_text="Click the place")).to_be_in_viewport(ratio=1)
    await expect(page.get_by_role("button", name="Close")).to_be_in_viewport(ratio=1)
    await context.close()


async def test_comments_in_the_viewer_speak_the_pages_language(room: Room, reader: BrowserContext) -> None:
    page = await visit(reader, room.gallery_page(lang="de-AT"))
    await page.locator("a[data-picture='2']").click()
    await page.get_by_role("button", name="Dieses Bild kommentieren").click()
    await expect(page.get_by_role("heading", name="Dieses Bild kommentieren")).to_be_visible()


async def test_the_back_button_closes_the_viewer_and_leaves_the_page(room: Room, reader: BrowserContext) -> None:
    page = await visit(reader, room.gallery_page())
    await larger(page, 2)
    assert await page.evaluate("location.hash") == "#picture-2"
    await page.go_back()
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await expect(page.get_by_role("heading", name="A page")).to_be_visible()


async def test_a_link_to_a_picture_opens_it(room: Room, reader: BrowserContext) -> None:
    page = await visit(reader, room.gallery_page() + "#picture-4")
    await expect(at(page, 4)).to_be_visible()
    await page.get_by_role("button", name="Close").click()
    await expect(page.get_by_role("dialog")).to_be_hidden()


async def test_an_arabic_page_goes_the_other_way(room: Room, reader: BrowserContext) -> None:
    page = await visit(reader, room.gallery_page(lang="ar"))
    await larger(page, 2)
    await page.keyboard.press("ArrowLeft")
    await expect(at(page, 3)).to_be_visible()


async def test_a_swipe_goes_on(room: Room, browser: Browser) -> None:
    context = await browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    page = await visit(context, room.gallery_page())
    await page.locator("a[data-picture='2']").tap()
    await expect(at(page, 2)).to_be_visible()
    touch = await context.new_cdp_session(page)
    for kind, x in (("touchStart", 300), ("touchMove", 200), ("touchMove", 90), ("touchEnd", 90)):
        points = [] if kind == "touchEnd" else [{"x": x, "y": 300}]
        await touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    await expect(at(page, 3)).to_be_visible()
    await context.close()


async def test_an_empty_gallery_fills_itself(room: Room, reader: BrowserContext) -> None:
    page = await visit(reader, room.page(f'<paddock-gallery site="{SITE}" key="{GALLERY}"></paddock-gallery>'))
    tiles = page.get_by_role("button", name=re.compile("Open picture . of"))
    await expect(tiles).to_have_count(PICTURES)
    types = "tile => [...tile.querySelectorAll('source[srcset]')].map((one) => one.type)"
    made = {one["media_type"] for one in room.gallery[0]["renditions"]}
    assert await tiles.first.evaluate(types) == [kind for kind in ("image/avif", "image/webp") if kind in made]
    await expect(tiles.first.locator("img")).to_have_attribute("srcset", re.compile(r"\.jpe?g \d+w"))
    await tiles.nth(1).click()
    await expect(at(page, 2)).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(tiles.nth(1)).to_be_focused()


async def test_a_long_gallery_fetches_what_is_near_and_moves_nothing(room: Room, reader: BrowserContext) -> None:
    page = await reader.new_page()
    await page.add_init_script(SHIFTS)
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url.split("?")[-1]) if "/pictures/" in request.url else None)
    await page.goto(await room.long_gallery(page))
    first, last = (
        page.get_by_role("button", name=f"Open picture {number} of 160 larger").locator("img") for number in (1, 160)
    )
    await expect(first).to_have_js_property("complete", value=True)
    assert await first.evaluate("image => image.currentSrc.includes('.avif') && image.style.backgroundColor")
    assert 0 < len(asked) < 90, "what is far below is not fetched"
    assert "160" not in asked
    await page.mouse.wheel(0, 1e6)
    await expect(last).to_have_js_property("complete", value=True)
    assert "160" in asked
    assert sum(await page.evaluate("shifts")) == 0, "where the page keeps its place, not even as it fills"


async def test_the_neighbours_of_an_open_picture_are_fetched_ahead(room: Room, reader: BrowserContext) -> None:
    page = await visit(reader, room.gallery_page())
    await page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await larger(page, 3)
    await page.wait_for_load_state("networkidle")
    for number in (2, 3, 4):
        own = [one["path"] for one in room.gallery[number - 1]["renditions"]]
        assert any(url.endswith(tuple(own)) for url in asked), number
    assert [url for url in asked if url.endswith(tuple(one["path"] for one in room.gallery[0]["renditions"]))] == []


async def test_without_the_service_an_ordinary_link_is_still_a_link(room: Room, browser: Browser) -> None:
    context = await browser.new_context(java_script_enabled=False)
    page = await visit(context, room.gallery_page())
    link = page.locator("a[data-picture='1']")
    assert (await link.get_attribute("href") or "").startswith(room.paddock)
    await context.close()


async def test_a_place_marked_by_keyboard_goes_with_the_comment_as_fractions(
    room: Room, reader: BrowserContext
) -> None:
    url = room.gallery_page()
    page = await visit(reader, url)
    await larger(page, 3)
    await page.get_by_role("button", name="Comment on this picture").click()
    await page.get_by_role("button", name="Mark a place in the picture").click()
    mark = page.get_by_role("button", name=re.compile("Click the place"))
    await expect(mark).to_be_focused()
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowUp", "Enter"):
        await page.keyboard.press(key)
    form = page.locator("paddock-gallery form")
    await expect(form.get_by_label("Comment")).to_be_focused()
    await form.get_by_label("Comment").fill("The hat!")
    await form.get_by_label("Name").fill("Bea")
    await form.get_by_label("Email").fill("bea@readers.example")
    await form.get_by_role("button", name="Post comment").click()
    await expect(page.locator("paddock-gallery").get_by_role("article").filter(has_text="The hat!")).to_be_visible()
    found = (await room.thread(url))["comments"][0]["picture"]
    assert (found["gallery"], found["number"]) == (GALLERY, 3)
    assert found["region"] == {"x": 0.52, "y": 0.45, "w": 0, "h": 0}
    await expect(page.get_by_role("button", name="Comment 1 by Bea")).to_be_visible()
    await expect(page.get_by_role("button", name="1 comment", exact=True)).to_be_visible()


async def test_a_place_marked_by_pointer_survives_another_size(room: Room, reader: BrowserContext) -> None:
    url = room.gallery_page()
    page = await visit(reader, url)
    await larger(page, 1)
    await page.get_by_role("button", name="Comment on this picture").click()
    await page.get_by_role("button", name="Mark a place in the picture").click()
    box = await page.locator(".frame").bounding_box()
    assert box
    await page.mouse.click(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.75)
    form = page.locator("paddock-gallery form")
    await form.get_by_label("Comment").fill("That wheel.")
    await form.get_by_label("Name").fill("Cid")
    await form.get_by_label("Email").fill("cid@readers.example")
    await form.get_by_role("button", name="Post comment").click()
    pin = page.get_by_role("button", name="Comment 1 by Cid")
    await expect(pin).to_be_visible()
    await page.set_viewport_size({"width": 900, "height": 1000})
    frame, mark = await page.locator(".frame").bounding_box(), await pin.bounding_box()
    assert frame
    assert mark
    assert abs((mark["x"] + mark["width"] / 2 - frame["x"]) / frame["width"] - 0.25) < 0.01
    assert abs((mark["y"] + mark["height"] / 2 - frame["y"]) / frame["height"] - 0.75) < 0.01


async def test_a_mark_at_the_edge_of_a_picture_as_wide_as_the_window_is_under_no_arrow(
    room: Room, reader: BrowserContext, artifacts: Path
) -> None:
    url = room.gallery_page()
    for name, x in (("Lea", 0), ("Rex", 1)):
        region = {"x": x, "y": 0.5}
        await room.post(url, f"{name} was here.", name, picture={"gallery": GALLERY, "number": 3, "region": region})
    page = await visit(reader, f"{url}#picture-3")
    await page.emulate_media(reduced_motion="reduce")
    talk = page.get_by_role("button", name="2 comments")
    for width, height in ((1280, 900), (360, 740), (320, 256)):
        await page.set_viewport_size({"width": width, "height": height})
        await talk.click()
        for number, name in ((1, "Lea"), (2, "Rex")):
            pin = page.get_by_role("button", name=f"Comment {number} by {name}")
            said = page.locator("paddock-gallery").get_by_role("article").filter(has_text=f"{name} was here.")
            await pin.click()  # refused where anything lies over it
            await expect(said).to_be_focused()
            await pin.press("Enter")
            await expect(said).to_be_focused()
            await expect(said).to_be_in_viewport()
        await page.screenshot(path=artifacts / f"viewer-edges-{width}.png")
        await talk.click()
        await page.get_by_role("button", name="Next picture").click()
        await page.get_by_role("button", name="Previous picture").click()
        await expect(at(page, 3)).to_be_visible()


async def test_a_comment_leads_to_its_place_in_the_picture_and_back(room: Room, reader: BrowserContext) -> None:
    url = room.gallery_page()
    region = {"x": 0.3, "y": 0.6}
    await room.post(url, "Number plate?", "Ann", picture={"gallery": GALLERY, "number": 2, "region": region})
    page = await visit(reader, url)
    await page.get_by_role("button", name=re.compile("^Show Comments")).click()
    await page.get_by_role("link", name=f"On picture 2 of {PICTURES}").click()
    await expect(at(page, 2)).to_be_visible()
    inside = page.locator("paddock-gallery").get_by_role("article").filter(has_text="Number plate?")
    await expect(inside).to_be_visible()
    await page.get_by_role("button", name="Comment 1 by Ann").click()
    await expect(inside).to_be_focused()


async def test_the_viewer_has_no_fault_for_axe_or_is_wider_than_the_window(
    room: Room, anybody: BrowserContext, artifacts: Path
) -> None:
    url = room.gallery_page()
    region = {"x": 0.3, "y": 0.6}
    await room.post(url, "Who is she?", "Ann", picture={"gallery": GALLERY, "number": 3, "region": region})
    page = await visit(anybody, url)
    width = await page.evaluate("innerWidth")
    scheme = "dark" if await page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") else "light"

    async def check(state: str) -> None:
        await settled(page)
        assert await faults(page) == [], state
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), state
        await page.screenshot(path=artifacts / f"{state}-{width}-{scheme}.png")

    await check("gallery")
    await larger(page, 3)
    await expect(page.get_by_role("button", name="1 comment, 1 question")).to_be_visible()
    await check("viewer")
    await page.locator("paddock-gallery .talk").click()
    await expect(page.locator("paddock-gallery").get_by_role("article")).to_be_visible()
    await check("viewer-comments")
    await page.get_by_role("button", name="Mark a place in the picture").click()
    await check("viewer-marking")
    assert await page.evaluate("violations") == []
