"""Sign-in by mailed link and code, sessions seen and ended, and what the door refuses."""

import pytest
from playwright.async_api import expect

from tests.desk.room import Desk, faults

pytestmark = pytest.mark.browser


async def test_a_stranger_is_led_to_the_door_and_back_to_the_page_asked_for(room: Desk) -> None:
    await room.member("Anna")
    page = await room.page()
    await page.goto("/desk/account")
    await expect(page.get_by_role("heading", name="Sign in to the desk")).to_be_visible()
    assert await faults(page) == []
    await page.get_by_label("Your address").fill(room.address("Anna"))
    await page.get_by_role("button", name="Mail me a link").click()
    await expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    assert await faults(page) == []
    _, code = await room.mailed_signin()
    await page.get_by_label("Code").fill("000 000" if code != "000000" else "000 001")
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_text("This is not the code of the last mail.")).to_be_visible()
    assert await faults(page) == []
    await page.get_by_label("Code").fill(f"{code[:3]} {code[3:]}")
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("heading", name="Anna")).to_be_visible()
    assert page.url.endswith("/desk/account")


async def test_a_link_acts_on_the_button_and_only_once_and_only_in_its_browser(room: Desk) -> None:
    await room.member("Anna")
    page = await room.page()
    await page.goto("/desk/sign-in")
    await page.get_by_label("Your address").fill(room.address("Anna"))
    await page.get_by_role("button", name="Mail me a link").click()
    await expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    link, _ = await room.mailed_signin()
    stranger = await room.page()
    await stranger.goto(f"/desk/sign-in/link/{link}")
    await stranger.get_by_role("button", name="Sign in").click()
    await expect(stranger.get_by_role("alert")).to_contain_text("browser that asked")
    await page.goto(f"/desk/sign-in/link/{link}")
    assert await faults(page) == []
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("heading", name="Comments")).to_be_visible()
    await page.goto(f"/desk/sign-in/link/{link}")
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("alert")).to_contain_text("used or has expired")
    assert await faults(page) == []


async def test_an_unknown_address_gets_the_same_answer(room: Desk) -> None:
    page = await room.page(script=False)
    await page.goto("/desk/sign-in")
    await page.get_by_label("Your address").fill("nobody@elsewhere.example")
    await page.get_by_role("button", name="Mail me a link").click()
    await expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()


async def test_sessions_are_listed_and_ended_one_by_one(room: Desk) -> None:
    other, mine = await room.member("Anna"), await room.member("Anna")
    page = await room.page(mine)
    await page.goto("/desk/account")
    await expect(page.locator("#sessions li")).to_have_count(2)
    assert await faults(page) == []
    await page.get_by_role("button", name="Sign out there").click()
    await expect(page.locator("#sessions li")).to_have_count(1)
    elsewhere = await room.page(other)
    await elsewhere.goto("/desk")
    await expect(elsewhere.get_by_role("heading", name="Sign in to the desk")).to_be_visible()
    await page.get_by_label("Anna").click()
    await page.get_by_role("button", name="Sign out", exact=True).click()
    await page.goto("/desk")
    await expect(page.get_by_role("heading", name="Sign in to the desk")).to_be_visible()


async def test_nobody_is_led_to_another_site_after_signing_in(room: Desk) -> None:
    page = await room.page()
    for evil in ("https://evil.example/desk", "//evil.example/desk", "/\\evil.example", "/deskside"):
        await page.goto(f"/desk/sign-in?next={evil}")
        assert await page.locator("input[name=next]").input_value() == ""


async def test_who_signed_out_in_another_tab_is_told_and_led_back(room: Desk) -> None:
    kept = await room.comment("A fine gallery.")
    page = await room.page(await room.member("Anna"))
    await page.goto("/desk")
    row = page.get_by_role("listitem", name="Comment by Ben")
    other = await page.context.new_page()
    await other.goto("/desk")
    await other.get_by_label("Anna").click()
    await other.get_by_role("button", name="Sign out", exact=True).click()
    await expect(other.get_by_text("You are signed out.")).to_be_visible()
    await page.bring_to_front()
    await row.get_by_role("button", name="Approve").click()
    told = page.locator("#said")
    await expect(told).to_contain_text("Sign in to the desk first")
    assert (await room.stored(kept.id)).state == "held"
    assert await faults(page) == []
    await told.get_by_role("link", name="Sign in").click()
    await expect(page.get_by_role("heading", name="Sign in to the desk")).to_be_visible()
    assert await page.locator("input[name=next]").input_value() == "/desk"
