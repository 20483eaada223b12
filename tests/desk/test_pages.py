"""Every page in every light and width: no fault for axe, nothing wider than the window, nothing the policy refuses."""

import pytest
from playwright.async_api import expect

from services.comments.domain import Role
from tests.desk.room import Desk, faults

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [360, 1280])
async def test_every_page_is_without_fault(room: Desk, width: int, dark: bool) -> None:
    await room.gallery()
    long = "Donaudampfschifffahrtsgesellschaft" * 4
    kept = await room.comment(f"Is that the one? {long}", name="Cleo", picture={"gallery": "mm2012", "number": 2})
    await room.comment("See https://shop.example and https://deal.example", name="Ben")
    page = await room.page(await room.member("Olga", Role.OWNER), width=width, dark=dark)
    await page.goto("/desk")
    await page.locator(f"#c-{kept.id}").get_by_role("button", name="Approve").click()
    await expect(page.locator(f"#c-{kept.id}")).to_contain_text("Approved.")
    found = {}
    for path in (
        "/desk?tab=published",
        "/desk?tab=all&q=one&level=2&from=2020-01-01",
        f"/desk/comments/{kept.id}",
        f"/desk/authors/{kept.id}",
        "/desk/threads",
        f"/desk/threads/{kept.thread}",
        "/desk/history",
        "/desk/staff",
        "/desk/settings",
        "/desk/settings/outside",
        "/desk/start",
        "/desk/imports",
        "/desk/dead-letters",
        "/desk/webhooks",
        "/desk/rights",
        "/desk/account",
        "/desk/nothing",
        "/desk?tab=nothing",
    ):
        await page.goto(path)
        if wrong := await faults(page):
            found[path] = wrong
    assert found == {}


async def test_menus_open_without_script_and_lead_to_every_page(room: Desk) -> None:
    page = await room.page(await room.member("Olga", Role.OWNER), width=360, script=False)
    await page.goto("/desk")
    await page.locator("summary", has_text="Menu").click()
    menu = page.get_by_role("navigation", name="Desk, menu")
    await expect(menu.get_by_role("link")).to_have_count(14)
    await menu.get_by_role("link", name="Staff").click()
    await expect(page.get_by_role("heading", name="Staff")).to_be_visible()


async def test_each_role_sees_the_pages_it_may_open(room: Desk) -> None:
    for role, links in ((Role.EXPERT, 2), (Role.MODERATOR, 4), (Role.EDITOR, 9), (Role.OWNER, 14)):
        page = await room.page(await room.member(f"A {role}", role))
        await page.goto("/desk/account")
        await expect(page.get_by_role("navigation", name="Desk").get_by_role("link")).to_have_count(links)


async def test_who_works_for_two_sites_goes_from_one_to_the_other(room: Desk) -> None:
    mine = await room.comment("A fine gallery.")
    other = Desk(db=room.db, keys=room.keys, url=room.url, amqp_url=room.amqp_url, private_key="", browser=room.browser)
    await other.open()
    theirs = await other.comment("Another magazine.", name="Zoe")
    cookie = await room.member("Anna")
    await room.join(other.site, "Anna", Role.OWNER)
    page = await room.page(cookie, width=360)
    for kept in (mine, theirs):
        await page.goto(f"/desk/comments/{kept.id}")
        await expect(page.get_by_role("heading", name=f"Comment by {kept.author_name}")).to_be_visible()
    await page.goto(f"/desk?site={room.site}")
    await expect(page.get_by_role("listitem", name="Comment by Ben")).to_be_visible()
    assert await faults(page) == []
    await page.locator("summary", has_text="Site").click()
    await page.get_by_role("link", name=other.site).click()
    await expect(page.get_by_role("listitem", name="Comment by Zoe")).to_be_visible()
    await page.get_by_role("button", name="Approve").last.click()
    await expect(page.locator(".settled")).to_contain_text("Approved.")
    await page.locator("summary", has_text="Menu").click()
    await page.get_by_role("link", name="Threads").click()
    assert page.url.endswith(f"/desk/threads?site={other.site}")


async def test_the_desk_says_when_it_can_not_be_reached(room: Desk) -> None:
    kept = await room.comment("A fine gallery.")
    page = await room.page(await room.member())
    await page.goto("/desk")
    await page.context.set_offline(True)
    await page.get_by_role("button", name="Spam").last.click()
    await expect(page.get_by_role("status")).to_contain_text("Nothing was changed; try again.")
    await page.context.set_offline(False)
    await page.get_by_role("button", name="Spam").last.click()
    await expect(page.locator(".settled")).to_contain_text("Marked as spam.")
    assert (await room.stored(kept.id)).state == "spam"


async def test_a_picture_stands_beside_its_comment_with_the_readers_spot(room: Desk) -> None:
    await room.gallery()
    spot = {"gallery": "mm2012", "number": 2, "region": {"x": 0.25, "y": 0.5, "w": 0.1, "h": 0.2}}
    await room.comment("This one?", name="Cleo", picture=spot)
    await room.comment("Not about a picture", name="Ben")
    page = await room.page(await room.member())
    await page.goto("/desk")
    row = page.get_by_role("listitem", name="Comment by Cleo")
    await expect(row.get_by_role("img", name="A red car, picture 2")).to_be_attached()
    await expect(row.locator("svg.spot rect")).to_have_attribute("x", "0.25")
    await row.get_by_role("link", name="picture 2 of 3", exact=True).click()
    await expect(page.locator("[data-row]")).to_have_count(1)
    await expect(page.get_by_role("link", name="Take away: picture 2 of mm2012")).to_be_visible()


async def test_reported_comments_are_kept_or_turned_down(room: Desk) -> None:
    await room.open(policy="publish_all", reports_to_hold=0)
    kept = await room.comment("A harsh word")
    await room.report(kept.id, "rude")
    page = await room.page(await room.member())
    await page.goto("/desk?tab=reported")
    row = page.get_by_role("listitem", name="Comment by Ben")
    await expect(row).to_contain_text("reported 1 time: rude")
    assert await faults(page) == []
    await row.get_by_role("button", name="Keep").click()
    await expect(page.locator(".settled")).to_contain_text("Approved.")
    await page.goto("/desk?tab=reported")
    await expect(page.get_by_role("heading", name="Nothing here")).to_be_visible()
    assert (await room.stored(kept.id)).state == "published"
