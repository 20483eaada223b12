"""A thread in a reader's browser: reading, writing, changing, and what arrives meanwhile."""

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import BrowserContext, Locator, Page, Route, expect

from tests.support.waiting import until
from tests.widget.room import SHIFTS, Room, faults, settled, visit

pytestmark = pytest.mark.browser
SHOW, HIDE = re.compile("^Show Comments"), re.compile("^Hide Comments")


async def opened(context: BrowserContext, url: str) -> Page:
    """The page with its thread shown."""
    page = await visit(context, url)
    await page.get_by_role("button", name=SHOW).click()
    await expect(page.get_by_role("heading", name="Leave a comment")).to_be_visible()
    return page


async def write(form: Locator, text: str, name: str = "Bea", email: str = "bea@readers.example") -> None:
    """Fill in a form and send it."""
    await form.get_by_label("Comment").fill(text)
    await form.get_by_label("Name").fill(name)
    await form.get_by_label("Email").fill(email)
    await form.get_by_role("button", name="Post comment").click()


def form_of(page: Page) -> Locator:
    """The form below the list."""
    return page.locator("paddock-comments [part=write] form")


def comment(page: Page, text: str) -> Locator:
    """The comment with this text."""
    return page.get_by_role("article").filter(has_text=text)


async def test_a_reader_who_only_reads_leaves_no_trace_and_asks_for_one_script_and_one_count(
    room: Room, reader: BrowserContext
) -> None:
    url = room.thread_page()
    await room.post(url)
    asked: list[str] = []
    reader.on("request", lambda request: asked.append(request.url))
    page = await visit(reader, url)
    await expect(page.get_by_role("button", name="Show Comments (1)")).to_be_visible()
    ours = [one.removeprefix(room.paddock) for one in asked if one.startswith(room.paddock)]
    assert [one.split("?")[0] for one in ours] == ["/paddock.js", "/v1/counts"]
    await page.get_by_role("button", name=SHOW).click()
    await expect(comment(page, "A word.")).to_be_visible()
    assert [one for one in asked if not one.startswith((room.paddock, room.publisher))] == []
    assert await reader.cookies() == []
    assert await page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert await page.evaluate("violations") == []


async def test_a_counted_thread_asks_for_nothing_but_the_script(room: Room, reader: BrowserContext) -> None:
    asked: list[str] = []
    reader.on("request", lambda request: asked.append(request.url))
    page = await visit(reader, room.thread_page(count=3))
    await expect(page.get_by_role("button", name="Show Comments (3)")).to_be_visible()
    await page.wait_for_load_state("networkidle")
    assert [one for one in asked if one.startswith(room.paddock)] == [f"{room.paddock}/paddock.js"]


async def test_comments_are_numbered_nested_and_can_be_hidden_again(room: Room, reader: BrowserContext) -> None:
    url = room.thread_page()
    first = await room.post(url, "The first **bold** word.", "Ann")
    await room.post(url, "The second word.", "Ben")
    await room.post(url, "An answer.", "Cid", parent=first["comment"]["id"])
    page = await opened(reader, url)
    assert await page.locator("[part=list] > li > article [part=number]").all_inner_texts() == ["1.", "2."]
    nested = page.locator("[part=list] > li").first.locator("[part=replies] article")
    await expect(nested).to_contain_text("An answer.")
    await expect(nested.locator("[part=number]")).to_have_text("3.")
    await expect(comment(page, "The first").locator("strong")).to_have_text("bold")
    button = page.get_by_role("button", name="Hide Comments (3)")
    await expect(button).to_have_attribute("aria-expanded", "true")
    await button.click()
    await expect(comment(page, "The second word.")).to_be_hidden()
    await expect(page.get_by_role("button", name="Show Comments (3)")).to_have_attribute("aria-expanded", "false")


async def test_opening_by_a_click_moves_nothing_and_a_deep_link_next_to_nothing(
    room: Room, reader: BrowserContext
) -> None:
    url = room.thread_page(count=12, before='<div class="tall">Story.</div>')
    for number in range(12):
        await room.post(url, f"Word {number}.", f"Reader{number}")
    page = await visit(reader, url)
    await page.get_by_role("button", name=SHOW).click()
    await expect(comment(page, "Word 11.")).to_be_visible()
    await settled(page)
    assert sum(await page.evaluate("shifts")) == 0
    linked = await visit(reader, f"{url}#c-9")
    await expect(comment(linked, "Word 8.")).to_be_focused()
    await expect(comment(linked, "Word 8.")).to_be_in_viewport()
    await settled(linked)
    assert sum(await linked.evaluate("shifts")) <= 0.1


