"""The desk of all of Paddock behind its edge: the pages of notify and images are as good as those of comments."""

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page

from services.comments.domain import Role
from services.comments.store import staff
from shared.clock import SystemClock
from shared.ids import token, token_hash, uuid7
from shared.postgres import Database
from tests.desk.room import faults
from tests.e2e import world as worlds
from tests.e2e.world import World
from tests.support import servers as servers_room

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
async def signed_in(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[World, str]]:
    """All of Paddock with the demo's content, and the cookie of an owner."""
    folder = tmp_path_factory.mktemp("rooms")
    async with servers_room.running() as servers, worlds.started(servers, folder, pictures=3) as world:
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
        wrong += await faults(page)
        await page.emulate_media(color_scheme="dark")
        wrong += [f"in the dark: {fault}" for fault in await faults(page, rules=["color-contrast"])]
        await page.emulate_media(color_scheme="light")
        if wrong:
            found[path] = wrong
    await context.close()
    assert found == {}
    assert refused == []


async def _first(page: Page, path: str) -> str:
    """Where the first row of a list leads."""
    await page.goto(path)
    link = page.locator("main td a").first
    return (await link.get_attribute("href") or "") if await link.count() else ""
