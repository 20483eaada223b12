"""The profiles tls and monitoring: HTTPS from end to end, and what Prometheus sees, asks and tells."""

import json
import ssl
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import aiohttp
import pytest

from tests.compose.conftest import Compose
from tests.house import tree
from tests.support.waiting import until

pytestmark = pytest.mark.compose
STARTED = ("prometheus", "tls")  # Grafana's image has no stand-in
TARGETS = {"comments", "notify", "images", "rabbitmq", "queues"}


@pytest.fixture(scope="module")
def guarded(compose: Compose) -> Iterator[Compose]:
    """The project with both profiles, beside what runs already."""
    both = replace(compose, profiles=(*compose.profiles, "tls", "monitoring"))
    both("up", "-d", "--no-deps", "--no-recreate", *STARTED)
    yield both
    both("rm", "-s", "-f", *STARTED)


async def test_https_works_with_a_certificate_of_its_own_and_plain_http_is_sent_there(
    guarded: Compose, client: aiohttp.ClientSession
) -> None:
    async def root() -> str:
        path = "/data/caddy/pki/authorities/local/root.crt"
        return guarded.inside("tls", "cat", path, check=False).stdout

    authority = ssl.create_default_context(cadata=await until(root, what="Caddy's authority"))
    form = f"https://localhost:{guarded.ports['https']}/v1/form?site=sportscar"

    async def answered() -> dict[str, str]:
        try:
            async with client.get(form, ssl=authority) as answer:
                assert answer.status == 200, await answer.text()
                return dict(answer.headers)
        except aiohttp.ClientConnectorError:
            return {}

    headers = await until(answered, what="an answer over HTTPS")
    assert headers["Strict-Transport-Security"] == "max-age=31536000"
    async with client.get(f"http://localhost:{guarded.ports['http']}/t/x", allow_redirects=False) as plain:
        assert (plain.status, plain.headers["Location"]) == (308, "https://localhost/t/x")


async def test_prometheus_reaches_every_process_and_knows_every_rule(
    guarded: Compose, client: aiohttp.ClientSession
) -> None:
    async def up() -> bool:
        series = await asked(guarded, client, "query?query=up")
        return {one["metric"]["job"] for one in series["result"] if one["value"][1] == "1"} == TARGETS

    await until(up, seconds=60, what="all targets to be up")
    rules = (await asked(guarded, client, "rules"))["groups"][0]["rules"]
    assert {rule["health"] for rule in rules} <= {"ok", "unknown"}
    dashboard = json.loads((tree.ROOT / "deploy/grafana/dashboards/paddock.json").read_text())
    for expression in (target["expr"] for panel in dashboard["panels"] for target in panel["targets"]):
        await asked(guarded, client, "query", query=expression.replace("$__rate_interval", "1m"))
    readers = await asked(guarded, client, "query?query=rabbitmq_detailed_queue_consumers")
    count = {one["metric"]["queue"]: one["value"][1] for one in readers["result"]}
    assert {count[f"paddock.{service}"] for service in ("comments", "notify", "images")} == {"1"}


def test_a_dead_consumer_and_an_old_outbox_wake_somebody_and_nothing_else_does(guarded: Compose) -> None:
    told = guarded("exec", "-T", "prometheus", "promtool", "test", "rules", "/etc/prometheus/rules.test.yml")
    assert "SUCCESS" in told.stdout + told.stderr


async def asked(guarded: Compose, client: aiohttp.ClientSession, what: str, **words: str) -> Any:
    """What Prometheus answers; nothing before its door is open."""

    async def answer() -> Any:
        try:
            async with client.get(f"{guarded.url('prometheus')}/api/v1/{what}", params=words or None) as response:
                if response.status == 503:  # it has not read its store yet, and says so in plain words
                    return None
                found = await response.json(content_type=None)
                assert found.get("status") == "success", (what, words, found)
                return found.get("data")
        except aiohttp.ClientError:
            return None

    return await until(answer, what="Prometheus")
