"""The edge: who gets which path, what is cached and what never is, and what outsiders can't say."""

import asyncio
import io

from tests.dev.conftest import Edge
from tests.support.waiting import until

FRESH = {"Cache-Control": "public, max-age=0, s-maxage=60, stale-while-revalidate=60", "ETag": '"1"'}
STALE = {"Cache-Control": "public, max-age=0, s-maxage=1", "ETag": '"1"'}


async def test_a_read_is_asked_for_once_and_then_served_from_the_cache(edge: Edge) -> None:
    edge.comments.answers["/v1/threads"] = (200, FRESH, "thread")
    first = await edge.get("/v1/threads?site=a&url=b")
    again = await edge.get("/v1/threads?site=a&url=b")
    assert (first[2], again[2]) == ("thread", "thread")
    assert edge.comments.times("/v1/threads") == 1
    assert not {"X-Cache", "Referrer-Policy"} & set(again[1])
    assert again[1]["X-Content-Type-Options"] == "nosniff"


async def test_a_read_is_kept_once_for_each_coding_however_browsers_ask_for_it(edge: Edge) -> None:
    edge.comments.answers["/v1/threads"] = (200, FRESH | {"Vary": "Accept-Encoding"}, "thread")
    for said in ("gzip, deflate, br, zstd", "zstd, gzip", "gzip, deflate, br", "gzip", "identity", "br"):
        answer = await edge.get("/v1/threads?site=a", Accept_Encoding=said)
        assert answer[1]["Vary"] == "Accept-Encoding"
    assert edge.comments.times("/v1/threads") == 3


async def test_a_hundred_readers_at_once_make_one_request_behind_the_edge(edge: Edge) -> None:
    edge.comments.answers["/v1/threads"] = (200, FRESH, "thread")
    edge.comments.slow = asyncio.Event()

    async def let_go() -> None:
        async def asked() -> bool:
            return edge.comments.times("/v1/threads") > 0

        await until(asked, seconds=5, what="the first reader to be asked for")
        assert edge.comments.slow is not None
        edge.comments.slow.set()

    async with asyncio.TaskGroup() as group:
        readers = [group.create_task(edge.get("/v1/threads?site=a")) for _ in range(100)]
        group.create_task(let_go())
    assert {reader.result()[0] for reader in readers} == {200}
    assert edge.comments.times("/v1/threads") == 1


async def test_readers_go_on_reading_while_the_service_is_away(edge: Edge) -> None:
    edge.comments.answers["/v1/counts"] = (200, STALE, "three")
    await edge.get("/v1/counts?url=x")

    async def is_stale() -> bool:
        return (await edge.get("/v1/counts?url=x"))[1].get("X-Cache") in {"STALE", "UPDATING"}

    edge.comments.away = True
    await until(is_stale, seconds=5, what="the kept answer to grow old")
    assert (await edge.get("/v1/counts?url=x"))[2] == "three"


async def test_an_answer_for_one_reader_is_neither_kept_nor_taken_from_the_cache(edge: Edge) -> None:
    edge.comments.answers["/v1/threads"] = (200, FRESH, "mine")
    await edge.get("/v1/threads?site=a", Edit_Key="secret")
    edge.comments.answers["/v1/threads"] = (200, FRESH, "everybody's")
    assert (await edge.get("/v1/threads?site=a"))[2] == "everybody's"
    edge.comments.answers["/v1/threads"] = (200, FRESH, "mine")
    assert (await edge.get("/v1/threads?site=a", Edit_Key="secret"))[2] == "mine"
    assert (await edge.get("/v1/threads?site=a"))[2] == "everybody's"


async def test_what_a_service_forbids_to_keep_is_not_kept(edge: Edge) -> None:
    edge.comments.answers["/v1/threads"] = (200, {"Cache-Control": "no-store"}, "x")
    await edge.get("/v1/threads?site=a")
    await edge.get("/v1/threads?site=a")
    edge.comments.answers["/v1/form"] = (200, FRESH, "token")
    await edge.get("/v1/form?site=a")
    await edge.get("/v1/form?site=a")
    assert (edge.comments.times("/v1/threads"), edge.comments.times("/v1/form")) == (2, 2)


