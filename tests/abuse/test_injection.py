"""SQL, mail headers and paths: what is sent stays text, in every string field of the API's own description."""

import asyncio
import json
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from tests.abuse.ground import CHANGED, GALLERY, HELD, OWNER, SITE, Ground
from tests.abuse.wire import exchange, statuses
from tests.support.stack import ROOT

API = json.loads((ROOT / "docs" / "openapi.json").read_text())
SQL = "x'||pg_sleep(4)||'\"; DROP TABLE comment CASCADE; --\\ $1 %s {0}"
SQL_PATH = "/x'||pg_sleep(4)||'"
"""What is left of it where only the address of a page is taken."""
DESK = {
    "/desk": ("q", "tab", "reason", "author", "picture", "level", "from", "to", "sort", "after"),
    "/desk/threads": ("q", "after"),
    "/desk/history": ("kind", "who", "before"),
    "/desk/deliveries": ("state", "kind", "comment", "offset"),
    "/desk/questions": ("tab", "after"),
    "/desk/archive": ("q", "event", "page", "kind"),
    "/desk/galleries": ("q", "site"),
}
"""What pages of the desk are asked for, which the API's description does not hold."""
SECRET = b"canary of what lies beside the public folder"


def _schema(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema behind a reference."""
    while "$ref" in schema:
        schema = API["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def _bodies(schema: dict[str, Any], usual: dict[str, Any]) -> list[dict[str, Any]]:
    """One body a string field with SQL in it, the others as usual."""
    properties = _schema(schema).get("properties", {})
    own = {name: value for name, value in usual.items() if name in properties}
    texts = [name for name, kind in properties.items() if "string" in json.dumps(_schema(kind).get("type", kind))]
    return [{**own, name: SQL} for name in texts if _schema(properties[name]).get("format") != "uuid"]


async def _ask(ground: Ground, method: str, path: str, query: dict[str, str], **sent: Any) -> list[str]:
    """What was wrong with the answer."""
    whole = path + ("?" + urlencode(query, quote_via=quote) if query else "")
    started = time.perf_counter()
    answer = await ground.order(method, whole, **sent)
    took = time.perf_counter() - started
    wrong = answer.status >= 500 or took >= 4 or "syntax error" in answer.text or "asyncpg" in answer.text
    return [f"{method} {whole} {sent}: {answer.status} after {took:.1f} s {answer.text[:200]}"] if wrong else []


async def test_sql_in_any_string_field_of_the_api_is_text(ground: Ground) -> None:
    kept = await ground.post("A comment to come back to.", page="/sql/")
    await ground.post("A row to be searched.", site=CHANGED, page="/sql/")
    comment = kept["comment"]["id"]
    thread = (await ground.ask("GET", "/v1/threads", params={"site": SITE, "url": ground.publisher + "/sql/"})).said
    real = {"site": CHANGED, "key": GALLERY, "comment": comment, "thread": thread["thread"]["id"]}
    usual = ground.written("An ordinary text.", page="/sql/", decision="hold", kind="thread", title="T", key="k")
    tables = "SELECT string_agg(relname || '.' || attname, ',' ORDER BY relname, attnum) FROM pg_attribute JOIN pg_class c ON c.oid = attrelid WHERE relkind = 'r' AND relnamespace = current_schema::regnamespace AND attnum > 0"  # noqa: E501
    before = [await db.fetch_value(tables) for db in (ground.db, ground.notify_db, ground.images_db)]
    jobs: list[tuple[str, str, dict[str, str], dict[str, Any]]] = []
    for path, methods in API["paths"].items():
        for method, operation in methods.items():
            if path.endswith("/events"):
                continue
            there = path.format(**{name: real.get(name, comment) for name in _names(path)})
            query = {"site": CHANGED} if any(one["name"] == "site" for one in operation["parameters"]) else {}
            jobs += [
                (
                    method,
                    path.format(**{**{n: real.get(n, comment) for n in _names(path)}, name: quote(SQL, safe="")}),
                    query,
                    {},
                )
                for name in _names(path)
            ]
            if method != "delete":
                jobs += [
                    (method, there, {**query, one["name"]: attack}, {})
                    for one in operation["parameters"]
                    if one["in"] == "query"
                    for attack in (SQL, ground.publisher + SQL_PATH)[: 1 + (one["name"] == "url")]
                ]
            content = operation.get("requestBody", {}).get("content", {})
            if "application/json" in content:
                schema = content["application/json"]["schema"]
                jobs += [(method, there, query, {"json": body}) for body in _bodies(schema, usual)]
    jobs += [("get", path, {"site": CHANGED, name: SQL}, {}) for path, names in DESK.items() for name in names]
    wrong: list[str] = []

    async def work() -> None:
        while jobs:
            method, path, query, sent = jobs.pop()
            wrong.extend(await _ask(ground, method.upper(), path, query, **sent))

    assert len(jobs) > 150
    async with asyncio.TaskGroup() as group:
        for _ in range(4):
            group.create_task(work())
    assert not wrong, "\n".join(wrong[:10])
    assert [await db.fetch_value(tables) for db in (ground.db, ground.notify_db, ground.images_db)] == before
    kept = await ground.post(SQL, page="/sql/kept/", name=SQL[:40], title=SQL)
    row = await ground.db.fetch_row(
        "SELECT body, author_name FROM comment WHERE id = $1::text::uuid", kept["comment"]["id"]
    )
    assert row is not None
    assert (json.loads(row["body"])[0]["c"], row["author_name"]) == ([SQL], SQL[:40].strip())


def _names(path: str) -> list[str]:
    return [part[1:-1] for part in path.split("/") if part.startswith("{")]


@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r", "\u2028", "\u0085", "\x0b"])
async def test_a_line_end_in_a_field_makes_no_header_of_a_mail(ground: Ground, line_end: str) -> None:
    mark = f"mail-{ord(line_end[-1])}-{len(line_end)}"
    evil = f"{line_end}Bcc: victim@evil.example{line_end}Subject: other{line_end}{line_end}<b>"
    body = ground.written(f"Text {mark}", site=HELD, page=f"/{mark}/", name=f"Ann{evil}", title=f"Title{evil}")
    answer = await ground.ask("POST", "/v1/comments", json=body)
    assert answer.status in {202, 422}, answer.text
    refused = await ground.ask("POST", "/v1/comments", json=body | {"email": f"ann@reader.example{evil}"})
    assert refused.status == 422
    if answer.status == 202:
        mail = await ground.world.mail(OWNER, mark)
        raw = (await ground.ask("GET", f"/messages/{mail['id']}/raw", url=ground.world.inbox)).text
        head = raw.replace("\r\n", "\n").partition("\n\n")[0].lower()
        assert "\nbcc:" not in head
        assert head.count("\nsubject:") == 1
    assert not await ground.world.mails("victim@evil.example")


WAYS = (
    "../{}",
    "..%2f{}",
    "%2e%2e/{}",
    "%2e%2e%2f{}",
    "..%252f{}",
    "..\\{}",
    "..%5c{}",
    "....//{}",
    "x/../../{}",
    "x/..%2f..%2f{}",
    "%c0%ae%c0%ae/{}",
    "..;/{}",
    "x%00/../{}",
    "{}%00.webp",
    "//{}",
    "x/{}/..%00",
)


FOLDERS = ("/pictures/", "/pictures/x/", "/pictures", "/held/x/", "/widget/", "/desk/static/", "/mail/assets/")
"""Where files are served from; one without its slash, which an edge's `alias` would be fooled by."""


async def test_no_name_of_a_picture_or_file_leads_out_of_its_folder(ground: Ground) -> None:
    store = Path(ground.stack.processes["images"].environment["PADDOCK_IMAGES_STORE"])
    for folder in (store, store / "public"):
        (folder / "canary.txt").write_bytes(SECRET)
    wanted = ["canary.txt", "../canary.txt", "../../canary.txt", f"../../../../../../../..{store}/canary.txt"]
    for door in ("edge", "images", "comments", "notify"):
        for prefix in FOLDERS:
            lines = [
                f"GET {prefix}{way.format(name)} HTTP/1.1\r\nHost: x\r\n".encode() for way in WAYS for name in wanted
            ]
            while lines:  # an answer of 400 ends the connection
                raw = await exchange(ground.address(door), b"\r\n".join(lines) + b"Connection: close\r\n\r\n")
                answered = statuses(raw)
                assert SECRET not in raw, (door, prefix)
                assert answered, (door, lines[0])
                assert set(answered) <= {400, 404, 410}, (door, lines[len(answered) - 1], answered)
                del lines[: len(answered)]


async def test_a_file_name_of_an_upload_is_never_a_path(ground: Ground) -> None:
    store = Path(ground.stack.processes["images"].environment["PADDOCK_IMAGES_STORE"])
    for name in ("../../canary.jpg", "/tmp/canary.jpg", "..\\canary.jpg", "a/../../canary.jpg"):
        sent = f'--b\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\nno picture\r\n--b--\r\n'
        answer = await ground.ask(
            "POST",
            f"/v1/pictures?site={SITE}",
            data=sent.encode(),
            headers={"Content-Type": "multipart/form-data; boundary=b"},
        )
        assert answer.status < 500, answer.text
    assert not list(store.parent.rglob("*canary.jpg*"))
    assert not Path("/tmp/canary.jpg").exists()
