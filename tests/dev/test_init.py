"""`./paddock init`: what it makes, that it never makes it twice, and the first owner's way in."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from dev.__main__ import main
from dev.commands.config import hidden
from shared import sealing
from shared.postgres import Database
from tests.support.servers import Servers

ASKED = ["init", "--url", "https://comments.example.org", "--relay", "smtp://mail.example.org:587"]
FIRST = ["--site", "strada", "--origin", "https://www.example.org", "--owner", "owner@example.org"]


def ask(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert main([*ASKED, "--json", *words]) == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def test_a_second_call_makes_nothing_and_a_dry_run_makes_nothing_at_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ("--folder", str(tmp_path))
    rehearsed = ask(capsys, *where, "--dry-run")
    assert list(tmp_path.iterdir()) == []
    made = ask(capsys, *where)
    assert (made["made"], made["settings"]) == (rehearsed["made"], rehearsed["settings"])
    assert {file.name for file in (tmp_path / "secrets").iterdir()} > set(made["made"]) > {"staff_key", "amqp_password"}
    before = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    again = ask(capsys, *where)
    assert (again["made"], again["settings"]) == ([], [])
    assert {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()} == before
    assert "docker compose up -d --wait" in again["next"]


def test_no_secret_is_short_said_aloud_or_the_same_in_two_installations(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    secrets: list[set[str]] = []
    for folder in (tmp_path / "one", tmp_path / "two"):
        folder.mkdir()
        assert main([*ASKED, "--folder", str(folder)]) == 0
        files = [file for file in (folder / "secrets").iterdir() if file.name.endswith(("password", "key", "secret"))]
        assert len(files) > 8
        secrets.append({file.read_text() for file in files})
        assert all(len(secret) >= 32 for secret in secrets[-1])
        assert (folder / "secrets").stat().st_mode & 0o077 == 0
        assert (folder / ".env").stat().st_mode & 0o077 == 0
    said = capsys.readouterr()
    assert not secrets[0] & secrets[1]
    assert not any(secret in said.out + said.err for secret in secrets[0] | secrets[1])


def test_a_relay_is_asked_for_once_and_a_site_needs_an_owner(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--folder", str(tmp_path)]
    assert main(["init", *where]) == 1
    assert "--relay" in capsys.readouterr().err
    assert main([*ASKED, *where]) == 0
    assert main(["init", *where]) == 0
    with pytest.raises(SystemExit) as end:
        main([*ASKED, *where, "--site", "strada"])
    assert end.value.code == 2


async def test_while_the_services_run_it_makes_the_first_site_and_prints_a_link_for_its_owner(
    servers: Servers,
    comments_db: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    engine = programs / "docker"  # runs the commands here, where compose would enter a container
    engine.write_text(f'#!/bin/sh\n[ "$2" = ps ] && echo comments && exit\nshift 5; exec {sys.executable} "$@"\n')
    engine.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    for name, value in {
        "DATABASE_URL": servers.database_url("comments"),
        "AMQP_URL": servers.amqp_url,
        "PUBLIC_URL": "https://comments.example.org",
        "STAFF_KEY": "s" * 32,
        "COMMENTS_SECRET": "c" * 32,
        "COMMENTS_ADDRESS_KEY": "a" * 32,
        "COMMENTS_NOTIFY_PUBLIC_KEY": sealing.new_keys()[1],
    }.items():
        monkeypatch.setenv(f"PADDOCK_{name}", value)
    there = tmp_path / "there"
    there.mkdir()
    links = [ask(capsys, "--folder", str(there), *FIRST)["link"] for _ in range(2)]
    assert all(link["link"].startswith("https://comments.example.org/desk/sign-in/link/") for link in links)
    assert links[0] != links[1]
    rows = await comments_db.fetch("SELECT site, role, active FROM moderator")
    assert [tuple(row) for row in rows] == [("strada", "owner", True)]
    assert await comments_db.fetch_value("SELECT count(*) FROM signin WHERE used_at IS NULL") == 1


def test_settings_are_shown_without_what_is_secret_in_them() -> None:
    assert hidden("PADDOCK_STAFF_KEY", "abc") == "…"
    assert hidden("PADDOCK_NOTIFY_RELAYS", "smtp://me:word@mail.example.org") == "…"
    assert hidden("PADDOCK_DATABASE_URL", "postgresql://me:word@db/x") == "postgresql://me:…@db/x"
    assert hidden("PADDOCK_STAFF_KEY_FILE", "/run/secrets/staff_key") == "/run/secrets/staff_key"
    assert hidden("PADDOCK_COMMENTS_NOTIFY_PUBLIC_KEY", "abc") == "abc"
