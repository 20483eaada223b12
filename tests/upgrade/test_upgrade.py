"""An installation that an earlier release filled and left in the middle of its work goes on under this one.

In: `left/`, made by `python -m tests.upgrade.release COMMIT`. This code migrates the database and takes the
pictures as they are.
"""

import asyncio
import json
import re
import shutil
import sys
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any
from uuid import UUID

import aiohttp
import pytest

from shared import migrate
from shared.errors import ConfigError
from tests.support.servers import PASSWORD, SERVICES, Servers
from tests.support.stack import Process, Stack, port
from tests.support.waiting import until
from tests.upgrade.release import LEFT, MODERATOR, files, post, stack_of, threads

SEEN: dict[str, Any] = json.loads((LEFT / "seen.json").read_text())
_SCHEMAS = ", ".join((*SERVICES, "extensions"))


@pytest.fixture(scope="module")
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    """An HTTP client."""
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture(scope="module")
async def upgraded(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    """This release's services on what the earlier one left, with an inbox that takes mail again."""
    applied = await take_over(servers)
    assert {line.split(":")[0] for line in applied} == set(SERVICES), applied
    folder = tmp_path_factory.mktemp("upgraded")
    shutil.copytree(LEFT / "pictures", folder / "pictures")
    smtp = port()
    stack = stack_of(servers, folder, SEEN["keys"], relay=smtp)
    stack.ports["inbox"] = port()
    stack.processes["inbox"] = Process(
        name="inbox",
        argv=(sys.executable, "-m", "dev.inbox"),
        environment={"PADDOCK_DEV_INBOX_PORT": str(stack.ports["inbox"]), "PADDOCK_DEV_INBOX_SMTP_PORT": str(smtp)},
        log=folder / "inbox.log",
        ready_url=f"{stack.url('inbox')}/health/ready",
    )
    try:
        await stack.start()
        yield stack
    finally:
        await stack.end()


async def take_over(servers: Servers) -> list[str]:
    """Put the earlier release's database in place of the session's and migrate it; what was applied."""
    await servers.admin.execute(f"RESET ALL; DROP SCHEMA {_SCHEMAS} CASCADE")
    await servers.admin.execute((LEFT / "database.sql").read_text())
    await servers.admin.execute("RESET ALL")
    # as if it had been left a moment ago: mail that is too old is given up, and that is another test's matter
    names = await servers.admin.fetch(
        "SELECT column_name AS name FROM information_schema.columns"
        " WHERE table_schema = 'notify' AND table_name = 'delivery' AND data_type LIKE 'timestamp%'"
    )
    age = "now() - $1::timestamptz - interval '1 minute'"
    later = ", ".join(f"{row['name']} = {row['name']} + ({age})" for row in names)
    await servers.admin.execute(f"UPDATE notify.delivery SET {later}", datetime.fromisoformat(SEEN["at"]))
    return await migrate.prepare(servers.admin_url, dict.fromkeys(SERVICES, PASSWORD))


def lacking(before: Any, after: Any, where: str = "") -> list[str]:
    """What the earlier release showed and this one does not, as paths; what is new beside it counts for nothing."""
    if isinstance(before, dict) and isinstance(after, dict):
        return [path for key, one in before.items() for path in lacking(one, after.get(key), f"{where}/{key}")]
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        pairs = enumerate(zip(before, after, strict=True))
        return [path for place, (one, other) in pairs for path in lacking(one, other, f"{where}/{place}")]
    return [] if before == after else [f"{where}: {before!r} became {after!r}"]


async def test_readers_see_the_same_threads_as_before(upgraded: Stack, client: aiohttp.ClientSession) -> None:
    assert lacking(SEEN["threads"], await threads(upgraded, client)) == []


async def test_every_picture_is_served_with_the_same_bytes(upgraded: Stack, client: aiohttp.ClientSession) -> None:
    assert SEEN["files"]
    assert await files(upgraded, client, SEEN["threads"]) == SEEN["files"]


async def test_mail_that_waited_goes_out_and_an_event_that_waited_arrives(
    upgraded: Stack, servers: Servers, client: aiohttp.ClientSession
) -> None:
    waiting = [UUID(name) for name in SEEN["waiting"]]
    assert waiting

    async def is_sent() -> bool:
        open_ = "SELECT count(*) FROM notify.delivery WHERE id = ANY($1) AND state <> 'sent'"
        return bool(await servers.admin.fetchval(open_, waiting) == 0)

    async def is_mailed() -> str:
        where = {"to": MODERATOR, "whole": "1"}
        async with client.get(f"{upgraded.url('inbox')}/api/messages", params=where) as answer:
            text = " ".join(mail["text"] for mail in (await answer.json())["messages"])
        return text if "while the broker was away" in text else ""

    await until(is_sent, seconds=30, what="mail of the earlier release to be sent")
    text = re.sub(r"\s+", " ", await until(is_mailed, seconds=30, what="the last comment's mail"))
    assert text.count("Held until somebody looks.") == 1
    assert await servers.admin.fetchval("SELECT state FROM notify.comment WHERE id = $1", UUID(SEEN["last"])) == "held"


async def test_readers_go_on_writing(upgraded: Stack, client: aiohttp.ClientSession) -> None:
    assert await post(upgraded, client, "The first words under the new release.", email="rosa@readers.example")


async def test_a_release_that_is_older_than_the_schema_ends_with_one_sentence(
    upgraded: Stack, servers: Servers
) -> None:
    async def is_refused(service: str) -> None:
        process = upgraded.processes[service]
        await process.end()
        process.log.write_text("")
        with pytest.raises(AssertionError, match=f"{service} ended with 2"):
            await process.start()
        said = f"the database is at {service} 9999, which is newer than this release: run the newer release"
        assert process.log.read_text() == f"{service}: {said}\n"

    for service in SERVICES:
        row = f"('{service}', 9999, '', '')"
        await servers.admin.execute(
            f"INSERT INTO {service}.schema_migration (origin, number, name, checksum) VALUES {row}"
        )
    async with asyncio.TaskGroup() as group:
        for service in SERVICES:
            group.create_task(is_refused(service))
    with pytest.raises(ConfigError, match="run the newer one"):
        await migrate.pending(servers.admin_url)
