"""The desk in each language, in the browser: what the member chose, else what the browser asks for."""

import re

import pytest
from playwright.async_api import expect

from services.comments.domain import Role
from shared.desk.words import LANGUAGES
from tests.desk.room import Desk, faults

pytestmark = pytest.mark.browser

PAGES = (
    "/desk",
    "/desk/history",
    "/desk/threads",
    "/desk/settings",
    "/desk/staff",
    "/desk/start",
    "/desk/account",
    "/desk/rights",
    "/desk/imports",
    "/desk/webhooks",
)
ENGLISH = re.compile(r"\b(the|this|and|with|comments|waiting|nobody|settings|save|published)\b(?!-)", re.IGNORECASE)


@pytest.mark.parametrize(
    ("language", "approve", "settled"),
    [("it", "Approva", "Approvato."), ("de", "Freigeben", "Freigegeben."), ("fr", "Approuver", "Approuvé.")],
)
async def test_a_comment_is_decided_in_the_browsers_language(
    room: Desk, language: str, approve: str, settled: str
) -> None:
    kept = await room.comment("https://a.example https://b.example", name="Ben")
    page = await room.page(await room.member(), language=f"{language}-CH")
    await page.goto("/desk")
    await expect(page.locator("html")).to_have_attribute("lang", language)
    said = await page.locator("body").inner_text()
    assert ENGLISH.findall(said) == []
    await page.get_by_role("button", name=approve).last.click()
    await expect(page.locator(".settled")).to_contain_text(settled)
    assert (await room.stored(kept.id)).state == "published"


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])
async def test_every_page_fits_a_phone_in_every_language_and_has_no_english_left(room: Desk, language: str) -> None:
    await room.gallery()
    await room.comment("https://a.example https://b.example", name="Ben", picture={"gallery": "mm2012", "number": 2})
    page = await room.page(await room.member("Olga", Role.OWNER), width=360, language=language)
    for path in PAGES:
        await page.goto(path)
        assert [path, *await faults(page)] == [path]
        await page.evaluate("document.querySelectorAll('code, pre').forEach(node => node.remove())")
        said = re.sub(r"https?://\S+", "", await page.locator("body").inner_text())
        assert [path, *ENGLISH.findall(said.replace("The Magazine", ""))] == [path]


async def test_ones_own_choice_holds_on_every_page_and_in_problems(room: Desk) -> None:
    cookie = await room.member()
    page = await room.page(cookie, script=False)
    await page.goto("/desk/account")
    await page.get_by_label("Language", exact=False).select_option("de")
    await page.get_by_role("button", name="Use this language").click()
    await expect(page.get_by_role("status")).to_contain_text("Die Redaktion spricht jetzt Deutsch mit Ihnen.")
    other = await room.page(cookie)
    answer = await other.goto("/desk/settings")
    assert answer is not None
    assert answer.status == 403
    await expect(other.get_by_role("heading", name="Nicht erlaubt")).to_be_visible()
    await expect(other.get_by_role("navigation", name="Redaktion").get_by_role("link")).to_have_count(4)


async def test_the_door_speaks_the_browsers_language(room: Desk) -> None:
    page = await room.page(language="fr")
    await page.goto("/desk")
    await expect(page.get_by_role("heading", name="Se connecter à la rédaction")).to_be_visible()
    await page.get_by_label("Votre adresse").fill("no@host")
    await page.locator("form").evaluate("form => form.noValidate = true")
    await page.get_by_role("button", name="Recevoir un lien").click()
    await expect(page.locator("html")).to_have_attribute("lang", "fr")
    await expect(page.locator("p.faulty")).to_contain_text("Ceci n’est pas une adresse mail.")
