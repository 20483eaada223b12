"""The door of pictures and galleries: what is taken, what is refused and how, what editors change."""

import asyncio
import io
import json
import zipfile
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp.test_utils import TestClient, TestServer

from services.images.app import door_of
from services.images.house import House
from shared import events
from tests.images import drawing, mutating
from tests.images.conftest import SITE, Lab, assertion, outbox, work_off

Api = Callable[..., Coroutine[Any, Any, tuple[int, Any]]]


@pytest.fixture
async def client(house: House) -> AsyncIterator[TestClient[Any, Any]]:
    async with TestClient(TestServer(door_of(house))) as client:
        yield client


@pytest.fixture
def api(client: TestClient[Any, Any]) -> Api:
    """A call as an editor: (status, JSON or None)."""

    async def call(method: str, path: str, *, headers: dict[str, str] | None = None, **more: Any) -> tuple[int, Any]:
        separator = "&" if "?" in path else "?"
        given = assertion() if headers is None else headers
        async with client.request(method, f"{path}{separator}site={SITE}", headers=given, **more) as response:
            raw = await response.read()
            return response.status, json.loads(raw) if raw and "json" in response.content_type else raw

    return call


@pytest.fixture
async def gallery(api: Api, pictures: drawing.Pictures) -> list[str]:
    """Three pictures in a gallery; their ids in order."""
    assert (await api("PUT", "/v1/galleries/rally", json={"title": "Rally", "url": "http://127.0.0.1/r/"}))[0] == 201
    ids = []
    for seed in range(3):
        content = pictures.jpeg(f"{seed}.jpg", width=100, height=80, seed=seed).read_bytes()
        status, answer = await api("POST", f"/v1/galleries/rally/pictures?name={seed}.jpg", data=content)
        assert status == 202
        ids.append(answer["id"])
    return ids


async def _shown(api: Api) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await api("GET", "/v1/galleries/rally", headers={}))[1]["pictures"]
    return found


async def test_the_same_content_is_found_again_within_a_gallery_and_not_across_owners(
    api: Api, gallery: list[str], pictures: drawing.Pictures
) -> None:
    content = pictures.jpeg("0.jpg", width=100, height=80, seed=0).read_bytes()
    status, answer = await api("POST", "/v1/galleries/rally/pictures", data=content)
    assert (status, answer["id"], answer["number"], answer["repeated"]) == (200, gallery[0], 1, True)
    one = await api("PUT", "/v1/pictures", data=content, headers={})
    other = await api("PUT", "/v1/pictures", data=content, headers={})
    assert one[0] == other[0] == 202
    assert len({gallery[0], one[1]["id"], other[1]["id"]}) == 3


async def test_two_editors_sending_one_file_at_once_make_one_picture(
    api: Api, gallery: list[str], pictures: drawing.Pictures
) -> None:
    content = pictures.jpeg("twice.jpg", width=100, height=80, seed=77).read_bytes()
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(api("POST", "/v1/galleries/rally/pictures", data=content)) for _ in range(6)]
    assert {task.result()[0] for task in tasks} <= {200, 202}
    assert len({task.result()[1]["id"] for task in tasks}) == 1
    assert len(await _shown(api)) == len(gallery) + 1


async def test_a_new_order_keeps_ids_and_first_numbers_and_is_told(api: Api, gallery: list[str], house: House) -> None:
    order = [gallery[2], gallery[0], gallery[1]]
    version = (await api("GET", "/v1/galleries/rally", headers={}))[1]["gallery"]["version"]
    status, answer = await api("PUT", "/v1/galleries/rally/order", json={"pictures": order, "version": version})
    assert status == 200
    shown = await _shown(api)
    assert [picture["id"] for picture in shown] == order
    assert [picture["number"] for picture in shown] == [1, 2, 3]
    assert [picture["original_number"] for picture in shown] == [3, 1, 2]
    told = (await outbox(house.database, events.GalleryChanged))[-1]
    assert list(told.pictures) == order
    assert told.version == answer["version"]


