"""An editor's check of a page: a browser there confirms it once, from an origin of the site, in time."""

from typing import Any

from aiohttp.test_utils import TestClient

from services.comments.actions.open_trial import open_trial
from services.comments.domain import Site
from services.comments.routes.rooms import Rooms
from services.comments.store import trials
from tests.comments.conftest import ORIGIN, PAGE
from tests.support.clock import FakeClock

Door = TestClient[Any, Any]


async def confirm(door: Door, token: str, origin: str | None = ORIGIN) -> int:
    headers = {"Origin": origin} if origin else {}
    async with door.post(f"/v1/trials/try-{token}", json={"page": PAGE}, headers=headers) as response:
        return response.status


async def test_a_browser_on_a_page_of_the_site_confirms_a_check_once(door: Door, rooms: Rooms, site: Site) -> None:
    id, token = await open_trial(rooms.db, rooms.clock, site=site.key, url=PAGE, findings="[]")
    for origin in ("https://evil.example", "null", None):
        assert await confirm(door, token, origin) == 403
    assert await confirm(door, token) == 204
    assert await confirm(door, token) == 410
    found = await trials.find_trial(rooms.db, id, site.key)
    assert found is not None
    assert (found.heard_from, found.heard_page, found.heard_at) == (ORIGIN, PAGE, rooms.clock.now())
    assert await trials.find_trial(rooms.db, id, "another-site") is None


async def test_a_check_is_over_after_half_an_hour_and_forgotten_with_the_next(
    door: Door, rooms: Rooms, site: Site, clock: FakeClock
) -> None:
    id, token = await open_trial(rooms.db, rooms.clock, site=site.key, url=PAGE, findings="[]")
    clock.advance(minutes=31)
    assert await confirm(door, token) == 410
    assert await confirm(door, "never-given") == 410
    await open_trial(rooms.db, rooms.clock, site=site.key, url=PAGE, findings="[]")
    assert await trials.find_trial(rooms.db, id, site.key) is None


async def test_every_name_below_a_starred_origin_may_read_the_answer(door: Door, rooms: Rooms, site: Site) -> None:
    await rooms.db.execute("UPDATE site SET origins = $2 WHERE key = $1", site.key, ["https://*.magazine.example"])
    rooms.sites.forget()
    await rooms.sites.find(site.key)
    for origin, allowed in (
        ("https://www.magazine.example", True),
        ("https://magazine.example", False),
        ("https://evil-magazine.example", False),
        ("http://127.0.0.1", False),
    ):
        async with door.post("/v1/comments", json={}, headers={"Origin": origin}) as response:
            assert (response.headers.get("Access-Control-Allow-Origin") == origin) is allowed, origin
