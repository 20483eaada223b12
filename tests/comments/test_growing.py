"""A page that is ready grows by what is written, and is then what a page built anew would be."""

from collections.abc import Callable
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from services.comments.actions.read_thread import Wanted, read_thread
from services.comments.domain import Site
from services.comments.prepared import hits
from services.comments.routes.rooms import Rooms
from shared.codec import decode
from tests.comments.conftest import PAGE, make_site

Door = TestClient[Any, Any]
Written = Callable[..., dict[str, Any]]


async def post(door: Door, body: dict[str, Any]) -> dict[str, Any]:
    async with door.post("/v1/comments", json=body) as response:
        assert response.status == 201, await response.text()
        comment: dict[str, Any] = await response.json()
        return comment


async def read(door: Door, rooms: Rooms, site: Site, *, short: bool = False) -> tuple[dict[str, Any], bool]:
    """The page, which has to be as one built anew; and whether it was lengthened."""
    before = hits.labels("lengthened")._value.get()
    query = {"site": site.key, "url": PAGE, **({"body": "tree"} if short else {})}
    async with door.get("/v1/threads", params=query) as response:
        body = await response.read()
    lengthened = hits.labels("lengthened")._value.get() > before
    assert body == (await read_thread(rooms.db, site=site, url=PAGE, wanted=Wanted(short=short))).written()
    return decode(body, dict), lengthened


@pytest.mark.parametrize("short", [False, True])
async def test_plain_comments_lengthen_a_page_without_asking(
    door: Door, rooms: Rooms, site: Site, written: Written, short: bool
) -> None:
    await post(door, written("The first."))
    await read(door, rooms, site, short=short)
    for turn in range(2):
        await post(door, written(f'One *more* <b>of</b> "many" & è: {turn}'))
        await post(door, written(f"And another {turn}?"))
        page, lengthened = await read(door, rooms, site, short=short)
        assert lengthened
        assert [comment["number"] for comment in page["comments"]] == list(range(1, 2 * turn + 4))
        assert (page["thread"]["count"], page["thread"]["title"]) == (2 * turn + 3, "")


async def test_what_is_no_plain_root_has_the_page_built(door: Door, rooms: Rooms, site: Site, written: Written) -> None:
    first = await post(door, written("The first."))
    await read(door, rooms, site)
    await post(door, written("An answer.", parent=first["comment"]["id"]))
    assert not (await read(door, rooms, site))[1]
    await post(door, written("With a picture.", picture={"gallery": "mm2012", "number": 3}))
    assert not (await read(door, rooms, site))[1]
    await post(door, written("With a title.", title="Behind the scenes"))
    page, _ = await read(door, rooms, site)
    assert page["thread"]["title"] == "Behind the scenes"
    await post(door, written("A plain one."))
    page, lengthened = await read(door, rooms, site)
    assert (lengthened, page["thread"]["count"]) == (True, 5)


async def test_a_change_between_two_posts_is_not_skipped(door: Door, rooms: Rooms, written: Written) -> None:
    site = await make_site(rooms, hold_edited=False)
    first = await post(door, written("The first."))
    await read(door, rooms, site)
    await post(door, written("The second."))
    headers = {"Edit-Key": first["edit_key"]}
    async with door.patch(
        f"/v1/comments/{first['comment']['id']}", json={"body": "The first, said better."}, headers=headers
    ) as response:
        assert response.status == 200
    await post(door, written("The third."))
    page, lengthened = await read(door, rooms, site)
    assert not lengthened
    assert "said better" in page["comments"][0]["html"]


async def test_a_full_page_counts_what_comes_after_it(door: Door, rooms: Rooms, written: Written) -> None:
    site = await make_site(rooms, page_size=2)
    found = []
    for number in range(1, 6):
        await post(door, written(f"Number {number}."))
        page, lengthened = await read(door, rooms, site)
        found.append((lengthened, page["thread"]["count"], len(page["comments"]), page["next"] is None))
    assert found == [
        (False, 1, 1, True),
        (True, 2, 2, True),
        (False, 3, 2, False),
        (True, 4, 2, False),
        (True, 5, 2, False),
    ]
