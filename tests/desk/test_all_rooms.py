"""The desk of all of Paddock behind its edge: the pages of notify and images are as good as those of comments."""

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from services.comments.domain import Role
from services.comments.store import staff
from shared.clock import SystemClock
from shared.ids import token, token_hash, uuid7
from shared.postgres import Database
from tests.desk.room import faults
from tests.e2e import world as worlds
from tests.e2e.world import World
from tests.support.servers import Servers
from tests.support.waiting import until

pytestmark = pytest.mark.browser

PAGES = (
    "/desk",
    "/desk?tab=published&q=red",
    "/desk/threads",
    "/desk/history",
    "/desk/imports",
    "/desk/settings",
    "/desk/settings/outside",
    "/desk/staff",
    "/desk/webhooks",
    "/desk/rights",
    "/desk/dead-letters",
    "/desk/account",
    "/desk/questions",
    "/desk/questions?tab=answered",
    "/desk/archive",
    "/desk/archive/entry",
    "/desk/deliveries",
    "/desk/deliveries/mail-in",
    "/desk/galleries",
    "/desk/galleries/mm2012",
    "/desk/start",
)
FIRST_OF = ("/desk/questions?tab=answered", "/desk/deliveries")
"""Lists whose first row is opened, too."""


@pytest.fixture(scope="module")
async def signed_in(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[World, str]]:
    """All of Paddock with the demo's content, and the cookie of an owner."""
    folder = tmp_path_factory.mktemp("rooms")
    async with worlds.started(servers, folder, pictures=3) as world:
        db = await Database.open(servers.database_url("comments"), application="test of all rooms", size=2)
        cookie, now = token(256), SystemClock().now()
        owner = await db.fetch_row("SELECT name, digest FROM moderator WHERE role = $1 LIMIT 1", Role.OWNER)
        assert owner is not None
        async with db.transaction() as tx:
            await staff.insert_session(
                tx,
                uuid7(),
                token=token_hash(cookie),
                digest=owner["digest"],
                name=owner["name"],
                csrf=token(),
                browser="",
                now=now,
                expires_at=now.replace(year=now.year + 1),
            )
        yield world, cookie
        await db.close()


@pytest.mark.parametrize("width", [360, 1280])
async def test_every_page_of_the_three_services_is_without_fault(
    signed_in: tuple[World, str], browser: Browser, width: int
) -> None:
    world, cookie = signed_in
    context = await browser.new_context(base_url=world.edge, viewport={"width": width, "height": 900})
    await context.add_cookies([{"name": "paddock", "value": cookie, "url": world.edge}])
    page = await context.new_page()
    refused: list[str] = []
    page.on(
        "console",
        lambda message: refused.append(message.text) if re.search("Content Security|Trusted", message.text) else None,
    )
    paths = [*PAGES, *[first for path in FIRST_OF if (first := await _first(page, path))]]
    found = {}
    for path in paths:
        answer = await page.goto(path)
        assert answer is not None
        policy = answer.headers.get("content-security-policy", "")
        wrong = [f"answers {answer.status}"] if answer.status != 200 else []
        wrong += [] if policy.endswith("require-trusted-types-for 'script'; trusted-types 'none'") else [policy]
        wrong += await _in_both_lights(page)
        if wrong:
            found[path] = wrong
    await context.close()
    assert found == {}
    assert refused == []


async def test_the_pages_behind_mailed_links_and_the_mails_themselves_are_without_fault(
    signed_in: tuple[World, str], browser: Browser
) -> None:
    world, _ = signed_in

    async def holds() -> bool:
        return bool((await world.thread())["thread"]["policy"] == "hold_first")

    await until(holds, what="the demo's own policy, once it is filled")
    spot = {"gallery": "mm2012", "number": 3, "region": {"x": 0.4, "y": 0.5, "w": 0.1, "h": 0.1}}
    asked = {"email": "nora@readers.example", "picture": spot, "follow": "thread"}
    await world.post(name="Nora", body="See https://a.example, https://b.example", **asked)
    held = await world.mail("anna@strada.example", "Nora")
    confirm = await world.mail("nora@readers.example", "confirm your address")
    links = re.findall(
        r"http\S+/mail/(?:decide/\S+=approve|(?:confirm|manage|unsubscribe)/\S+)", held["text"] + confirm["text"]
    )
    assert len(links) == 4
    page = await (await browser.new_context(base_url=world.edge, viewport={"width": 360, "height": 740})).new_page()
    found = {}
    for path in (*links, f"/mail/decide/{'a' * 24}"):
        await page.goto(path)
        if path == links[0]:
            await expect(page.locator(".picture circle")).to_have_attribute("cx", "45%")
            await expect(page.get_by_role("list")).to_contain_text("2 links")
        found[path] = await _in_both_lights(page)
    for mail in (held, confirm):
        await page.goto("about:blank")
        await page.set_content(mail["html"])
        found[mail["subject"]] = await _in_both_lights(
            page, "image-alt", "link-name", "html-has-lang", "color-contrast"
        )
    await page.context.close()
    assert {where: wrong for where, wrong in found.items() if wrong} == {}


async def _in_both_lights(page: Page, *rules: str) -> list[str]:
    """What axe finds by light, and what it can't read in the dark."""
    await page.emulate_media(color_scheme="light")
    light = await faults(page, rules=[*rules] or None)
    await page.emulate_media(color_scheme="dark")
    return [*light, *(f"in the dark: {fault}" for fault in await faults(page, rules=["color-contrast"]))]


async def _first(page: Page, path: str) -> str:
    """Where the first row of a list leads."""
    await page.goto(path)
    link = page.locator("main td a").first
    return (await link.get_attribute("href") or "") if await link.count() else ""
