"""What a reader sees seldom: answers with their evidence, removed and closed, refusals in their language, print."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import BrowserContext, FilePayload, Page, Route, expect

from tests.widget.room import Room, faults, settled, visit

pytestmark = pytest.mark.browser
HOSTILE = (
    "html{font-size:26px} p{margin:3em} ol,ul{padding:90px} *{box-sizing:content-box} h2{font-size:70px}"
    "button{background:red !important;border:9px solid} body{box-sizing:border-box}"
)


async def opened(context: BrowserContext, url: str) -> Page:
    """The page with its thread shown."""
    page = await visit(context, url)
    await page.get_by_role("button").first.click()
    await expect(page.locator("[part=list] > li").first).to_be_visible()
    return page


def refusal(status: int, code: str) -> Callable[[Route], Awaitable[None]]:
    """An answer that only a service in need gives."""
    headers = {"Retry-After": "12", "Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Retry-After"}

    async def refuse(route: Route) -> None:
        await route.fulfill(status=status, headers=headers, json={"code": code, "detail": "said in English"})

    return refuse


async def test_answers_tombstones_and_a_closed_thread_are_set_apart_and_fit_any_page(
    room: Room, reader: BrowserContext, artifacts: Path
) -> None:
    url = room.thread_page(count=3)
    asked = await room.post(url, "Whose is the red one, Rego MI-18 3385?", "Ann")
    await room.post(url, "It is car 215.", "Archive", parent=asked["comment"]["id"])
    gone = await room.post(url, "Regretted.", "Ben")
    await room.post(url, "W" * 300, "N" * 80, parent=gone["comment"]["id"])

    async def seldom(route: Route) -> None:
        answer = await route.fetch()
        told: dict[str, Any] = await answer.json()
        told["thread"]["open"] = False
        question, removed = told["comments"]
        question["pick"] = question["pinned"] = True
        question["replies"][0]["answer"] = {"id": "1", "kind": "archive", "source": "Entry list 2012"}
        question["replies"][0]["answer"] |= {
            "evidence": ["One entry has this plate."],
            "not_right": "/mail/not-right/1",
        }
        removed |= {"state": "removed", "body": [], "author": {"name": "", "kind": "reader"}}
        await route.fulfill(response=answer, json=told)

    await reader.route("**/v1/threads?*", seldom)
    page = await opened(reader, url)
    await page.emulate_media(reduced_motion="reduce")
    answer = page.locator("article.answer")
    await expect(answer).to_contain_text("From the archive")
    await expect(answer.get_by_role("listitem")).to_have_text("One entry has this plate.")
    await expect(answer).to_contain_text("Source: Entry list 2012")
    not_right = answer.get_by_role("link", name="Not right?")
    await expect(not_right).to_have_attribute("href", f"{room.paddock}/mail/not-right/1")
    await expect(page.get_by_role("article").first).to_contain_text("Editors’ pick")
    await expect(page.get_by_text("This comment was removed.")).to_be_visible()
    await expect(page.get_by_text("Comments are closed.")).to_be_visible()
    await expect(page.get_by_role("button", name=re.compile("^Reply"))).to_have_count(0)
    for width, dark in ((1280, False), (360, True)):
        await page.emulate_media(color_scheme="dark" if dark else "light")
        await page.set_viewport_size({"width": width, "height": 740})
        await settled(page)
        assert await faults(page) == [], width
        await page.screenshot(path=artifacts / f"seldom-{width}.png", full_page=True)
    await page.set_viewport_size({"width": 320, "height": 256})  # 1280 pixels at 400 %
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await page.evaluate(
        "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); document.adoptedStyleSheets = [sheet] }",
        HOSTILE,
    )
    await expect(answer.locator("p").first).to_have_css("margin", "0px")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
        "whatever the page does to its own"
    )
    await page.emulate_media(media="print")
    await expect(answer).to_be_visible()
    await expect(page.get_by_role("button")).to_have_count(0)


async def test_what_is_refused_is_said_in_the_pages_language(room: Room, reader: BrowserContext) -> None:
    url = room.thread_page(count=1, lang="de")
    await room.post(url, "Schon gesagt.", "Bea")
    page = await opened(reader, url)
    form = page.locator("[part=write] form")
    alert = form.get_by_role("alert")

    async def send(email: str = "bea@readers.example") -> None:
        await form.get_by_label("Kommentar", exact=True).fill("Schon gesagt.")
        await form.get_by_label("Name").fill("Bea")
        await form.get_by_label("E-Mail", exact=True).fill(email)
        await form.get_by_role("button", name="Kommentar absenden").click()

    await send("bea at readers")
    await expect(form.get_by_text("Diese Adresse stimmt nicht.")).to_be_visible()
    await send()
    await expect(alert).to_have_text("Das steht hier schon von Ihnen.")
    link = await reader.new_cdp_session(page)
    slow = {"offline": False, "latency": 1, "downloadThroughput": -1, "uploadThroughput": 80_000}
    await link.send("Network.emulateNetworkConditions", slow)
    async with page.expect_file_chooser() as chooser:
        await form.get_by_role("button", name="Bilder hinzufügen").click()
    fake: FilePayload = {"name": "a.png", "mimeType": "image/png", "buffer": b"not a picture" * 6000}
    await (await chooser.value).set_files(fake)
    await expect(form.get_by_role("progressbar", name="a.png")).to_be_visible()
    await expect(form.get_by_text("Das ist kein Bild, das wir annehmen können.")).to_be_visible()
    await form.get_by_role("button", name="a.png").click()
    for status, code, words in ((429, "flood", "Bitte 12 Sekunden warten"), (500, "fault", "Das hat nicht geklappt.")):
        await page.route("**/v1/comments", refusal(status, code))
        await send()
        await expect(alert).to_contain_text(words)
    await expect(form.get_by_label("Kommentar", exact=True)).to_have_value("Schon gesagt.")
