"""Every command of the launcher and of the services: help, wrong words, JSON, and rehearsals that keep nothing."""

import asyncio
import json
import os
import sys
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from dev.__main__ import COMMANDS, PASSED_ON, main
from dev.commands.admin import WORDS
from services.comments.commands import parser as comments_parser
from services.images.__main__ import parser as images_parser
from services.notify.__main__ import parser as notify_parser
from shared import sealing
from shared.commands import SILENT, leaves
from shared.ids import uuid7
from shared.postgres import Database
from tests.support.servers import Servers

ROOT = Path(__file__).parents[2]
PARSERS = {"comments": comments_parser(), "notify": notify_parser(), "images": images_parser()}
LEAVES = {(service, words): leaf for service, parser in PARSERS.items() for words, leaf in leaves(parser)}
NOWHERE = str(uuid7())
DISQUS = str(ROOT / "tests/comments/importing/files/disqus.xml")
OWNER = "owner@example.org"

RUNS: dict[str, list[tuple[str, int]]] = {
    # each command once, in an order in which each finds what it needs; the number is the exit code
    "comments": [
        ("site add --key strada --name Strada --origin https://www.example.org", 0),
        ("site list", 0),
        ("site set strada policy=hold_all", 0),
        ("site set-origins strada https://www.example.org https://*.example.org", 0),
        ("site rotate-key strada", 0),
        (f"moderator add --site strada --name Ann --email {OWNER} --role owner", 0),
        ("moderator add --site strada --name Ben --email ben@example.org --role moderator", 0),
        ("moderator list --site strada", 0),
        (f"moderator login-link --email {OWNER}", 0),
        ("moderator remove --site strada --email ben@example.org", 0),
        (f"moderator remove --site strada --email {OWNER}", 1),
        (f"import disqus {DISQUS} --site strada", 0),
        ("export --site strada", 0),
        ("subject export --site strada --email somebody@example.org", 0),
        ("subject erase --site strada --email somebody@example.org", 0),
        (f"subject receipt {NOWHERE}", 1),
        ("retention", 0),
        ("outbox", 0),
    ],
    "notify": [
        ("deliveries list", 0),
        ("deliveries counts", 0),
        (f"deliveries why {NOWHERE}", 1),
        (f"deliveries again {NOWHERE}", 1),
        ("mail-in list", 0),
        (f"mail-in show {NOWHERE} --to {{scratch}}/mail", 1),
        (f"mail-in release {NOWHERE}", 0),
        ("suppressions list", 0),
        ("suppressions lift nobody", 0),
        ("subject export --site strada --digest nobody", 0),
        ("address-keys new", 0),
        ("address-keys rotate", 0),
        ("archive import {scratch}/entries.csv --site strada --event rally-2012", 0),
        ("archive events --site strada", 0),
        ("archive export --site strada", 0),
        ("questions --site strada", 0),
        ("outbox", 0),
    ],
    "images": [
        ("gallery import {scratch}/pictures.zip --site strada --key rally --title Rally", 0),
        ("gallery list --site strada", 0),
        ("gallery export --site strada --key rally", 0),
        ("rerender --site strada --since 2026-01-01", 0),
        ("check", 0),
        ("expire", 0),
        ("prune", 0),
        ("attachments --pictures nothing", 0),
        ("outbox", 0),
    ],
}
DRIVER = """
import contextlib, importlib, io, json, sys
from shared import logs
logs.configure("driver", level="warning", to=sys.stderr)
main = importlib.import_module(sys.argv[1]).main
done = []
for words in json.load(sys.stdin):
    out, err = io.TextIOWrapper(io.BytesIO()), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(words)
    out.flush()
    done.append({"code": code, "out": out.buffer.getvalue().decode(), "err": err.getvalue()})
print(json.dumps(done))
"""


