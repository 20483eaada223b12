"""docker-compose.yml built and running: the traps that only a real engine shows."""

import json
import subprocess

import aiohttp
import pytest

from tests.compose.conftest import ALWAYS, Compose
from tests.support.waiting import until

pytestmark = pytest.mark.compose


async def test_everything_is_healthy_and_the_one_shot_job_has_ended_well(compose: Compose) -> None:
    again = compose("up", "-d", "--wait")  # a job that ended does not make `--wait` fail
    assert again.returncode == 0
    rows = [json.loads(line) for line in compose("ps", "-a", "--format", "json").stdout.splitlines()]
    health = {row["Service"]: row["Health"] for row in rows if row["Service"] != "migrate"}
    assert set(health) == {*ALWAYS, "inbox", "demo"}
    assert set(health.values()) == {"healthy"}
    assert [row["ExitCode"] for row in rows if row["Service"] == "migrate"] == [0]


@pytest.mark.parametrize("service", ALWAYS)
async def test_a_container_is_not_root_and_cannot_write_to_its_image(compose: Compose, service: str) -> None:
    assert compose.inside(service, "id", "-u").stdout.strip() != "0"
    written = compose.inside(service, "sh", "-c", "echo x > /usr/x", check=False)
    assert written.returncode != 0
    assert "Read-only" in written.stderr
    status = compose.inside(service, "sh", "-c", "grep -E '^(CapEff|NoNewPrivs)' /proc/1/status").stdout.split()
    assert status == ["CapEff:", "0000000000000000", "NoNewPrivs:", "1"]


async def test_only_the_edge_and_the_demos_doors_are_open_and_only_on_loopback(compose: Compose) -> None:
    for service in ALWAYS:
        published = compose.inspect(service)["NetworkSettings"]["Ports"]  # type: ignore[index]
        hosts = {binding["HostIp"] for bindings in published.values() for binding in bindings or ()}
        assert hosts == ({"127.0.0.1"} if service == "edge" else set()), service


def test_the_databases_reach_nobody_outside(compose: Compose) -> None:
    inside = f"{compose.project}_inside"
    out = subprocess.run(["docker", "network", "inspect", inside], capture_output=True, text=True, check=True).stdout
    assert json.loads(out)[0]["Internal"] is True
    for service in ("postgres", "rabbitmq", "images"):
        assert list(compose.inspect(service)["NetworkSettings"]["Networks"]) == [inside], service  # type: ignore[index]


async def test_the_broker_knows_its_memory_and_keeps_its_queues_in_a_new_container(compose: Compose) -> None:
    limit = compose.inspect("rabbitmq")["HostConfig"]["Memory"]  # type: ignore[index]
    ask = (
        "rabbitmqctl",
        "-q",
        "eval",
        "vm_memory_monitor:get_vm_memory_high_watermark() * 0 + vm_memory_monitor:get_memory_limit().",
    )
    watermark = float(compose.inside("rabbitmq", *ask).stdout)
    assert 0 < watermark < float(str(limit))
    before = sorted(compose.inside("rabbitmq", "rabbitmqctl", "-q", "list_queues", "name").stdout.splitlines())
    assert "paddock.notify" in before
    compose("up", "-d", "--force-recreate", "--no-deps", "--wait", "rabbitmq")

    async def queues() -> bool:
        listed = compose.inside("rabbitmq", "rabbitmqctl", "-q", "list_queues", "name", check=False).stdout
        return sorted(listed.splitlines()) == before

    await until(queues, seconds=60, what="the queues to be there in the new container")
    compose("up", "-d", "--wait")


async def test_a_role_is_refused_the_tables_of_another(compose: Compose) -> None:
    ask = "SET ROLE paddock_notify; SELECT count(*) FROM comments.comment"
    refused = compose.inside(
        "postgres", "psql", "-h", "127.0.0.1", "-U", "postgres", "-d", "paddock", "-c", ask, check=False
    )
    assert "permission denied" in refused.stderr or "no password" in refused.stderr
    over_socket = compose.inside("postgres", "psql", "-U", "postgres", "-d", "paddock", "-c", ask, check=False)
    assert "permission denied" in over_socket.stderr


async def test_the_edge_finds_a_service_again_that_got_another_address(
    compose: Compose, client: aiohttp.ClientSession
) -> None:
    compose("up", "-d", "--force-recreate", "--no-deps", "--wait", "comments")

    async def form() -> bool:
        async with client.get(f"{compose.url('edge')}/v1/form?site=sportscar") as answer:
            return answer.status == 200

    await until(form, seconds=30, what="the edge to find comments again")


async def test_a_stop_lets_a_service_finish_and_is_not_a_kill(compose: Compose) -> None:
    compose("stop", "notify")
    state = compose.inspect("notify")["State"]
    assert state["ExitCode"] == 0, state  # type: ignore[index]
    compose("up", "-d", "--wait")
