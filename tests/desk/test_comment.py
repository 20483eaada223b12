"""One comment, its author and its thread: every tool of the desk does what it says and leaves its line."""

import re

import pytest
from playwright.async_api import expect

from services.comments.domain import Role
from services.comments.store import desk as store, threads
from tests.desk.room import ORIGIN, Desk, faults

pytestmark = pytest.mark.browser


async def test_a_comment_is_answered_in_the_editors_name(room: Desk) -> None:
    await room.open(policy="publish_all")
    kept = await room.comment("Which car is that?")
    page = await room.page(await room.member("Anna"))
    await page.goto(f"/desk/comments/{kept.id}")
    await page.keyboard.press("e")
    await expect(page.get_by_label("Your answer")).to_be_focused()
    assert await faults(page) == []
    await page.get_by_label("Your answer").fill("An Alfa Romeo, says the entry list.")
    await page.get_by_role("button", name="Publish the answer").click()
    await expect(page.get_by_role("status")).to_contain_text("Your answer is public.")
    await page.goto("/desk?tab=published")
    row = page.get_by_role("listitem", name="Comment by Anna")
    await expect(row).to_contain_text("An Alfa Romeo, says the entry list.")
    await expect(row).to_contain_text("Staff")


async def test_a_text_is_changed_and_what_it_said_is_kept(room: Desk) -> None:
    kept = await room.comment("My number is 0123 456")
    page = await room.page(await room.member("Anna"), script=False)
    await page.goto(f"/desk/comments/{kept.id}")
    await page.get_by_text("Change the text").click()
    await page.get_by_label("Text", exact=True).fill("My number is gone")
    await page.get_by_role("textbox", name="Reason, for the history").fill("private number")
    await page.get_by_role("button", name="Save the text").click()
    await expect(page.get_by_role("status")).to_contain_text("what it said is kept")
    await expect(page.get_by_text("My number is 0123 456")).to_be_visible()
    assert (await room.stored(kept.id)).text == "My number is gone"
    assert [(line.action, line.reason) for line in await room.trail(kept.id)] == [("edit", "private number")]


async def test_two_who_change_the_same_text_do_not_overwrite_each_other(room: Desk) -> None:
    kept = await room.comment("The first text")
    one, other = await room.page(await room.member("Anna")), await room.page(await room.member("Carl"))
    for page, text in ((one, "Anna's text"), (other, "Carl's text")):
        await page.goto(f"/desk/comments/{kept.id}")
        await page.get_by_text("Change the text").click()
        await page.get_by_label("Text", exact=True).fill(text)
    await one.get_by_role("button", name="Save the text").click()
    await expect(one.get_by_role("status")).to_contain_text("The text is changed")
    await other.get_by_role("button", name="Save the text").click()
    await expect(other.get_by_role("status")).to_contain_text("Somebody changed the comment while you wrote.")
    assert (await room.stored(kept.id)).text == "Anna's text"


async def test_an_editor_pins_and_picks_and_a_moderator_does_not(room: Desk) -> None:
    await room.open(policy="publish_all")
    kept = await room.comment("A fine gallery.")
    page = await room.page(await room.member("Eva", Role.EDITOR))
    await page.goto(f"/desk/comments/{kept.id}")
    await page.get_by_role("button", name="Pin to the top").click()
    await expect(page.get_by_role("status")).to_contain_text("Pinned to the top.")
    await page.get_by_role("button", name="Editor's pick").click()
    await expect(page.get_by_role("status")).to_contain_text("An editor's pick.")
    stored = await room.stored(kept.id)
    assert (stored.pinned, stored.pick) == (True, True)
    page = await room.page(await room.member("Mo"))
    await page.goto(f"/desk/comments/{kept.id}")
    await expect(page.get_by_role("heading", name="Comment by Ben")).to_be_visible()
    await expect(page.get_by_role("button", name="Unpin")).to_have_count(0)