@dataclass(frozen=True, slots=True)
class Said:
    """What came of one command."""

    words: str
    code: int
    out: str
    err: str

    def facts(self) -> list[dict[str, Any]]:
        """Its JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass(frozen=True, slots=True)
class Operator:
    """Somebody at a terminal: one process a service, many commands."""

    environments: dict[str, dict[str, str]]
    scratch: Path

    async def types(self, service: str, *commands: str) -> list[Said]:
        """Run them one after the other."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", DRIVER, f"services.{service}.__main__"),
            env=self.environments[service],
            cwd=ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        asked = [command.format(scratch=self.scratch) for command in commands]
        out, _ = await process.communicate(json.dumps([words.split() for words in asked]).encode())
        return [Said(words=words, **said) for words, said in zip(asked, json.loads(out), strict=True)]


@pytest.fixture
def operator(
    servers: Servers, comments_db: Database, notify_db: Database, images_db: Database, tmp_path: Path
) -> Operator:
    assert len({comments_db, notify_db, images_db}) == 3
    private, public = sealing.new_keys()
    common = {"PATH": os.defpath, "PADDOCK_AMQP_URL": servers.amqp_url, "PADDOCK_STAFF_KEY": "s" * 32}
    common["PADDOCK_PUBLIC_URL"] = "https://comments.example.org"
    own = {
        "comments": {
            "PADDOCK_COMMENTS_SECRET": "c" * 32,
            "PADDOCK_COMMENTS_ADDRESS_KEY": "a" * 32,
            "PADDOCK_COMMENTS_NOTIFY_PUBLIC_KEY": public,
        },
        "notify": {
            "PADDOCK_NOTIFY_PRIVATE_KEY": private,
            "PADDOCK_NOTIFY_ADDRESS_KEYS": "a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2U=",
            "PADDOCK_NOTIFY_RELAYS": "smtp://127.0.0.1:9?tls=none",
            "PADDOCK_NOTIFY_MAIL_DOMAIN": "example.org",
        },
        "images": {"PADDOCK_IMAGES_STORE": str(tmp_path / "store"), "PADDOCK_IMAGES_HELD_KEY": "h" * 32},
    }
    entries = (ROOT / "dev/demo/entries.csv").read_text().splitlines()[:3]
    (tmp_path / "entries.csv").write_text("\n".join(entries) + "\n")
    picture = BytesIO()
    Image.new("RGB", (320, 200), "red").save(picture, "JPEG")
    with zipfile.ZipFile(tmp_path / "pictures.zip", "w") as pack:
        pack.writestr("one.jpg", picture.getvalue())
    urls = {service: {"PADDOCK_DATABASE_URL": servers.database_url(service)} for service in own}
    return Operator({service: common | urls[service] | values for service, values in own.items()}, tmp_path)


