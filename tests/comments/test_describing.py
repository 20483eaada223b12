"""The API says of itself what it does, and does what it says."""

import asyncio
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aiohttp.test_utils import TestClient
from openapi_spec_validator import OpenAPIV31SpecValidator

from services.comments.domain import Site
from services.comments.problems import PROBLEMS
from services.comments.routes.rooms import Rooms
from tests.comments.conftest import PAGE, PUBLIC_KEY, make_site
from tests.support.servers import Servers
from tests.support.stack import Stack

Door = TestClient[Any, Any]
Written = Callable[..., dict[str, Any]]
ROOT = Path(__file__).parents[2]


async def test_the_document_is_valid_openapi_and_every_route_is_in_it(door: Door) -> None:
    async with door.get("/v1/openapi.json") as response:
        document = await response.json()
    OpenAPIV31SpecValidator(document).validate()
    served = {
        (route.method, route.resource.canonical)
        for route in door.server.app.router.routes()  # type: ignore[attr-defined]
        if route.resource is not None
        and route.resource.canonical.startswith("/v1/")
        and route.method not in {"HEAD", "OPTIONS"}
    }
    described = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    assert served - described == {("GET", "/v1/openapi.json"), ("GET", "/v1/docs")}
    assert described <= served


async def test_the_page_for_people_has_every_route_type_and_problem(door: Door) -> None:
    async with door.get("/v1/docs") as response:
        page = await response.text()
        assert "script-src 'self'" in response.headers["Content-Security-Policy"]
    for anchor in ("type-NewComment", "type-ThreadPage", "problem-flood", "post"):
        assert f'id="{anchor}"' in page


def test_every_code_of_a_problem_is_documented() -> None:
    sources = [
        *(ROOT / "services/comments").rglob("*.py"),
        *(ROOT / "shared/web").rglob("*.py"),
        ROOT / "shared/errors.py",
    ]
    skipped = {"web/desk", "importing", "import_", "export_", "transfer"}
    codes: set[str] = set()
    for source in sources:
        if not any(part in str(source) for part in skipped):
            codes |= set(re.findall(r'[( ]code="([a-z_]+)"', source.read_text()))
    reasons = set(re.findall(r'Reason\(code="([a-z_]+)"', "".join(source.read_text() for source in sources)))
    assert codes - reasons - set(PROBLEMS) == set()


async def test_schemathesis_finds_nothing_over_the_live_port(servers: Servers, rooms: Rooms, tmp_path: Path) -> None:
    await make_site(rooms)
    stack = Stack(
        servers,
        tmp_path,
        {
            "PADDOCK_COMMENTS_SECRET": "a secret of some length",
            "PADDOCK_COMMENTS_ADDRESS_KEY": "an address key of some length",
            "PADDOCK_COMMENTS_NOTIFY_PUBLIC_KEY": PUBLIC_KEY,
        },
    )
    stack.add("comments")
    await stack.start()
    try:
        url = stack.url("comments")
        # a body over 64 KB is refused by its size before its fields are looked at
        (tmp_path / "schemathesis.toml").write_text(
            "[checks.negative_data_rejection]\nexpected-statuses = [400, 401, 403, 404, 405, 409, 410, 413, 415, 422]\n"
        )
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "schemathesis.cli", "run", f"{url}/v1/openapi.json", "--url", url),
            *("--exclude-path", "/v1/threads/{thread}/events", "--max-examples", "15", "--workers", "1"),
            *(
                "--phases",
                "examples,coverage,fuzzing",
                "--checks",
                "all",
                "--exclude-checks",
                "positive_data_acceptance,unsupported_method",
            ),
            *("--generation-database", "none", "--seed", "2012", "--no-color"),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            cwd=tmp_path,
        )
        async with asyncio.timeout(120):
            out, _ = await process.communicate()
    finally:
        await stack.end()
    assert process.returncode == 0, out.decode()[-6000:]


async def test_what_aiohttp_refuses_is_a_problem_too(door: Door) -> None:
    for method, path, status in (
        ("GET", "/nowhere", 404),
        ("PUT", "/v1/comments", 405),
        ("OPTIONS", "/v1/comments", 405),
    ):
        async with door.request(method, path) as response:
            assert response.status == status
            assert response.content_type == "application/problem+json"
            assert (await response.json())["status"] == status


async def test_pages_of_a_site_may_write_and_others_may_not_read_the_answer(
    door: Door, site: Site, written: Written
) -> None:
    asks = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "idempotency-key, edit-key"}
    for origin, allowed in ((site.origins[0], site.origins[0]), ("https://evil.example", None)):
        async with door.options("/v1/comments", headers={"Origin": origin, **asks}) as response:
            assert response.status == 204
            assert response.headers.get("Access-Control-Allow-Origin") == allowed
            assert response.headers["Access-Control-Max-Age"] == "86400"
        async with door.post(
            "/v1/comments", json=written(name=origin, body=origin), headers={"Origin": origin}
        ) as response:
            assert response.headers.get("Access-Control-Allow-Origin") == allowed
        async with door.post("/v1/comments", json={}, headers={"Origin": origin}) as response:
            assert response.status == 422
            assert response.headers.get("Access-Control-Allow-Origin") == allowed
    async with door.get("/v1/threads", params={"site": site.key, "url": PAGE}) as response:
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert "Set-Cookie" not in response.headers
