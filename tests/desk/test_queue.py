"""What waits is shown with why, and decided: with script, without, by two at once."""

import asyncio
import re

import pytest
from playwright.async_api import expect

from services.comments.domain import Role
from tests.desk.room import Desk, faults

pytestmark = pytest.mark.browser


async def test_a_held_comment_is_shown_with_its_reasons_in_words(room: Desk) -> None:
    await room.comment("See https://shop.example and https://deal.example now", name="Ben")
    page = await room.page(await room.member())
    await page.goto("/desk")
    row = page.get_by_role("listitem", name="Comment by Ben")
    await expect(row).to_contain_text("2 links")
    await expect(row).to_contain_text("first comment from this address")
    await expect(row).to_contain_text("Medium")
    await expect(row.locator("mark")).to_have_count(2)
    await expect(page.get_by_role("link", name="Needs a decision 1")).to_be_visible()


async def test_a_click_approves_and_the_undo_takes_it_back(room: Desk) -> None:
    kept = await room.comment("A fine gallery.")
    page = await room.page(await room.member())
    await page.goto("/desk")
    await page.get_by_role("button", name="Approve").first.click()
    await expect(page.locator(f"#c-{kept.id}")).to_contain_text("Approved.")
    assert (await room.stored(kept.id)).state == "published"
    await page.get_by_role("button", name=re.compile("Undo")).click()
    await expect(page.get_by_role("listitem", name="Comment by Ben")).to_contain_text("A fine gallery.")
    assert (await room.stored(kept.id)).state == "held"
    assert [line.action for line in await room.trail(kept.id)] == ["undo", "approve"]


@pytest.mark.parametrize(
    ("button", "state"), [("Approve", "published"), ("Reject", "rejected"), ("Spam", "spam"), ("Bin", "removed")]
)
async def test_forms_decide_without_script(room: Desk, button: str, state: str) -> None:
    kept = await room.comment("A fine gallery.")
    page = await room.page(await room.member(), script=False)
    await page.goto("/desk")
    await page.locator(f"#c-{kept.id}").get_by_role("button", name=button).click()
    await expect(page.get_by_role("status")).to_contain_text("the comment by Ben.")
    assert (await room.stored(kept.id)).state == state
    await page.get_by_role("status").get_by_role("button", name="Undo").click()
    await expect(page.get_by_role("status")).to_contain_text("Undone: 1 comment as before.")
    assert (await room.stored(kept.id)).state == "held"


@pytest.mark.parametrize("script", [True, False])
async def test_the_second_moderator_is_told_who_was_first(room: Desk, script: bool) -> None:
    kept = await room.comment("A fine gallery.")
    anna, carl = await room.page(await room.member("Anna")), await room.page(await room.member("Carl"), script=script)
    await anna.goto("/desk")
    await carl.goto("/desk")
    await anna.locator(f"#c-{kept.id}").get_by_role("button", name="Approve").click()
    await expect(anna.locator(f"#c-{kept.id}")).to_contain_text("Approved.")
    await carl.locator(f"#c-{kept.id}").get_by_role("button", name="Spam").click()
    told = carl.locator(f"#c-{kept.id}") if script else carl.get_by_role("status")
    await expect(told).to_contain_text(re.compile(r"Anna approved this comment at \d\d:\d\d"))
    assert (await room.stored(kept.id)).state == "published"


async def test_of_two_who_decide_in_the_same_moment_one_is_first_and_the_other_is_told(room: Desk) -> None:
    kept = await room.comment("A fine gallery.")
    desks = {name: await room.page(await room.member(name)) for name in ("Anna", "Carl")}
    for page in desks.values():
        await page.goto("/desk")
    async with asyncio.TaskGroup() as together:
        for page, button in zip(desks.values(), ("Approve", "Spam"), strict=True):
            together.create_task(page.locator(f"#c-{kept.id}").get_by_role("button", name=button).click())
    rows = {name: page.locator(f"#c-{kept.id}.settled") for name, page in desks.items()}
    for row in rows.values():
        await expect(row).to_be_visible()
    (decided,) = await room.trail(kept.id)
    assert decided.action in {"approve", "spam"}
    (late,) = [name for name in rows if name != decided.actor_name]
    await expect(rows[late]).to_contain_text(re.compile(rf"{decided.actor_name} \w+.* this comment at \d\d:\d\d UTC"))
    await expect(rows[late]).to_contain_text("Nothing was changed.")
    await expect(rows[decided.actor_name]).not_to_contain_text("Nothing was changed.")
    assert (await room.stored(kept.id)).state == {"approve": "published", "spam": "spam"}[decided.action]


