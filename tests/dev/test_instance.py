"""A private installation: ports that are free, chosen once; secrets that only their owner reads."""

import re
import socket
from pathlib import Path

import pytest

from dev import instance as instances, packages, settings, stack
from dev.instance import DEFAULT_PORTS, Instance
from dev.readable import readable


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Instance:
    """An instance in a folder of this test."""
    monkeypatch.setattr(instances, "STATE", tmp_path)
    return Instance.named("up")


def test_ports_are_chosen_once_and_move_together_when_one_is_taken(
    place: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        monkeypatch.setitem(DEFAULT_PORTS, "edge", other.getsockname()[1])
        ports = place.ports()
        assert other.getsockname()[1] not in ports.values()
        assert len(set(ports.values())) == len(DEFAULT_PORTS)
    assert place.ports() == ports


def test_a_port_that_somebody_took_meanwhile_is_named(place: Instance) -> None:
    with socket.create_server(("127.0.0.1", place.ports()["edge"])):
        assert stack.taken_port(place) == ("edge", place.ports()["edge"])
    assert stack.taken_port(place) is None


def test_two_checkouts_have_different_marks_and_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(instances, "STATE", tmp_path / "a")
    one = Instance.named("up")
    monkeypatch.setattr(instances, "STATE", tmp_path / "b")
    two = Instance.named("up")
    assert one.mark != two.mark
    assert one.secret("staff") != two.secret("staff")
    assert one.secret("staff") == one.secret("staff")
    assert (one.folder / "secrets" / "staff").stat().st_mode & 0o077 == 0


def test_each_service_gets_its_own_role_and_never_the_administrators(place: Instance) -> None:
    urls = {service: settings.for_service(place, service)["PADDOCK_DATABASE_URL"] for service in stack.SERVICES}
    assert all(url.startswith(f"postgresql://paddock_{service}:") for service, url in urls.items())
    assert place.secret("postgres") not in "".join(urls.values())


def test_servers_that_exist_already_are_used_when_they_are_named(
    place: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PADDOCK_DATABASE_URL", "postgresql://admin:secret@db.example:5432/paddock")
    monkeypatch.setenv("PADDOCK_AMQP_URL", "amqp://queue.example/")
    assert stack.servers(place) == []
    told = settings.for_service(place, "comments")
    assert re.fullmatch(r"postgresql://paddock_comments:[^@]+@db\.example:5432/paddock", told["PADDOCK_DATABASE_URL"])
    assert told["PADDOCK_AMQP_URL"] == "amqp://queue.example/"


def test_debians_switch_against_starting_services_is_put_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    policy, cluster = tmp_path / "policy-rc.d", tmp_path / "etc" / "createcluster.conf"
    monkeypatch.setattr(packages, "_POLICY", policy)
    monkeypatch.setattr(packages, "_CLUSTER", cluster)
    seen = []

    def apt(*_arguments: str) -> int:
        seen.append((policy.exists(), "create_main_cluster = false" in cluster.read_text()))
        cluster.with_name("createcluster.conf.ucf-dist").write_text("as packaged\n")
        return 0

    monkeypatch.setattr(packages, "_apt", apt)
    assert packages.install(["postgresql"]) == 0
    assert set(seen) == {(True, True)}
    assert not policy.exists()
    assert cluster.read_text() == "as packaged\n"

    policy.write_text("#!/bin/sh\nexit 101\n# the owner's own\n")
    cluster.write_text("ssl = on\n")
    packages.install(["postgresql"])
    assert "the owner's own" in policy.read_text()
    assert cluster.read_text() == "ssl = on\n"


def test_a_json_line_is_shown_as_a_person_reads_it() -> None:
    line = '{"time": "2026-11-25T10:00:01Z", "level": "info", "event": "comment_held", "comment": "1"}'
    assert readable("comments", line) == "comments  10:00:01 comment_held comment=1"
    assert readable("comments", "plain \x1b[31mtext") == "comments  plain text"


def test_a_wipe_removes_also_what_lies_outside_the_checkout(place: Instance, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    (outside / "postgres").mkdir(parents=True)
    (place.folder / "home").symlink_to(outside)
    place.wipe()
    assert not outside.exists()
    assert not place.folder.exists()
