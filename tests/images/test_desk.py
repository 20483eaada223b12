"""The desk's pages of galleries: made, filled, described and put in order without a script, by editors only."""

import io
import zipfile
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp.test_utils import TestClient, TestServer

from services.images.app import door_of
from services.images.house import House
from services.images.store import galleries
from tests.images import drawing
from tests.images.conftest import SITE, assertion, work_off

OURS = {"Origin": "http://127.0.0.1:8080", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture
async def client(house: House) -> AsyncIterator[TestClient[Any, Any]]:
    async with TestClient(TestServer(door_of(house))) as client:
        yield client


async def post(client: TestClient[Any, Any], path: str, **fields: str) -> int:
    headers = {**assertion(), **OURS, "Accept": "text/html"}
    answer = await client.post(
        f"{path}?site={SITE}", data={"csrf": "csrf-of-anna", **fields}, headers=headers, allow_redirects=False
    )
    return answer.status


async def page(client: TestClient[Any, Any], path: str, role: str = "editor") -> tuple[int, str]:
    headers = {**assertion(role), "Accept": "text/html"}
    answer = await client.get(f"{path}?site={SITE}", headers=headers, allow_redirects=False)
    return answer.status, await answer.text()


async def test_an_editor_makes_a_gallery_fills_it_by_a_form_and_orders_it(
    client: TestClient[Any, Any], house: House, pictures: drawing.Pictures
) -> None:
    assert (
        await post(client, "/desk/galleries", key="rally", title="Rally <b>2012</b>", url="http://127.0.0.1/r") == 303
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("b.jpg", pictures.jpeg("b.jpg", width=60, height=40, seed=2).read_bytes())
    form = aiohttp.FormData()
    form.add_field("file", pictures.jpeg("a.jpg", width=60, height=40, seed=1).read_bytes(), filename="a.jpg")
    form.add_field("file", packed.getvalue(), filename="more.zip")
    form.add_field("file", b"file,caption,alt,credit\nb.jpg,Second,,Ann\na.jpg,First,A car,\n", filename="t.csv")
    form.add_field("file", b"no picture", filename="c.jpg")
    sent = await client.post(
        f"/desk/galleries/rally/pictures?site={SITE}&csrf=csrf-of-anna",
        data=form,
        headers={**assertion(), **OURS},
        allow_redirects=False,
    )
    assert sent.status == 303
    await work_off(house)
    there = await galleries.pictures(house.database, SITE, "rally")
    assert [(picture.file_name, picture.caption) for picture in there] == [("a.jpg", "First"), ("b.jpg", "Second")]
    status, text = await page(client, "/desk/galleries/rally")
    assert status == 200
    assert "Rally &lt;b&gt;2012" in text
    assert f"/pictures/{there[0].id}/1-320.jpg" in text
    moved = {"caption": "The <start>", "alt": "x", "credit": "", "number": "2", "focal_x": "0.25", "focal_y": "0.5"}
    assert await post(client, f"/desk/galleries/rally/{there[0].id}", **moved) == 303
    after = await galleries.pictures(house.database, SITE, "rally")
    assert [picture.file_name for picture in after] == ["b.jpg", "a.jpg"]
    assert (after[1].caption, after[1].focal_x) == ("The <start>", 0.25)
    assert "The &lt;start&gt;" in (await page(client, "/desk/galleries/rally"))[1]
    assert await post(client, f"/desk/galleries/rally/{there[0].id}/removal") == 303
    assert len(await galleries.pictures(house.database, SITE, "rally")) == 1
    assert "Rally" in (await page(client, "/desk/galleries"))[1]
    assert (await page(client, "/desk/galleries/rally/export"))[0] == 200


async def test_the_desk_is_for_editors_and_its_forms_come_from_its_pages(
    client: TestClient[Any, Any], house: House
) -> None:
    assert (await page(client, "/desk/galleries", "moderator"))[0] == 403
    stranger = await client.get("/desk/galleries", headers={"Accept": "text/html"}, allow_redirects=False)
    assert stranger.status in {302, 303}
    form = {"csrf": "csrf-of-anna", "key": "rally"}
    for headers, fields in (
        ({**assertion(), "Origin": "https://evil.example"}, form),
        ({**assertion(), "Sec-Fetch-Site": "cross-site"}, form),
        ({**assertion(), **OURS}, {**form, "csrf": "guess"}),
    ):
        answer = await client.post(f"/desk/galleries?site={SITE}", data=fields, headers=headers, allow_redirects=False)
        assert answer.status == 403
    forged = await client.post(
        f"/desk/galleries/rally/pictures?site={SITE}&csrf=guess", data=b"", headers={**assertion(), **OURS}
    )
    assert forged.status == 403
    assert await galleries.list_galleries(house.database, [SITE]) == []


async def test_a_gallery_page_tells_why_a_picture_was_refused(
    client: TestClient[Any, Any], house: House, pictures: drawing.Pictures
) -> None:
    await post(client, "/desk/galleries", key="rally", title="", url="")
    content = pictures.jpeg("cut.jpg", width=200, height=150).read_bytes()
    form = aiohttp.FormData()
    form.add_field("file", content[: len(content) // 2], filename="cut.jpg")
    await client.post(
        f"/desk/galleries/rally/pictures?site={SITE}&csrf=csrf-of-anna",
        data=form,
        headers={**assertion(), **OURS},
        allow_redirects=False,
    )
    await work_off(house)
    _, text = await page(client, "/desk/galleries/rally")
    assert "The file ends too early" in text
    assert "cut.jpg" in text