async def test_a_ban_holds_from_now_on_and_is_shown_beside_the_name(room: Desk) -> None:
    kept = await room.comment("Buy my watches", name="Ben")
    page = await room.page(await room.member("Anna"))
    await page.goto("/desk")
    await page.get_by_role("listitem", name="Comment by Ben").get_by_role("link", name="Ben", exact=True).click()
    await page.get_by_label("Banned").check()
    await page.get_by_label("For", exact=True).select_option("7")
    await page.get_by_label("Note for the others").fill("watches again")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("status")).to_contain_text("Ben. Banned")
    assert await faults(page) == []
    await expect(page.get_by_text("watches again")).to_be_visible()
    with pytest.raises(AssertionError, match="banned"):
        await room.comment("Buy more watches", name="Ben")
    known = (await store.list_authors(room.db, room.site, [kept.digest]))[kept.digest]
    assert known["until"] is not None


async def test_a_decision_is_undone_from_the_history_days_later(room: Desk) -> None:
    kept = await room.comment("A fine gallery.")
    cookie = await room.member("Anna")
    page = await room.page(cookie)
    await page.goto("/desk")
    await page.get_by_role("button", name="Spam").last.click()
    await expect(page.locator(f"#c-{kept.id}")).to_contain_text("Marked as spam.")
    await page.goto("/desk/history")
    assert await faults(page) == []
    await expect(page.get_by_role("main")).to_contain_text("Anna marked the comment by Ben as spam")
    await page.get_by_role("button", name="Undo").click()
    await expect(page.get_by_role("status")).to_contain_text("Undone: 1 comment as before.")
    await expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    assert (await room.stored(kept.id)).state == "held"
    await page.get_by_label("What").select_option("undo")
    await page.get_by_role("button", name="Show").click()
    await expect(page.locator(".log > li")).to_have_count(1)


async def test_an_undo_does_not_take_back_what_somebody_else_decided_since(room: Desk) -> None:
    kept = await room.comment("A fine gallery.")
    anna, carl = await room.page(await room.member("Anna"), script=False), await room.page(await room.member("Carl"))
    await anna.goto("/desk")
    await anna.locator(f"#c-{kept.id}").get_by_role("button", name="Approve").click()
    await carl.goto(f"/desk/comments/{kept.id}")
    await carl.get_by_role("button", name="Reject").click()
    await expect(carl.get_by_role("status")).to_contain_text("Rejected the comment by Ben.")
    await anna.get_by_role("status").get_by_role("button", name="Undo").click()
    await expect(anna.get_by_role("status")).to_contain_text("Carl has decided about it since")
    assert (await room.stored(kept.id)).state == "rejected"


async def test_a_thread_is_closed_and_opened(room: Desk) -> None:
    await room.open(policy="publish_all")
    kept = await room.comment("A fine gallery.")
    page = await room.page(await room.member("Anna"))
    await page.goto("/desk/threads")
    assert await faults(page) == []
    await page.get_by_role("link", name="A thousand miles").click()
    assert await faults(page) == []
    await page.get_by_role("button", name="Close to new comments").click()
    await expect(page.get_by_role("status")).to_contain_text("The thread is closed")
    with pytest.raises(AssertionError, match="closed"):
        await room.comment("One more")
    await page.get_by_role("button", name="Open again").click()
    await expect(page.get_by_role("status")).to_contain_text("The thread is open.")
    await room.comment("One more")
    assert (await threads.find_thread(room.db, kept.thread)) is not None


async def test_threads_are_merged_and_moved(room: Desk) -> None:
    await room.open(policy="publish_all")
    old = await room.comment("On the old page", page="/old/")
    new = await room.comment("On the new page", name="Cleo", page="/new/")
    page = await room.page(await room.member("Eva", Role.EDITOR))
    await page.goto(f"/desk/threads/{old.thread}")
    page.on("dialog", lambda dialog: dialog.accept())
    await page.get_by_text("Merge into another thread").click()
    await page.get_by_label("The other thread's page or id").fill(f"{room.url}/desk/threads/{new.thread}")
    await page.get_by_role("button", name="Merge").click()
    await expect(page.get_by_role("status")).to_contain_text("The threads are one")
    assert (await room.stored(old.id)).thread == new.thread
    await page.goto(f"/desk/threads/{old.thread}")
    await expect(page).to_have_url(re.compile(str(new.thread)))
    await page.get_by_text("The page has moved").click()
    await page.get_by_label("New address").fill(f"{ORIGIN}/newest/")
    await page.get_by_role("button", name="Give it this address").click()
    await expect(page.get_by_role("status")).to_contain_text("new address")
    found = await threads.find_thread(room.db, new.thread)
    assert found is not None
    assert found.link == f"{ORIGIN}/newest/"