async def test_an_order_that_is_not_the_gallerys_is_refused(api: Api, gallery: list[str]) -> None:
    for order in (gallery[:2], [*gallery, gallery[0]], ["x" * 26, *gallery[1:]]):
        status, problem = await api("PUT", "/v1/galleries/rally/order", json={"pictures": order})
        assert status == 422
        assert problem["errors"][0]["pointer"] == "/pictures"
    status, problem = await api("PUT", "/v1/galleries/rally/order", json={"pictures": gallery[:2], "version": 1})
    assert status == 409


async def test_words_and_point_of_interest_change_and_the_square_is_cut_anew(
    api: Api, gallery: list[str], house: House
) -> None:
    await work_off(house)
    before = (await _shown(api))[0]
    change = {"caption": "The start", "alt": "A red car", "credit": "Ann", "focal": {"x": 0.2, "y": 0.7}}
    status, _ = await api("PATCH", f"/v1/galleries/rally/pictures/{gallery[0]}", json=change)
    assert status == 204
    await work_off(house)
    after = (await _shown(api))[0]
    assert (after["caption"], after["alt"], after["credit"]) == ("The start", "A red car", "Ann")
    assert after["focal"] == {"x": 0.2, "y": 0.7}
    assert before["square"] != after["square"]
    assert after["square"].endswith("1-square-200-700.jpg")
    assert after["renditions"] == before["renditions"]
    told = (await outbox(house.database, events.PictureReady))[-1]
    assert told.caption == "The start"
    for fault in ({"focal": {"x": 1.5, "y": 0}}, {"caption": "x" * 3000}, {"unknown": 1}):
        assert (await api("PATCH", f"/v1/galleries/rally/pictures/{gallery[0]}", json=fault))[0] == 422


async def test_a_withdrawn_picture_is_gone_and_the_numbers_close_up(
    api: Api, gallery: list[str], house: House, client: TestClient[Any, Any]
) -> None:
    await work_off(house)
    path = (await _shown(api))[0]["renditions"][0]["path"]
    assert (await client.get(path)).status == 200
    assert (await api("DELETE", f"/v1/galleries/rally/pictures/{gallery[0]}"))[0] == 204
    assert (await client.get(path)).status == 410
    assert [(p["id"], p["number"]) for p in await _shown(api)] == [(gallery[1], 1), (gallery[2], 2)]
    await work_off(house)
    assert [key async for key in house.blobs.keys("") if gallery[0] in key[0]] == []
    assert (await api("DELETE", f"/v1/galleries/rally/pictures/{gallery[0]}"))[0] == 404


async def test_only_the_sites_editors_write_and_no_other_sites_page_does(api: Api, gallery: list[str]) -> None:
    change = {"caption": "x"}
    path = f"/v1/galleries/rally/pictures/{gallery[0]}"
    for headers, status in (
        ({}, 401),
        ({"X-Paddock-Staff": "forged.assertion"}, 401),
        (assertion("moderator"), 403),
        (assertion("editor", "another"), 403),
        ({**assertion(), "Sec-Fetch-Site": "cross-site"}, 403),
        ({**assertion(), "Origin": "https://evil.example"}, 403),
        (assertion("owner"), 204),
    ):
        assert (await api("PATCH", path, json=change, headers=headers))[0] == status


async def test_a_gallery_answers_with_an_etag_that_changes_with_it(
    api: Api, gallery: list[str], client: TestClient[Any, Any]
) -> None:
    path = f"/v1/galleries/rally?site={SITE}"
    first = await client.get(path)
    etag = first.headers["ETag"]
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert (await client.get(path, headers={"If-None-Match": etag})).status == 304
    await api("PATCH", f"/v1/galleries/rally/pictures/{gallery[0]}", json={"caption": "new"})
    assert (await client.get(path, headers={"If-None-Match": etag})).status == 200
    assert (await client.get(f"/v1/galleries/nothing?site={SITE}")).status == 404
    preflight = await client.options("/v1/pictures")
    assert "POST" in preflight.headers["Access-Control-Allow-Methods"]


