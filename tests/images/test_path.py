"""The thin path: an upload becomes renditions, in a real process, through the real broker."""

import io
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
from PIL import Image

from shared import events
from shared.postgres import Database
from tests.images import drawing
from tests.images.conftest import SITE, assertion
from tests.support.stack import Stack
from tests.support.waiting import until


async def _gallery(http: aiohttp.ClientSession, base: str) -> dict[str, Any]:
    async with http.get(f"{base}/v1/galleries/mm2012", params={"site": SITE}) as response:
        found: dict[str, Any] = await response.json()
    return found


async def test_an_editors_picture_becomes_public_renditions_in_several_widths_and_formats(
    service: Stack, http: aiohttp.ClientSession, pictures: drawing.Pictures
) -> None:
    base = service.url("images")
    url = f"{base}/v1/galleries/mm2012"
    staff = assertion()
    async with http.put(url, params={"site": SITE}, json={"title": "Mille Miglia"}, headers=staff) as made:
        assert made.status == 201
    form = aiohttp.FormData()
    form.add_field("caption", "The start at Brescia")
    form.add_field("file", pictures.jpeg(width=1000, height=700).read_bytes(), filename="1.jpg")
    async with http.put(f"{url}/pictures", params={"site": SITE}, data=form, headers=staff) as sent:
        assert sent.status == 202, await sent.text()

    async def ready() -> dict[str, Any] | None:
        found = await _gallery(http, base)
        return found if found["pictures"] and found["pictures"][0]["state"] == "ready" else None

    found = await until(ready, seconds=30) or {}
    picture = found["pictures"][0]
    assert picture["number"] == 1
    assert picture["caption"] == "The start at Brescia"
    assert (picture["width"], picture["height"]) == (1000, 700)
    assert {item["media_type"] for item in picture["renditions"]} == {"image/avif", "image/jpeg"}
    assert sorted({item["width"] for item in picture["renditions"]}) == [320, 800, 1000]
    for item in picture["renditions"]:
        async with http.get(base + item["path"]) as file:
            assert file.status == 200
            assert file.content_type == item["media_type"]
            assert "immutable" in file.headers["Cache-Control"]
            assert Image.open(io.BytesIO(await file.read())).size == (item["width"], item["height"])


async def test_a_readers_attachment_is_held_until_its_comment_is_published_and_goes_with_it(
    service: Stack, http: aiohttp.ClientSession, pictures: drawing.Pictures, images_db: Database
) -> None:
    base = service.url("images")
    form = aiohttp.FormData()
    form.add_field("file", pictures.jpeg(width=900, height=600).read_bytes(), filename="../../etc/car.jpg")
    async with http.post(f"{base}/v1/pictures", params={"site": SITE, "owner": "comment"}, data=form) as sent:
        assert sent.status == 202, await sent.text()
        upload = await sent.json()
    assert set(upload) >= {"id", "status", "upload_key"}

    async def status(wanted: str) -> dict[str, Any] | None:
        headers = {"Upload-Key": upload["upload_key"]}
        async with http.get(f"{base}/v1/pictures/{upload['id']}", headers=headers) as response:
            found = await response.json()
        return found if found["status"] == wanted else None

    held = await until(lambda: status("ready"), seconds=30) or {}
    paths = [item["path"] for item in held["renditions"]]
    assert all(path.startswith("/held/") for path in paths)
    async with http.get(base + paths[0]) as file:
        assert file.status == 200
        assert file.headers["Cache-Control"] == "private, no-store"
    async with http.get(base + paths[0].split("?")[0]) as file:
        assert file.status == 404

    comment = published(upload["id"])
    await emit(images_db, comment)

    async def shown() -> dict[str, Any] | None:
        found = await status("ready")
        return found if found and not found["held"] else None

    public = [item["path"] for item in (await until(shown, seconds=30) or {})["renditions"]]
    async with http.get(base + public[0]) as file:
        assert file.status == 200
    removed = events.CommentRemoved(
        comment=comment.comment, removed_by=events.Actor(kind="staff", name="Anna", via="desk")
    )
    await emit(images_db, removed)

    async def gone() -> bool:
        async with http.get(base + public[0]) as file:
            return file.status == 410

    await until(gone, seconds=30)
    store = service.folder / "store"
    await until(lambda: _nothing(store, upload["id"]), seconds=30)


async def _nothing(store: Path, picture: str) -> bool:
    return not [path for path in store.rglob("*") if path.is_file() and picture in str(path)]


async def emit(database: Database, event: events.Event) -> None:
    """Into the outbox of images itself: its relay carries it to the exchange, as comments' would."""
    async with database.transaction() as tx:
        await tx.emit(event)


def published(*attachments: str) -> events.CommentPublished:
    from shared.clock import SystemClock

    return events.CommentPublished(
        comment=events.Comment(
            id=uuid4(),
            site=SITE,
            thread=uuid4(),
            page_url="http://127.0.0.1:8090/",
            page_title="Mille Miglia",
            number=1,
            state="published",
            version=1,
            author=events.Person(name="Ann"),
            text="Look at this.",
            html="<p>Look at this.</p>",
            created_at=SystemClock().now(),
            path="/t/1#c-1",
            attachments=attachments,
        )
    )