@pytest.mark.parametrize("count", [None, 3])
async def test_a_page_that_keeps_the_buttons_place_is_not_moved_when_the_script_comes(
    room: Room, reader: BrowserContext, count: int | None
) -> None:
    page = await reader.new_page()
    await page.add_init_script(SHIFTS)
    came = asyncio.Event()

    async def later(route: Route) -> None:
        await came.wait()
        await route.continue_()

    await page.route("**/paddock.js", later)
    await page.goto(room.thread_page(count=count), wait_until="commit")
    await expect(page.get_by_text("After.")).to_be_visible()
    await page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    came.set()
    await expect(page.get_by_role("button", name=SHOW)).to_be_visible()
    await page.wait_for_load_state("networkidle")
    assert sum(await page.evaluate("shifts")) == 0


async def test_a_slow_connection_is_told_and_still_moves_nothing(room: Room, reader: BrowserContext) -> None:
    url = room.thread_page(count=3, before='<div class="tall">Story.</div>')
    for number in range(3):
        await room.post(url, f"Slow {number}.", f"Reader{number}")
    page = await visit(reader, url)
    slow = await reader.new_cdp_session(page)
    await slow.send("Network.enable")
    limits = {"offline": False, "latency": 900, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
    await slow.send("Network.emulateNetworkConditions", limits)
    await page.get_by_role("button", name=SHOW).click()
    await expect(page.get_by_role("button", name="Show Comments (3)...")).to_be_visible()
    await expect(comment(page, "Slow 2.")).to_be_visible(timeout=15_000)
    await settled(page)
    assert sum(await page.evaluate("shifts")) == 0


async def test_the_thread_is_fetched_once_while_its_script_is_still_on_its_way(
    room: Room, reader: BrowserContext
) -> None:
    url = room.thread_page(count=1)
    await room.post(url, "Here already.")
    page = await visit(reader, url)
    fetched = asyncio.Event()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/v1/threads?" in request.url else None)
    page.on("response", lambda response: fetched.set() if "/v1/threads?" in response.url else None)

    async def later(route: Route) -> None:
        await fetched.wait()
        await route.continue_()

    await page.route("**/widget/comments-*.js", later)
    await page.get_by_role("button", name=SHOW).click()
    await expect(comment(page, "Here already.")).to_be_visible()
    assert len(asked) == 1


async def test_a_loader_from_before_an_upgrade_opens_the_thread_with_todays_parts(
    room: Room, reader: BrowserContext
) -> None:
    url = room.thread_page(count=1)
    await room.post(url, "Here since yesterday.")
    page = await visit(reader, url)

    async def yesterday(route: Route) -> None:
        await route.continue_(url=re.sub(r"-\w+\.js", "-0ld00.js", route.request.url))

    await page.route("**/widget/comments-*.js", yesterday)
    async with page.expect_response("**/widget/comments-*.js") as part:
        await page.get_by_role("button", name=SHOW).click()
    await expect(comment(page, "Here since yesterday.")).to_be_visible()
    assert (await part.value).headers["cache-control"] == "no-store"
    await comment(page, "Here since yesterday.").get_by_role("button", name="Report").click()
    await expect(page.get_by_role("group", name="What is wrong with it?")).to_be_visible()


async def test_a_deep_link_finds_a_comment_on_a_later_page(room: Room, reader: BrowserContext) -> None:
    url = room.thread_page()
    for number in range(1, 56):
        await room.post(url, f"Remark {number}.", f"Reader{number}")
    page = await visit(reader, f"{url}#c-53")
    await expect(comment(page, "Remark 53.")).to_be_focused(timeout=15_000)
    fresh = await opened(reader, url)
    assert await fresh.locator("[part=list] > li").count() == 50
    await fresh.get_by_role("button", name="Show more comments").click()
    await expect(comment(fresh, "Remark 51.")).to_be_focused()
    await expect(fresh.get_by_role("button", name="Show more comments")).to_be_hidden()
    await fresh.get_by_label("Sort").select_option("Newest first")
    await expect(fresh.locator("[part=list] > li").first).to_contain_text("Remark 55.")


async def test_every_refusal_stands_beside_its_field(room: Room, reader: BrowserContext) -> None:
    page = await opened(reader, room.thread_page(count=0))
    form = form_of(page)
    await form.get_by_role("button", name="Post comment").click()
    for label in ("Comment", "Name", "Email"):
        await expect(form.get_by_label(label)).to_have_attribute("aria-invalid", "true")
    await expect(form.get_by_label("Comment")).to_be_focused()
    await expect(form.get_by_role("alert")).to_contain_text("marked fields")
    await form.get_by_label("Comment").fill("A")
    assert await form.get_by_label("Comment").get_attribute("aria-invalid") is None, "what was wrong is being mended"
    await write(form, "A word.", "Bea", "bea at readers")
    email = form.get_by_label("Email")
    await expect(email).to_be_focused()
    await expect(email).to_have_attribute("aria-invalid", "true")
    assert await form.get_by_label("Name").get_attribute("aria-invalid") is None
    described = (await email.get_attribute("aria-describedby") or "").split()
    assert len(described) == 2, "the error, and that the address is not published"
    await write(form, "A word.", "Bea", "bea@readers.example")
    await expect(comment(page, "A word.")).to_be_visible()


async def test_a_draft_survives_a_reload_and_goes_when_it_is_posted(room: Room, reader: BrowserContext) -> None:
    url = room.thread_page(count=0)
    page = await opened(reader, url)
    await form_of(page).get_by_label("Comment").fill("Half a thought")
    await form_of(page).get_by_label("Name").fill("Bea")
    await page.reload()
    await page.get_by_role("button", name=SHOW).click()
    await expect(form_of(page).get_by_label("Comment")).to_have_value("Half a thought")
    await write(form_of(page), "A whole thought")
    await expect(comment(page, "A whole thought")).to_be_visible()
    await page.reload()
    await page.get_by_role("button", name=SHOW).click()
    await expect(form_of(page).get_by_label("Comment")).to_have_value("")


async def test_a_preview_shows_what_would_be_shown(room: Room, reader: BrowserContext) -> None:
    page = await opened(reader, room.thread_page(count=0))
    form = form_of(page)
    await form.get_by_label("Comment").fill("Quite **bold** and <b>raw</b>.")
    await form.get_by_role("button", name="Preview").click()
    await expect(form.locator("[part=preview] strong")).to_have_text("bold")
    await expect(form.locator("[part=preview] b")).to_have_count(0)
    await form.get_by_role("button", name="Write on").click()
    await expect(form.get_by_label("Comment")).to_be_focused()


async def test_an_own_comment_can_be_changed_and_deleted_while_the_time_runs(
    room: Room, reader: BrowserContext
) -> None:
    url = room.thread_page(count=0)
    page = await opened(reader, url)
    await write(form_of(page), "With a *tpyo*.")
    mine = comment(page, "With a tpyo.")
    await expect(mine).to_contain_text(re.compile(r"You can change this for 1[45]:\d\d"))
    await mine.get_by_role("button", name="Edit").click()
    box = page.locator("article textarea")
    await expect(box).to_have_value("With a *tpyo*.")
    await box.fill("Without a typo.")
    await page.get_by_role("button", name="Save").click()
    await expect(comment(page, "Without a typo.")).to_contain_text("edited")
    assert "Without a typo." in str(await room.thread(url))
    await page.reload()
    await page.get_by_role("button", name=SHOW).click()
    mine = comment(page, "Without a typo.")
    await mine.get_by_role("button", name="Delete").click()
    await mine.get_by_role("button", name="Yes, delete it").click()
    await expect(page.get_by_text("Your comment is deleted.")).to_be_visible()
    await expect(comment(page, "Without a typo.")).to_have_count(0)
    assert (await room.thread(url))["thread"]["count"] == 0


async def test_nobody_can_change_what_is_not_theirs(room: Room, reader: BrowserContext) -> None:
    url = room.thread_page()
    await room.post(url, "Not yours.")
    page = await opened(reader, url)
    await expect(comment(page, "Not yours.")).to_be_visible()
    await expect(page.get_by_role("button", name="Edit")).to_have_count(0)
    await expect(page.get_by_role("button", name="Delete")).to_have_count(0)


async def test_a_comment_can_be_reported_with_a_reason(room: Room, reader: BrowserContext) -> None:
    url = room.thread_page()
    await room.post(url, "Buy my watches.")
    page = await opened(reader, url)
    await comment(page, "Buy my watches.").get_by_role("button", name="Report").click()
    await page.get_by_role("group", name="What is wrong with it?").get_by_role("button", name="Advertising").click()
    await expect(page.get_by_text("Thank you. A moderator will look at it.")).to_be_visible()


async def test_a_reply_stands_under_what_it_answers(room: Room, reader: BrowserContext) -> None:
    url = room.thread_page()
    await room.post(url, "Who was there?", "Ann")
    page = await opened(reader, url)
    await page.get_by_role("button", name="Reply to Ann").click()
    reply = page.get_by_role("form", name="Reply to Ann")
    await expect(reply.get_by_label("Comment")).to_be_focused()
    await write(reply, "I was.")
    await expect(page.locator("[part=replies] article").filter(has_text="I was.")).to_be_visible()
    await expect(reply).to_have_count(0)


async def test_what_others_write_waits_behind_a_button(
    room: Room, reader: BrowserContext, anybody: BrowserContext
) -> None:
    url = room.thread_page()
    await room.post(url, "Here first.")
    page, other = await opened(reader, url), await opened(anybody, url)
    await expect(comment(page, "Here first.")).to_be_visible()
    await until(lambda: page.evaluate("performance.now() > 4500"), what="the page to have settled")
    await write(form_of(other), "Here second.", "Cid")
    arrived = page.get_by_role("button", name="1 new comment")
    await expect(arrived).to_be_visible(timeout=15_000)
    await expect(page.get_by_role("button", name="Hide Comments (2)")).to_be_visible()
    await expect(comment(page, "Here second.")).to_have_count(0)
    await arrived.click()
    await expect(comment(page, "Here second.")).to_be_focused()
    await expect(arrived).to_be_hidden()


async def test_an_own_comment_is_never_announced_as_new_however_slow_its_answer(
    room: Room, reader: BrowserContext
) -> None:
    page = await opened(reader, room.thread_page(count=0))
    await page.evaluate("const now = Date.now; Date.now = () => now() + 5000")
    told, shown = asyncio.Event(), asyncio.Event()

    async def answer(route: Route) -> None:
        response = await route.fetch()
        await told.wait()
        await route.fulfill(response=response)

    async def event(route: Route) -> None:
        told.set()
        await shown.wait()
        await route.continue_()

    await page.route("**/v1/comments", answer)
    await page.route(re.compile("/v1/comments/[^/]+$"), event)
    await write(form_of(page), "Mine, and told at once.")
    await expect(comment(page, "told at once")).to_be_visible(timeout=15_000)
    async with page.expect_response(re.compile("/v1/comments/[^/]+$")) as known:
        shown.set()
    await (await known.value).finished()
    await page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    await expect(page.get_by_role("button", name="new comment")).to_have_count(0)
    await expect(comment(page, "told at once")).to_have_count(1)


async def test_two_tabs_of_one_reader_agree(room: Room, reader: BrowserContext) -> None:
    url = room.thread_page(count=0)
    first = await opened(reader, url)
    await form_of(first).get_by_label("Comment").fill("Begun here")
    second = await opened(reader, url)
    await expect(form_of(second).get_by_label("Comment")).to_have_value("Begun here", timeout=15_000)
    await write(form_of(second), "Begun here, ended there.")
    await expect(comment(first, "Begun here, ended there.")).to_contain_text("You can change this for", timeout=15_000)
    await expect(first.get_by_role("button", name="Hide Comments (1)")).to_be_visible(timeout=15_000)
    await comment(first, "ended there").get_by_role("button", name="Edit").click()
    await first.locator("article textarea").fill("Ended elsewhere.")
    await first.get_by_role("button", name="Save").click()
    await expect(comment(second, "Ended elsewhere.")).to_contain_text("edited", timeout=15_000)
    await comment(second, "Ended elsewhere.").get_by_role("button", name="Delete").click()
    await comment(second, "Ended elsewhere.").get_by_role("button", name="Yes, delete it").click()
    await expect(comment(first, "Ended elsewhere.")).to_have_count(0, timeout=15_000)
    await first.reload()
    await first.get_by_role("button", name=SHOW).click()
    await expect(form_of(first).get_by_label("Comment")).to_have_value("", timeout=15_000)


async def test_without_a_connection_nothing_is_lost_and_nothing_is_sent_twice(
    room: Room, reader: BrowserContext
) -> None:
    url = room.thread_page(count=0)
    page = await opened(reader, url)
    form = form_of(page)
    await form.get_by_label("Comment").fill("Said in a tunnel.")
    await form.get_by_label("Name").fill("Bea")
    await form.get_by_label("Email").fill("bea@readers.example")
    await reader.set_offline(True)
    await form.get_by_role("button", name="Post comment").click()
    await expect(form.get_by_role("alert")).to_contain_text("No connection")
    await expect(form.get_by_label("Comment")).to_have_value("Said in a tunnel.")
    await reader.set_offline(False)
    await form.get_by_role("button", name="Post comment").click()
    await expect(comment(page, "Said in a tunnel.")).to_be_visible()
    assert (await room.thread(url))["thread"]["count"] == 1


@pytest.mark.parametrize(
    ("lang", "show", "again"),
    [
        ("en", "Show Comments (1)", "Not loaded. Try again"),
        ("it", "Mostra i commenti (1)", "Non caricato. Ricarica"),
        ("de", "Kommentare anzeigen (1)", "Nicht geladen. Neu laden"),
        ("fr", "Afficher les commentaires (1)", "Non chargé. Recharger"),
    ],
)
async def test_a_first_click_without_a_connection_says_so_and_the_next_one_opens(
    *, room: Room, reader: BrowserContext, lang: str, show: str, again: str
) -> None:
    url = room.thread_page(count=1, lang=lang)
    await room.post(url, "Still here.")
    page = await visit(reader, url)
    await reader.set_offline(True)
    await page.get_by_role("button", name=show).click()
    retry = page.get_by_role("alert").get_by_role("button", name=again)
    await expect(retry).to_be_focused()
    await retry.click()
    await expect(retry).to_be_focused()
    await reader.set_offline(False)
    await retry.click()
    await expect(comment(page, "Still here.")).to_be_visible()
    await expect(page.locator("paddock-comments [part=toggle]")).to_be_focused()
    await expect(page.locator("paddock-comments [role=alert]:visible").filter(has_text="Still here.")).to_have_count(0)


async def test_a_thread_that_could_not_be_fetched_can_be_asked_for_again(room: Room, reader: BrowserContext) -> None:
    url = room.thread_page(count=1)
    await room.post(url, "Still here.")
    page = await visit(reader, url)
    await page.route("**/v1/threads?*", lambda route: route.abort())
    await page.get_by_role("button", name=SHOW).click()
    alert = page.get_by_role("alert").filter(has_text="can’t be loaded just now")
    retry = alert.get_by_role("button", name="Try again")
    await expect(page.get_by_role("button", name="Hide Comments (1)")).to_be_visible()
    await retry.click()
    await expect(alert).to_be_visible()
    await expect(retry).to_be_focused()
    assert await faults(page) == []
    await page.unroute("**/v1/threads?*")
    await retry.click()
    await expect(comment(page, "Still here.")).to_be_visible()
    await expect(alert).to_be_hidden()
    await expect(page.get_by_role("button", name=HIDE)).to_be_focused()


async def test_a_busy_service_is_asked_again_when_it_said(room: Room, reader: BrowserContext) -> None:
    url = room.thread_page(count=1)
    await room.post(url, "Still here.")
    page = await visit(reader, url)
    busy = {"Retry-After": "1", "Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Retry-After"}
    await page.route("**/v1/threads?*", lambda route: route.fulfill(status=503, headers=busy, body="{}"), times=2)
    await page.get_by_role("button", name=SHOW).click()
    await expect(page.get_by_role("alert").filter(has_text="can’t be loaded just now")).to_be_visible()
    await expect(comment(page, "Still here.")).to_be_visible()


async def test_a_reader_may_follow_the_whole_thread(room: Room, reader: BrowserContext) -> None:
    url = room.thread_page(count=0)
    page = await opened(reader, url)
    form = form_of(page)
    await form.get_by_label("Comment").fill("Is there more?")
    await form.get_by_label("Mail me the answer").check()
    await form.get_by_label("What to mail").select_option("Mail me every new comment here")
    await page.set_viewport_size({"width": 360, "height": 740})
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    sent: list[Any] = []
    page.on("request", lambda request: sent.append(request.post_data_json) if request.method == "POST" else None)
    await write(form, "Is there more?")
    await expect(comment(page, "Is there more?")).to_be_visible()
    assert sent[0]["follow"] == "thread"


@pytest.mark.parametrize(
    ("lang", "show", "title"),
    [
        ("it", "Mostra i commenti", "Lascia un commento"),
        ("de-AT", "Kommentare anzeigen", "Kommentar schreiben"),
        ("fr", "Afficher les commentaires", "Laisser un commentaire"),
        ("ar", "Show Comments", "Leave a comment"),
    ],
)
async def test_it_speaks_the_language_of_the_page(
    *, room: Room, reader: BrowserContext, artifacts: Path, lang: str, show: str, title: str
) -> None:
    url = room.thread_page(lang=lang)
    await room.post(url, "Una parola.", "Ann")
    page = await visit(reader, url)
    await page.get_by_role("button", name=f"{show} (1)").click()
    await expect(page.get_by_role("heading", name=title)).to_be_visible()
    await expect(comment(page, "Una parola.")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await page.screenshot(path=artifacts / f"language-{lang}.png", full_page=True)


async def test_the_quick_starts_link_makes_the_widget_say_once_that_it_runs_here(
    room: Room, reader: BrowserContext
) -> None:
    url = room.thread_page(count=0)
    page = await reader.new_page()
    async with page.expect_request(lambda request: "/v1/trials/" in request.url) as told:
        await page.goto(f"{url}#c-try-token")
    request = await told.value
    assert (request.method, request.url) == ("POST", f"{room.paddock}/v1/trials/try-token")
    assert request.post_data_json == {"page": url}
    other = await reader.new_page()
    asked: list[str] = []
    other.on("request", lambda request: asked.append(request.url))
    await other.goto(f"{url}#c-9")
    await expect(other.get_by_role("heading", name="Leave a comment")).to_be_visible()
    await other.wait_for_load_state("load")
    assert [one for one in asked if "/v1/trials/" in one] == [], "a comment that is not there is no check"


async def test_a_theme_reaches_inside(room: Room, reader: BrowserContext) -> None:
    url = room.thread_page(count=0, more='theme="dark"')
    page = await visit(reader, url)
    await page.add_style_tag(url="/style.css")
    await page.evaluate(
        "document.querySelector('paddock-comments').style.setProperty('--paddock-accent', 'rgb(0, 90, 60)')"
    )
    button = page.get_by_role("button", name=SHOW)
    await expect(button).to_have_css("color", "rgb(0, 90, 60)")
    await button.click()
    await expect(page.get_by_role("button", name="Post comment")).to_have_css("background-color", "rgb(0, 90, 60)")
    await expect(page.locator("paddock-comments")).to_have_css("color-scheme", "dark")
    await page.evaluate(
        "const sheet = new CSSStyleSheet(); sheet.replaceSync('paddock-comments::part(form) {border-top:5px solid}');"
        "document.adoptedStyleSheets = [sheet]"
    )
    await expect(form_of(page)).to_have_css("border-top-width", "5px")


async def test_a_plain_div_becomes_a_thread(room: Room, reader: BrowserContext) -> None:
    url = room.page('<div data-paddock-thread="{url}" data-site="magazine" data-count="2"></div>')
    page = await visit(reader, url)
    await page.get_by_role("button", name="Show Comments (2)").click()
    await expect(page.get_by_role("heading", name="Leave a comment")).to_be_visible()


async def test_no_state_has_a_fault_for_axe_or_is_wider_than_the_window(
    room: Room, anybody: BrowserContext, artifacts: Path
) -> None:
    url = room.thread_page(count=2)
    first = await room.post(url, "What is *that*, and > who? `code` https://example.com/", "Ann")
    await room.post(url, "A long answer. " * 30, "Ben", parent=first["comment"]["id"])
    page = await visit(anybody, url)
    width = await page.evaluate("innerWidth")
    scheme = "dark" if await page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") else "light"

    async def check(state: str) -> None:
        await settled(page)
        assert await faults(page) == [], state
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), state
        await page.screenshot(path=artifacts / f"{state}-{width}-{scheme}.png", full_page=True)

    await check("closed")
    await page.get_by_role("button", name=SHOW).click()
    await expect(comment(page, "What is")).to_be_visible()
    await check("open")
    await form_of(page).get_by_role("button", name="Post comment").click()
    await check("errors")
    await write(form_of(page), "Here I am.")
    await expect(comment(page, "Here I am.")).to_contain_text("You can change this")
    await comment(page, "Here I am.").get_by_role("button", name="Delete").click()
    await check("own")
    await comment(page, "What is").first.get_by_role("button", name="Reply to Ann").click()
    await check("reply")
    assert await page.evaluate("violations") == []
