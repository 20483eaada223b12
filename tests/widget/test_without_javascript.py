"""The same thread with JavaScript off: read, answered and found by a search engine."""

import json
import re
from datetime import datetime
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from services.comments.shapes import ThreadPage
from services.comments.web.reader.structured import structured
from services.comments.web.reader.wording import said
from shared.codec import decode
from shared.errors import Field, Invalid, TooMany
from shared.web import problem_of
from tests.widget.room import Room

pytestmark = pytest.mark.browser


async def test_the_same_thread_is_readable_and_postable_without_javascript(room: Room, browser: Browser) -> None:
    url = room.thread_page()
    posted = await room.post(url, "A word **first**.", "Ann")
    thread = (await room.thread(url))["thread"]["id"]
    context = await browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = await context.new_page()
    await page.goto(f"{room.paddock}/t/{thread}")
    await expect(page.get_by_text("A word first.")).to_be_visible()
    assert await page.locator(f"#c-{posted['comment']['number']}").count() == 1
    await page.get_by_label("Comment", exact=True).fill("Said without a script.")
    await page.get_by_label("Name").fill("Bea")
    email = page.get_by_label("Email")
    await email.fill("bea@x")
    await page.locator("form button").click()
    await expect(email).to_have_attribute("aria-invalid", "true")
    await expect(email).to_be_in_viewport()
    told = (await email.get_attribute("aria-describedby") or "").split()
    await expect(page.locator(f"#{told[-1]}")).to_contain_text("@-sign")
    await page.get_by_label("Name").click(position={"x": 4, "y": 20})  # refused where the trap would catch it
    await email.fill("bea@readers.example")
    await page.locator("form button").click()
    await expect(page).to_have_url(re.compile("/posted"))
    assert "Said without a script." in str(await room.thread(url))
    assert (await room.thread(url))["thread"]["count"] == 2
    await context.close()


async def test_a_search_engine_finds_what_it_asks_of_a_discussion_and_of_an_answered_question(
    room: Room, browser: Browser
) -> None:
    url = room.thread_page()
    posted = await room.post(url, "Whose car is the <red> one?", "Ann", title="A day & a night")
    await room.post(url, "Mine.", "Ben", parent=posted["comment"]["id"])
    thread = (await room.thread(url))["thread"]["id"]
    page = await browser.new_page(java_script_enabled=False)
    await page.goto(f"{room.paddock}/t/{thread}")
    [text] = await page.locator("script[type='application/ld+json']").all_text_contents()
    told = json.loads(text)
    assert told["@context"] == "https://schema.org"
    [discussion] = told["@graph"]
    assert discussion["@type"] == "DiscussionForumPosting"
    assert discussion["headline"] == discussion["text"] == "A day & a night"
    assert discussion["url"] == f"{room.paddock}/t/{thread}"
    assert discussion["sharedContent"] == {"@type": "WebPage", "url": url}
    assert discussion["commentCount"] == 2
    assert_written(discussion)
    [question] = discussion["comment"]
    [answer] = question["comment"]
    for one, author, words in ((question, "Ann", "Whose car is the <red> one?"), (answer, "Ben", "Mine.")):
        assert (one["@type"], one["text"], one["author"]) == ("Comment", words, {"@type": "Person", "name": author})
        assert_written(one)
        await expect(page.locator(one["url"][one["url"].index("#") :])).to_contain_text(words)
    await page.close()

    known = await room.thread(url)
    known["comments"][0]["replies"][0]["author"]["kind"] = "expert"
    shape = decode(json.dumps(known).encode(), ThreadPage)
    date = known["comments"][0]["created_at"]
    text = structured(shape, site_name="Magazine", published=date, public_url=room.paddock)
    asked = json.loads(text)["@graph"][1]
    assert asked["@type"] == "QAPage"
    question = asked["mainEntity"]
    assert (question["@type"], question["answerCount"]) == ("Question", 1)
    assert question["name"] == question["text"] == "Whose car is the <red> one?"
    assert_written(question)
    assert (question["acceptedAnswer"]["@type"], question["acceptedAnswer"]["text"]) == ("Answer", "Mine.")
    assert_written(question["acceptedAnswer"])


def test_a_form_is_refused_in_the_sites_language() -> None:
    fault = Invalid("the email address can't be used", fields=(Field(pointer="/email", detail="It needs an @-sign."),))
    problem = problem_of(fault)
    assert said(problem, "en") is problem
    german = said(problem, "de-AT")
    assert german.detail == "Das hat nicht geklappt. Bitte noch einmal versuchen."
    assert [field.detail for field in german.fields] == ["Diese Adresse stimmt nicht. Bitte noch einmal ansehen."]
    flood = problem_of(TooMany("wait 12 seconds before you write again", retry_after=12, code="flood"))
    assert said(flood, "fr").detail == "Attendez 12 secondes, puis envoyez à nouveau."
    assert said(flood, "ja").detail == flood.detail


def assert_written(one: dict[str, Any]) -> None:
    """Google requires an author with a name, a date with its zone, and a text of every post and comment."""
    assert one["author"]["name"]
    assert one["text"]
    assert datetime.fromisoformat(one["datePublished"]).tzinfo is not None
    assert one["url"].startswith("http")
