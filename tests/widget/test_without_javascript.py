"""The same thread with JavaScript off: read, answered and found by a search engine."""

import json
import re

import pytest
from playwright.async_api import Browser, expect

from tests.widget.room import Room

pytestmark = pytest.mark.browser


async def test_the_same_thread_is_readable_and_postable_without_javascript(room: Room, chromium: Browser) -> None:
    url = room.thread_page()
    posted = await room.post(url, "A word **first**.", "Ann")
    thread = (await room.thread(url))["thread"]["id"]
    context = await chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = await context.new_page()
    await page.goto(f"{room.paddock}/t/{thread}")
    await expect(page.get_by_text("A word first.")).to_be_visible()
    assert await page.locator(f"#c-{posted['comment']['number']}").count() == 1
    facts = [json.loads(text) for text in await page.locator("script[type='application/ld+json']").all_text_contents()]
    assert "DiscussionForumPosting" in json.dumps(facts)
    await page.get_by_label("Comment", exact=True).fill("Said without a script.")
    await page.get_by_label("Name").fill("Bea")
    await page.get_by_label("Email").fill("bea@readers.example")
    await page.locator("form button").click()
    await expect(page).to_have_url(re.compile("/posted"))
    assert "Said without a script." in str(await room.thread(url))
    assert (await room.thread(url))["thread"]["count"] == 2
    await context.close()
