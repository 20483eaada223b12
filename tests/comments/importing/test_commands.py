"""The commands as an operator runs them: processes of their own, on the real database."""

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

from services.comments.domain import Site
from shared import sealing
from shared.postgres import Database
from tests.comments.importing.conftest import FILES, content
from tests.support.servers import Servers

ROOT = Path(__file__).parents[3]


@pytest.fixture
def command(servers: Servers, home: Site, monkeypatch: pytest.MonkeyPatch) -> object:
    surroundings = {
        "PADDOCK_DATABASE_URL": servers.database_url("comments"),
        "PADDOCK_AMQP_URL": servers.amqp_url,
        "PADDOCK_PUBLIC_URL": "http://127.0.0.1:8080",
        "PADDOCK_STAFF_KEY": "a staff key of some length",
        "PADDOCK_COMMENTS_SECRET": "a secret of some length",
        "PADDOCK_COMMENTS_ADDRESS_KEY": "an address key of some length",
        "PADDOCK_COMMENTS_NOTIFY_PUBLIC_KEY": sealing.new_keys()[1],
        "PATH": "/usr/bin:/bin",
    }

    def run(*words: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "services.comments", *words],
            cwd=ROOT,
            env=surroundings,
            input=stdin,
            capture_output=True,
            check=False,
        )

    return run


async def test_an_import_says_what_it_would_do_does_it_and_shows_how_far_it_is(
    command: object, comments_db: Database
) -> None:
    assert callable(command)
    file = str(FILES / "wordpress.xml")
    dry = command("import", "wordpress", file, "--site", "magazine", "--dry-run")
    assert dry.returncode == 0, dry.stderr
    assert b"8 comments would be added, 0 were there already, 7 left out" in dry.stdout
    assert b"left out: 105 on 41: spam" in dry.stdout
    assert b"Nothing was changed" in dry.stdout
    assert await comments_db.fetch_value("SELECT count(*) FROM comment") == 0
    done = command("import", "wordpress", file, "--site", "magazine", "--json")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert (lines[-1]["stage"], lines[-1]["added"], lines[-1]["reasons"]["spam"]) == ("done", 8, 1)
    assert all(set(line) == {"id", "page", "words", "left_out"} for line in lines[:-1])
    assert b"reading: " in done.stderr
    assert b"done: 8 of " in done.stderr
    assert await comments_db.fetch_value("SELECT count(*) FROM comment") == 8


async def test_an_import_reads_standard_input_packed_or_not(command: object, comments_db: Database) -> None:
    assert callable(command)
    packed = gzip.compress(content("disqus.xml"))
    assert command("import", "disqus", "-", "--site", "magazine", stdin=packed).returncode == 0
    assert await comments_db.fetch_value("SELECT count(*) FROM comment") == 4


async def test_an_export_is_a_file_that_comes_in_again(command: object, tmp_path: Path, comments_db: Database) -> None:
    assert callable(command)
    command("import", "remark42", str(FILES / "remark42.jsonl"), "--site", "magazine")
    file = tmp_path / "magazine.jsonl.gz"
    assert command("export", "--site", "magazine", "--output", str(file)).returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["magazine.jsonl.gz"]
    again = command("import", "paddock", str(file), "--site", "magazine", "--json")
    assert json.loads(again.stdout.splitlines()[-1])["known"] == 4
    wxr = command("export", "--site", "magazine", "--format", "wxr")
    assert wxr.stdout.startswith(b"<?xml")


async def test_what_can_not_be_done_is_said_in_words(command: object, tmp_path: Path) -> None:
    assert callable(command)
    nowhere = command("import", "disqus", str(FILES / "disqus.xml"), "--site", "nowhere")
    assert (nowhere.returncode, nowhere.stderr.strip()) == (1, b"there is no site with the key nowhere")
    missing = command("import", "disqus", str(tmp_path / "missing"), "--site", "magazine")
    assert missing.returncode == 1
    assert b"can't be opened" in missing.stderr
    wrong = command("import", "wordpress", str(FILES / "disqus.xml"), "--site", "magazine")
    assert wrong.returncode == 1
    assert b"begins with <disqus>" in wrong.stderr
    assert b"Traceback" not in wrong.stderr