@pytest.mark.parametrize("script", [True, False])
async def test_enter_in_the_field_of_the_reason_decides_nothing(room: Desk, script: bool) -> None:
    kept = await room.comment("A fine gallery.")
    page = await room.page(await room.member(), width=360, script=script)
    await page.goto("/desk")
    row = page.locator(f"#c-{kept.id}")
    await row.locator("summary").click()
    await row.get_by_label("Reason").fill("off the subject")
    await page.keyboard.press("Enter")
    await row.get_by_role("button", name="Reject").click()
    await expect(page.get_by_role("main")).to_contain_text(re.compile(r"Rejected\.? +[Tt]he comment"))
    assert [(line.action, line.reason) for line in await room.trail(kept.id)] == [("reject", "off the subject")]


async def test_many_are_decided_at_once_and_undone_at_once(room: Desk) -> None:
    kept = [await room.comment(f"Remark {number}", name=f"Reader {number}") for number in range(3)]
    page = await room.page(await room.member())
    await page.goto("/desk")
    await page.get_by_label("All on this page").check()
    await expect(page.get_by_text("3 selected")).to_be_visible()
    await page.get_by_label("Select the comment by Reader 1").uncheck()
    bulk = page.get_by_role("form", name="Decide about")
    await bulk.locator("summary").click()
    await bulk.get_by_label("Reason").fill("one sender, two names")
    await page.keyboard.press("Enter")
    await bulk.get_by_role("button", name="Spam").click()
    await expect(page.get_by_role("status")).to_contain_text("Marked as spam 2 comments.")
    assert [line.reason for one in kept for line in await room.trail(one.id)] == ["one sender, two names"] * 2
    assert [(await room.stored(one.id)).state for one in kept] == ["spam", "held", "spam"]
    await page.get_by_role("button", name=re.compile("Undo")).click()
    await expect(page.get_by_role("status")).to_contain_text("Undone: 2 comments as before.")
    assert {(await room.stored(one.id)).state for one in kept} == {"held"}


async def test_many_at_once_leave_alone_what_somebody_decided_meanwhile(room: Desk) -> None:
    kept = [await room.comment(f"Remark {number}", name=f"Reader {number}") for number in range(3)]
    anna, carl = await room.page(await room.member("Anna"), script=False), await room.page(await room.member("Carl"))
    await anna.goto("/desk")
    for box in await anna.get_by_label("Select the comment by").all():
        await box.check()
    await carl.goto("/desk")
    await carl.locator(f"#c-{kept[0].id}").get_by_role("button", name="Approve").click()
    await expect(carl.locator(f"#c-{kept[0].id}")).to_contain_text("Approved.")
    await anna.get_by_role("form", name="Decide about").get_by_role("button", name="Reject").click()
    said = anna.get_by_role("status")
    await expect(said).to_contain_text("Rejected 2 comments. 1 comment left alone: Carl approved this comment at")
    await carl.goto(f"/desk/comments/{kept[1].id}")
    await carl.get_by_role("button", name="Approve").click()
    await expect(carl.get_by_role("status")).to_contain_text("Approved the comment")
    await said.get_by_role("button", name="Undo").click()
    await expect(said).to_contain_text("Undone: 1 comment as before. Carl has decided about it since.")
    assert [(await room.stored(one.id)).state for one in kept] == ["published", "published", "held"]


async def test_keys_go_through_the_queue_and_can_be_switched_off(room: Desk) -> None:
    first, second = [await room.comment(f"Remark {number}", name=f"Reader {number}") for number in range(2)]
    cookie = await room.member()
    page = await room.page(cookie)
    await page.goto("/desk")
    await page.keyboard.press("j")
    await expect(page.get_by_role("listitem", name="Comment by Reader 1")).to_be_focused()
    await page.keyboard.press("a")
    await expect(page.locator(f"#c-{second.id}")).to_contain_text("Approved.")
    await expect(page.get_by_role("listitem", name="Comment by Reader 0")).to_be_focused()
    await page.keyboard.press("/")
    await page.keyboard.type("ra")
    assert (await room.stored(first.id)).state == "held"
    await page.goto("/desk/account")
    await page.get_by_label("Single keys act").uncheck()
    await page.goto("/desk")
    await page.keyboard.press("j")
    await page.keyboard.press("a")
    await expect(page.get_by_role("listitem", name="Comment by Reader 0")).not_to_be_focused()
    assert (await room.stored(first.id)).state == "held"