async def test_an_event_arrives_at_once_and_not_when_a_buffer_is_full(edge: Edge) -> None:
    async with edge.client.get(f"{edge.url}/v1/threads/1/events") as stream, asyncio.timeout(5):
        assert await stream.content.readline() == b"data: first\n"


async def test_nobody_outside_can_claim_to_be_staff_or_to_come_from_elsewhere(edge: Edge) -> None:
    await edge.get("/v1/threads?site=a", X_Paddock_Staff="forged", X_Forwarded_For="203.0.113.9, 198.51.100.7")
    seen = edge.comments.headers("/v1/threads")
    assert "X-Paddock-Staff" not in seen
    assert seen["X-Forwarded-For"] == "198.51.100.7"
    assert seen["X-Forwarded-Proto"] == "https"
    assert len(seen["X-Request-ID"]) == 32


async def test_the_desks_of_other_services_ask_comments_who_is_there(edge: Edge) -> None:
    edge.comments.answers["/internal/staff"] = (200, {"X-Paddock-Staff": "signed"}, "")
    for path, service in (
        ("/desk/questions", edge.notify),
        ("/desk/archive/x", edge.notify),
        ("/desk/galleries", edge.images),
    ):
        assert (await edge.get(path, Cookie="paddock=1", X_Paddock_Staff="forged"))[0] == 200
        assert service.headers(path)["X-Paddock-Staff"] == "signed"
    assert edge.comments.headers("/internal/staff")["Cookie"] == "paddock=1"


async def test_the_apis_hear_who_is_staff_and_an_outsider_asks_comments_nothing(edge: Edge) -> None:
    edge.comments.answers["/internal/staff"] = (200, {"X-Paddock-Staff": "signed"}, "")
    doors = ((edge.images, "/v1/galleries/g"), (edge.images, "/v1/pictures/p"), (edge.notify, "/v1/questions"))
    for upstream, path in doors:
        await edge.get(path)
        assert upstream.headers(path).get("X-Paddock-Staff", "") == ""
    assert edge.comments.times("/internal/staff") == 0
    for upstream, path in doors:
        await edge.get(path, Cookie="paddock=1")
        assert upstream.headers(path)["X-Paddock-Staff"] == "signed", path


async def test_a_visitor_without_a_session_is_sent_to_sign_in_and_an_api_answers_for_itself(edge: Edge) -> None:
    edge.comments.answers["/internal/staff"] = (401, {}, "")
    status, headers, _ = await edge.get("/desk/questions?state=open")
    assert (status, headers["Location"]) == (303, "/desk/sign-in?next=/desk/questions?state=open")
    assert edge.notify.asked == []
    assert (await edge.get("/v1/questions", Cookie="paddock=old"))[0] == 200
    assert "X-Paddock-Staff" not in edge.notify.headers("/v1/questions")


async def test_galleries_are_read_while_comments_is_away_and_the_desk_says_so(edge: Edge) -> None:
    edge.comments.away = True
    assert (await edge.get("/v1/galleries/mm2012?site=a"))[0] == 200
    assert (await edge.get("/v1/galleries/mm2012?site=b", Cookie="paddock=1"))[0] == 200
    status, headers, text = await edge.get("/desk/questions", Cookie="paddock=1")
    assert (status, headers["Retry-After"]) == (503, "5")
    assert '"code":"unavailable"' in text