async def test_each_broken_rule_is_named_and_nothing_is_kept(
    api: Api, house: House, client: TestClient[Any, Any]
) -> None:
    cases = [
        (b"", 422, "empty"),
        (b"just words", 415, "unknown"),
        (b"%PDF-1.4", 415, "pdf"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 415, "svg"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", 415, "heic"),
        (mutating.claiming_png(20_000, 20_000), 422, "too_many_pixels"),
        (mutating.claiming_png(40_000, 10), 422, "too_wide"),
        (b"\xff\xd8\xff\xe0nonsense", 422, "unreadable"),
    ]
    for content, status, code in cases:
        found, problem = await api("PUT", "/v1/pictures", data=content, headers={})
        assert (found, problem["code"]) == (status, code), content[:20]
        assert problem["detail"]
    big = await api("PUT", "/v1/pictures", data=io.BytesIO(bytes(20_000_001)), headers={})
    assert (big[0], big[1]["code"]) == (413, "too_large")

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(21):
            yield bytes(1_000_000)

    unannounced = await api("PUT", "/v1/pictures", data=endless(), headers={})
    assert (unannounced[0], unannounced[1]["code"]) == (413, "too_large")
    assert (await client.put("/v1/pictures?site=nobody", data=b"x")).status == 404
    assert (await client.put("/v1/pictures", data=b"x")).status == 422
    form = aiohttp.FormData()
    form.add_field("other", b"x", filename="x.jpg")
    assert (await client.post(f"/v1/pictures?site={SITE}", data=form)).status == 400
    assert (await client.post(f"/v1/pictures?site={SITE}", data={"file": "not multipart"})).status == 415
    assert await house.database.fetch_value("SELECT count(*) FROM picture") == 0
    assert [key async for key in house.blobs.keys("")] == []


async def test_names_with_tricks_in_them_are_only_names(api: Api, house: House, pictures: drawing.Pictures) -> None:
    await api("PUT", "/v1/galleries/rally", json={})
    names = ["../../../etc/passwd", "..\\..\\boot.ini", "a\0b.jpg", "/abs/olute.jpg", "\u202egpj.exe", "x" * 500]
    for seed, name in enumerate(names):
        form = aiohttp.FormData()
        content = pictures.jpeg("n.jpg", width=20, height=20, seed=seed).read_bytes()
        form.add_field("file", content, filename=name.replace("\0", "%00"))
        assert (await api("POST", "/v1/galleries/rally/pictures", data=form))[0] == 202
    kept = [row["file_name"] for row in await house.database.fetch("SELECT file_name FROM picture")]
    assert not [name for name in kept if "/" in name or "\\" in name or len(name) > 200]
    keys = [key async for key in house.blobs.keys("")]
    assert len(keys) == len(names)


async def test_a_reader_takes_an_attachment_back_with_its_key_and_nobody_else(
    api: Api, house: House, pictures: drawing.Pictures
) -> None:
    upload = (await api("PUT", "/v1/pictures", data=pictures.jpeg().read_bytes(), headers={}))[1]
    path = f"/v1/pictures/{upload['id']}"
    assert (await api("DELETE", path, headers={"Upload-Key": "guess"}))[0] == 403
    assert (await api("GET", path, headers={}))[0] == 403
    assert (await api("DELETE", path, headers={"Upload-Key": upload["upload_key"]}))[0] == 204
    assert (await api("GET", path, headers={"Upload-Key": upload["upload_key"]}))[0] == 410
    await work_off(house)
    assert [key async for key in house.blobs.keys("")] == []


async def test_one_network_may_not_fill_the_disk(
    house: House, client: TestClient[Any, Any], pictures: drawing.Pictures
) -> None:
    limit = type(house.limit)(database=house.database, clock=house.clock, key="k", most=3)
    from shared.errors import TooMany

    for _ in range(3):
        await limit.admit("192.0.2.7", SITE)
    with pytest.raises(TooMany) as refused:
        await limit.admit("192.0.2.200", SITE)
    assert 0 < refused.value.retry_after <= 600
    await limit.admit("198.51.100.7", SITE)
    await limit.admit("2001:db8::1", SITE)


async def test_a_big_file_arrives_in_parts_and_goes_on_where_it_stopped(
    api: Api, gallery: list[str], pictures: drawing.Pictures
) -> None:
    content = pictures.jpeg("big.jpg", width=500, height=400, seed=9).read_bytes()
    begun = {"name": "C:\\fakepath\\big.jpg", "size": len(content), "caption": "In parts"}
    status, upload = await api("POST", "/v1/galleries/rally/uploads", json=begun)
    assert (status, upload["offset"], upload["name"]) == (201, 0, "big.jpg")
    path = f"/v1/galleries/rally/uploads/{upload['id']}"

    def at(offset: int) -> dict[str, str]:
        return {**assertion(), "Upload-Offset": str(offset)}

    assert (await api("PATCH", path, data=content[:1000], headers=at(0)))[1]["offset"] == 1000
    wrong = await api("PATCH", path, data=content[:1000], headers=at(0))
    assert (wrong[0], wrong[1]["code"]) == (409, "wrong_offset")
    assert (await api("GET", path))[1]["offset"] == 1000
    status, done = await api("PATCH", path, data=content[1000:], headers=at(1000))
    assert (status, done["status"], done["offset"]) == (200, "done", len(content))
    assert [picture["id"] for picture in await _shown(api)] == [*gallery, done["picture"]]
    assert (await _shown(api))[-1]["caption"] == "In parts"
    again = await api("PATCH", path, data=b"", headers=at(len(content)))
    assert again[1]["picture"] == done["picture"]
    listed = (await api("GET", "/v1/galleries/rally/uploads"))[1]["uploads"]
    assert [item["status"] for item in listed] == ["done"]


async def test_parts_beyond_the_announced_size_and_broken_pictures_are_refused(api: Api, gallery: list[str]) -> None:
    for name, content, status, code in (
        ("x.jpg", b"no picture at all", 200, "unknown"),
        ("x.zip", b"PK no archive", 200, "invalid"),
    ):
        begun = {"name": name, "size": len(content)}
        upload = (await api("POST", "/v1/galleries/rally/uploads", json=begun))[1]
        headers = {**assertion(), "Upload-Offset": "0"}
        found, answer = await api("PATCH", f"/v1/galleries/rally/uploads/{upload['id']}", data=content, headers=headers)
        assert (found, answer["status"], answer["code"]) == (status, "failed", code)
        assert answer["reason"]
    upload = (await api("POST", "/v1/galleries/rally/uploads", json={"name": "y.jpg", "size": 5}))[1]
    headers = {**assertion(), "Upload-Offset": "0"}
    path = f"/v1/galleries/rally/uploads/{upload['id']}"
    assert (await api("PATCH", path, data=b"far too many", headers=headers))[0] == 413
    assert (await api("POST", "/v1/galleries/rally/uploads", json={"name": "z.jpg", "size": 10**9}))[0] == 413
    assert (await api("POST", "/v1/galleries/nowhere/uploads", json={"name": "z.jpg", "size": 9}))[0] == 404
    assert len(await _shown(api)) == len(gallery)


async def test_a_zip_in_parts_becomes_a_gallery(api: Api, gallery: list[str], pictures: drawing.Pictures) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for seed in (21, 22):
            content = pictures.jpeg("z.jpg", width=60, height=40, seed=seed).read_bytes()
            archive.writestr(f"day one/{seed}.jpg", content)
        archive.writestr("plan.pdf", b"%PDF-1.4")
    content = packed.getvalue()
    upload = (await api("POST", "/v1/galleries/rally/uploads", json={"name": "day.zip", "size": len(content)}))[1]
    headers = {**assertion(), "Upload-Offset": "0"}
    _, done = await api("PATCH", f"/v1/galleries/rally/uploads/{upload['id']}", data=content, headers=headers)
    assert done["status"] == "done"
    assert done["reason"].startswith("2 added; plan.pdf: This is a PDF document")
    assert len(await _shown(api)) == len(gallery) + 2


async def test_progress_tells_states_and_why_pictures_failed(
    api: Api, gallery: list[str], house: House, pictures: drawing.Pictures
) -> None:
    content = pictures.jpeg("cut.jpg", width=200, height=150).read_bytes()
    sent = await api("POST", "/v1/galleries/rally/pictures?name=cut.jpg", data=content[: len(content) // 2])
    assert sent[0] == 202
    assert (await api("GET", "/v1/galleries/rally/progress"))[1]["states"] == {"waiting": 4}
    await work_off(house)
    progress = (await api("GET", "/v1/galleries/rally/progress"))[1]
    assert progress["states"] == {"ready": 3, "failed": 1}
    assert (progress["failed"][0]["file"], progress["failed"][0]["code"]) == ("cut.jpg", "truncated")
    assert len(await _shown(api)) == len(gallery)
    await api("POST", "/v1/galleries/rally/pictures?name=cut.jpg", data=content[: len(content) // 2])
    await work_off(house)
    progress = (await api("GET", "/v1/galleries/rally/progress"))[1]
    assert progress["states"] == {"ready": 3, "failed": 1}, "sent once more, it is not refused twice"
    exported = (await api("GET", "/v1/galleries/rally/export"))[1]
    assert [picture["file"] for picture in exported["pictures"]] == ["0.jpg", "1.jpg", "2.jpg"]


async def test_many_uploads_at_once_are_all_taken(api: Api, house: House, pictures: drawing.Pictures) -> None:
    contents = [pictures.jpeg("m.jpg", width=40, height=30, seed=seed).read_bytes() for seed in range(25)]
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(api("PUT", "/v1/pictures", data=content, headers={})) for content in contents]
    assert [task.result()[0] for task in tasks] == [202] * 25
    assert await house.database.fetch_value("SELECT count(*) FROM picture") == 25
    assert len(await outbox(house.database, events.PictureUploaded)) == 25
    staging = Path(house.config.store) / "staging"
    assert list(staging.iterdir()) == []


async def test_renditions_carry_safe_headers_and_a_strong_etag(
    api: Api, gallery: list[str], house: House, client: TestClient[Any, Any]
) -> None:
    await work_off(house)
    path = (await _shown(api))[0]["renditions"][0]["path"]
    answer = await client.get(path)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "Vary" not in answer.headers
    again = await client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status == 304
    for wrong in (f"/pictures/{gallery[0]}/1-321.jpg", f"/pictures/{'a' * 26}/1-320.jpg", "/pictures/x/..%2f..%2fy"):
        assert (await client.get(wrong)).status == 404


async def test_held_links_end_and_cannot_be_forged(
    api: Api, house: House, client: TestClient[Any, Any], pictures: drawing.Pictures
) -> None:
    upload = (await api("PUT", "/v1/pictures", data=pictures.jpeg().read_bytes(), headers={}))[1]
    await work_off(house)
    key = {"Upload-Key": upload["upload_key"]}
    path = (await api("GET", f"/v1/pictures/{upload['id']}", headers=key))[1]["renditions"][0]["path"]
    assert (await client.get(path)).status == 200
    plain, query = path.split("?")
    until, mac = (part.split("=")[1] for part in query.split("&"))
    for bad in (
        f"{plain}?until={int(until) + 1}&key={mac}",
        f"{plain}?until={until}&key={mac[:-1]}x",
        f"{plain}?until={until}",
        f"{plain.replace('1-320.avif', '1-320.jpg')}x?{query}",
        plain.replace("/held/", "/pictures/"),
    ):
        assert (await client.get(bad)).status == 404


async def test_the_doors_process_never_loads_the_imaging_library(lab: Lab) -> None:
    import subprocess
    import sys

    code = "import services.images.app, sys; print('pyvips' in sys.modules)"
    answer = await asyncio.to_thread(subprocess.run, [sys.executable, "-c", code], capture_output=True, check=True)
    assert answer.stdout.strip() == b"False"