async def test_search_and_filters_live_in_the_address(room: Desk) -> None:
    await room.comment("The red one with the number 385", name="Ben")
    await room.comment("A blue one", name="Cleo")
    page = await room.page(await room.member())
    await page.goto("/desk")
    await page.get_by_role("searchbox").fill("red number")
    await page.keyboard.press("Enter")
    await expect(page.locator("[data-row]")).to_have_count(1)
    assert "q=red+number" in page.url
    await page.get_by_role("link", name="Take away: “red number”").click()
    await expect(page.locator("[data-row]")).to_have_count(2)
    await page.get_by_text("Filter").click()
    await page.get_by_label("Author's address").fill("cleo@reader.example")
    await page.get_by_role("button", name="Show").click()
    await expect(page.locator("[data-row]")).to_contain_text(["A blue one"])


async def test_a_moderator_of_another_site_sees_nothing_of_this_one(room: Desk) -> None:
    kept = await room.comment("A fine gallery.")
    other = Desk(db=room.db, keys=room.keys, url=room.url, amqp_url=room.amqp_url, private_key="", browser=room.browser)
    await other.open()
    page = await room.page(await other.member("Zoe", Role.OWNER))
    answer = await page.goto(f"/desk?site={room.site}")
    assert answer is not None
    assert answer.status == 403
    answer = await page.goto(f"/desk/comments/{kept.id}")
    assert answer is not None
    assert answer.status == 404


async def test_a_form_of_another_site_is_refused(room: Desk) -> None:
    kept = await room.comment("A fine gallery.")
    page = await room.page(await room.member())
    answer = await page.request.post(
        f"/desk/comments/{kept.id}/decision", form={"decision": "approve"}, headers={"Origin": "https://evil.example"}
    )
    assert answer.status == 403
    answer = await page.request.post(
        f"/desk/comments/{kept.id}/decision", form={"decision": "approve"}, headers={"Origin": room.url}
    )
    assert answer.status == 403, "the token is missing"
    assert (await room.stored(kept.id)).state == "held"


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [360, 1280])
async def test_the_queue_has_no_fault_for_axe_and_fits_a_phone(room: Desk, width: int, dark: bool) -> None:
    await room.gallery()
    await room.comment("See https://shop.example and https://deal.example now", name="Ben")
    await room.comment(
        "Is that the one?", name="Cleo", picture={"gallery": "mm2012", "number": 2, "region": {"x": 0.5, "y": 0.4}}
    )
    page = await room.page(await room.member(), width=width, dark=dark)
    await page.goto("/desk")
    assert await faults(page) == []
    await page.get_by_label("Select the comment by Ben").check()
    assert await faults(page) == []
    heights = await page.locator("main button:visible").evaluate_all("all => all.map(one => one.offsetHeight)")
    assert width > 360 or min(heights) >= 44, "what a finger presses"
    await page.get_by_role("button", name="Approve").last.click()
    await expect(page.locator(".settled")).to_be_visible()
    assert await faults(page) == []
    await page.goto("/desk?tab=spam&q=nothing")
    assert await faults(page) == []


async def test_the_oldest_come_first_for_who_wants_them_so_and_a_view_keeps_that(room: Desk) -> None:
    for number in range(27):
        await room.comment(f"Remark {number}", name=f"Reader {number}", page=f"/page-{number % 2}/")
    page = await room.page(await room.member(), script=False)
    await page.goto("/desk")
    await expect(page.locator("[data-row]").first).to_contain_text("Remark 26")
    await page.get_by_role("link", name="Oldest first").click()
    await expect(page.locator("[data-row]").first).to_contain_text("Remark 0")
    await page.get_by_role("link", name="Older").click()
    await expect(page.locator("[data-row]")).to_contain_text(["Remark 25", "Remark 26"])
    await page.goto("/desk?sort=oldest&reason=newcomer")
    await page.get_by_text("Views").click()
    await page.get_by_label("Keep what is shown now as").fill("Newcomers, in turn")
    await page.get_by_role("button", name="Keep this view").click()
    await expect(page.get_by_role("status")).to_contain_text("The view “Newcomers, in turn” is kept.")
    await page.goto("/desk")
    await page.get_by_text("Views").click()
    await page.get_by_role("link", name="Newcomers, in turn").click()
    await expect(page).to_have_url(re.compile(r"tab=pending&reason=newcomer&sort=oldest$"))
    other = await room.page(await room.member("Carl"))
    await other.goto("/desk")
    await other.get_by_text("Views").click()
    await expect(other.get_by_role("link", name="Newcomers, in turn")).to_have_count(0)
    assert await faults(other) == []
    await page.get_by_text("Views").click()
    await page.get_by_role("button", name="Take the view “Newcomers, in turn” away").click()
    await expect(page.get_by_role("status")).to_contain_text("The view is gone.")