async def test_a_rendition_comes_from_the_disk_and_else_from_the_service(edge: Edge) -> None:
    folder = edge.pictures / "pictures" / "abc"
    folder.mkdir(parents=True)
    (folder / "1-320.avif").write_bytes(b"avif")
    status, headers, text = await edge.get("/pictures/abc/1-320.avif")
    assert (status, text, headers["Content-Type"]) == (200, "avif", "image/avif")
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert edge.images.asked == []
    assert (await edge.get("/pictures/abc/1-800.avif"))[2] == "/pictures/abc/1-800.avif"
    assert edge.images.times("/pictures/abc/1-800.avif") == 1
    assert (await edge.get("/pictures/../nginx.conf"))[0] == 404


async def test_a_rendition_kept_at_the_edge_is_gone_when_its_picture_was_removed(edge: Edge) -> None:
    path = "/pictures/abc/1-1600.avif"
    edge.images.answers[path] = (200, {"Cache-Control": "public, max-age=31536000, immutable", "ETag": '"1"'}, "avif")
    answers = [await edge.get(path) for _ in range(2)]
    assert {answer[1]["Cache-Control"] for answer in answers} == {"public, max-age=31536000, immutable"}
    edge.images.answers[path] = (410, {"Cache-Control": "no-store"}, "removed")

    async def gone() -> bool:
        return (await edge.get(path))[0] == 410

    await until(gone, seconds=5, what="the edge to ask again")


async def test_a_comment_may_be_64_kilobytes_and_a_picture_40_megabytes(edge: Edge) -> None:
    async def post(path: str, size: int) -> tuple[int, str]:
        async with edge.client.post(edge.url + path, data=io.BytesIO(bytes(size))) as answer:
            return answer.status, answer.headers["Content-Type"]

    assert (await post("/v1/comments", 64 * 1024))[0] == 200
    assert await post("/v1/comments", 64 * 1024 + 1) == (413, "application/problem+json")
    assert (await post("/v1/pictures", 40 * 1024 * 1024))[0] == 200
    assert (await post("/v1/pictures", 42 * 1024 * 1024))[0] == 413


async def test_each_path_goes_to_the_service_that_owns_it(edge: Edge) -> None:
    routes = {
        edge.comments.port: (
            "/v1/comments/1",
            "/v1/preview",
            "/t/1",
            "/feeds/a",
            "/paddock.js",
            "/widget/x.js",
            "/desk/held",
        ),
        edge.notify.port: ("/mail/decide/abc", "/mail/unsubscribe/abc", "/v1/questions"),
        edge.images.port: ("/v1/pictures/1", "/v1/galleries/1", "/held/1/x.avif"),
    }
    for upstream in (edge.comments, edge.notify, edge.images):
        for path in routes[upstream.port]:
            assert (await edge.get(path))[0] == 200
            assert upstream.times(path) == 1, path


async def test_health_metrics_and_internal_paths_are_not_for_the_outside(edge: Edge) -> None:
    for path in (
        "/health/ready",
        "/health/live",
        "/metrics",
        "/internal/staff",
        "/internal/staff-if-any",
        "/internal",
        "/none",
    ):
        status, headers, _ = await edge.get(path)
        assert (status, headers["Content-Type"]) == (404, "application/problem+json"), path
    assert edge.comments.asked == []


async def test_every_answer_carries_the_security_headers_once(edge: Edge) -> None:
    edge.comments.answers["/t/1"] = (200, {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "x"}, "")
    async with edge.client.get(f"{edge.url}/t/1") as answer:
        assert answer.headers.getall("X-Content-Type-Options") == ["nosniff"]
        assert answer.headers["Content-Security-Policy"] == "x"
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
        assert answer.headers["Server"] == "nginx"


async def test_tokens_of_mailed_links_never_reach_the_log(edge: Edge) -> None:
    await edge.get("/mail/decide/verysecrettoken?x=alsosecret")
    await edge.get("/held/signed/path.avif?signature=alsosecret")

    async def written() -> str:  # the edge writes its log once a second
        log = (edge.pictures.parent / "edge.log").read_text()
        return log if "/held/" in log else ""

    log = await until(written, what="the second request in the log")
    assert "/mail/decide/" in log
    assert "secret" not in log