@pytest.mark.parametrize("name", [*COMMANDS, "dead-letters", "migrate"])
def test_each_command_of_the_launcher_explains_itself(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    try:
        code = main([name, "--help"])
    except SystemExit as end:
        code = int(str(end.code))
    said = capfd.readouterr().out
    assert code == 0
    assert "usage" in said
    assert len(said.strip().splitlines()) > 2


@pytest.mark.parametrize("name", sorted(COMMANDS.keys() - PASSED_ON))
def test_a_word_that_a_command_of_the_launcher_does_not_know_ends_it_with_2(
    name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main([name, "--nonsense"])
    assert end.value.code == 2
    assert "usage" in capfd.readouterr().err


def test_a_command_that_is_not_there_ends_with_2_and_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bakcup"]) == 2
    said = capsys.readouterr().err
    assert "there is no command bakcup" in said
    assert all(f"  {name} " in said for name in (*COMMANDS, *WORDS))


@pytest.mark.parametrize(("service", "words"), LEAVES)
def test_each_command_of_a_service_has_help_and_refuses_what_it_does_not_know(
    service: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for option, code in (("--help", 0), ("--nonsense", 2)):
        with pytest.raises(SystemExit) as end:
            PARSERS[service].parse_args([*words.split(), option])
        assert end.value.code == code
    assert words in SILENT or "--json" in capsys.readouterr().out


def test_what_the_launcher_passes_on_is_a_command_of_the_service() -> None:
    for word, how in WORDS.items():
        if how.module.startswith("services.") and how.same:
            assert any(words.split()[0] == (how.name or word) for service, words in LEAVES if service == how.place)


async def test_each_command_answers_in_json_and_a_rehearsal_of_it_keeps_nothing(
    operator: Operator, comments_db: Database, notify_db: Database, images_db: Database
) -> None:
    written = {(service, command) for service, runs in RUNS.items() for command, _ in runs}
    for service, words in LEAVES:
        assert words in SILENT or any(run[0] == service and run[1].startswith(words) for run in written), words
    dry = {
        service: [
            f"{command} --dry-run --json"
            for command, code in runs
            if code == 0 and any("--dry-run" in leaf.format_help() for leaf in [_leaf(service, command)])
        ]
        for service, runs in RUNS.items()
    }
    databases = {"comments": comments_db, "notify": notify_db, "images": images_db}
    for service, runs in RUNS.items():
        counts = await _counts(databases[service])
        for said in await operator.types(service, *dry[service]):
            refused = said.code == 1 and said.err and not said.out  # what it needs would have been kept by another
            assert refused or all(fact.get("dry_run") for fact in said.facts()), said
        assert await _counts(databases[service]) == counts, service
        for said, (_, code) in zip(
            await operator.types(service, *(f"{command} --json" for command, _ in runs)), runs, strict=True
        ):
            assert said.code == code, said
            assert bool(said.err.strip()) or code == 0, said
            assert all(isinstance(fact, dict) for fact in said.facts()), said


async def test_an_answer_that_nobody_reads_to_its_end_and_a_database_that_refuses_are_no_traceback(
    operator: Operator,
) -> None:
    said = b""
    reading, writing = os.pipe()
    os.close(reading)
    right = operator.environments["comments"]
    wrong = right | {"PADDOCK_DATABASE_URL": right["PADDOCK_DATABASE_URL"].replace("//", "//no_")}
    for environment, stdout, code in ((right, writing, 1), (wrong, asyncio.subprocess.PIPE, 2)):
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "services.comments", "outbox"),
            env=environment,
            cwd=ROOT,
            stdout=stdout,
            stderr=asyncio.subprocess.PIPE,
        )
        _, said = await process.communicate()
        assert process.returncode == code, said
        assert b"Traceback" not in said
    os.close(writing)
    assert b"PADDOCK_DATABASE_URL" in said


async def test_an_operators_link_signs_in_once_in_any_browser_and_the_one_before_it_no_more(
    operator: Operator, comments_db: Database
) -> None:
    made = await operator.types("comments", *(command for command, _ in RUNS["comments"][:1]), RUNS["comments"][5][0])
    assert [said.code for said in made] == [0, 0]
    earlier, link = await operator.types("comments", *[f"moderator login-link --email {OWNER} --json"] * 2)
    token = link.facts()[0]["link"].rpartition("/")[2]
    assert link.facts()[0]["link"].startswith("https://comments.example.org/desk/sign-in/link/")
    assert token not in str(await comments_db.fetch("SELECT * FROM signin"))
    await _sign_in_twice(comments_db, earlier.facts()[0]["link"].rpartition("/")[2], token)


async def _sign_in_twice(database: Database, earlier: str, token: str) -> None:
    from services.comments.actions.complete_signin import complete_signin
    from shared.clock import SystemClock
    from shared.errors import Gone

    with pytest.raises(Gone):
        await complete_signin(database, SystemClock(), browser="any", link=earlier)
    assert await complete_signin(database, SystemClock(), browser="", link=token)
    with pytest.raises(Gone):
        await complete_signin(database, SystemClock(), browser="", link=token)


def _leaf(service: str, command: str) -> Any:
    return next(leaf for (owner, words), leaf in LEAVES.items() if owner == service and command.startswith(words))


async def _counts(database: Database) -> list[tuple[str, int]]:
    tables = await database.fetch("SELECT tablename FROM pg_tables WHERE schemaname = current_schema ORDER BY 1")
    return [(name, await database.fetch_value(f"SELECT count(*) FROM {name}")) for (name,) in tables]
