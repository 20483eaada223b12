"""A backup made under load, every volume destroyed, everything put back: nothing missing, nothing sent twice."""

import asyncio
from dataclasses import replace

import aiohttp
import pytest

from dev.commands.restore import steps
from tests.compose.conftest import Compose
from tests.compose.readers import MODERATOR, open_site, post, rows
from tests.support.waiting import until

pytestmark = pytest.mark.compose


async def test_a_backup_under_load_brings_everything_back(compose: Compose, client: aiohttp.ClientSession) -> None:
    open_site(compose)
    compose("stop", "inbox")  # from now on mail waits: these deliveries have to survive too
    kept = [await post(compose, client) for _ in range(10)]

    async def noticed() -> bool:
        known = f"SELECT count(*) FROM notify.comment WHERE id IN ({quoted(kept)})"
        return await asyncio.to_thread(rows, compose, known) == str(len(kept))

    await until(noticed, seconds=60, what="notify to know of the comments")
    before = await asyncio.to_thread(fingerprint, compose, kept)
    assert len(before) > len(kept)

    over = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        load = group.create_task(keep_posting(compose, client, over))
        saved = await asyncio.to_thread(compose, "run", "--rm", "-T", "--no-deps", "backup", "save")
        over.set()
    assert load.result() > 0
    name = saved.stdout.split()[-1]
    assert (
        "can be restored"
        in (await asyncio.to_thread(compose, "run", "--rm", "-T", "--no-deps", "backup", "verify", name)).stderr
    )

    await asyncio.to_thread(compose, "down", "-v", "--timeout", "0")
    installation = replace(compose, profiles=())  # without the demo site
    for words in steps(name):
        await asyncio.to_thread(installation, *words)
    after = await asyncio.to_thread(fingerprint, compose, kept)
    assert {name: after.get(name) for name in before} == before

    await asyncio.to_thread(compose, "up", "-d", "--wait", "inbox")
    due = "UPDATE notify.delivery SET not_before = now() WHERE state = 'waiting'"  # not at the end of its pause
    await asyncio.to_thread(rows, compose, due)

    async def mailed() -> bool:
        async with client.get(f"{compose.url('inbox')}/api/messages", params={"to": MODERATOR}) as answer:
            return bool((await answer.json())["messages"])

    await until(mailed, seconds=60, what="a mail that waited in the backup")


async def keep_posting(compose: Compose, client: aiohttp.ClientSession, over: asyncio.Event) -> int:
    """Post until told to stop; how many."""
    count = 0
    while not over.is_set():
        await post(compose, client)
        count += 1
    return count


def fingerprint(compose: Compose, kept: list[tuple[str, str]]) -> dict[str, str]:
    """Hashes of these comments as both services know them, of what waits to be mailed, and of every picture's files."""
    ids = quoted(kept)
    texts = {"comments.comment": "c::text", "notify.comment": "text || state"}
    found = {
        name: rows(compose, f"SELECT md5(string_agg({what}, '' ORDER BY id)) FROM {name} c WHERE id IN ({ids})")
        for name, what in texts.items()
    }
    letter = "concat_ws('|', kind, subject, recipient, site, language, comment, context, secret, created_at)"
    pending = f"SELECT id, md5({letter}) FROM notify.delivery WHERE comment IN ({ids}) AND state <> 'sent'"
    facts = "concat_ws('|', site, owner, comment, width, height, sha256)"
    ready = f"SELECT id, md5({facts}) FROM images.picture WHERE state = 'ready'"
    for query in (pending, ready):
        found |= dict(line.split("|") for line in rows(compose, query).splitlines())
    listing = "cd /pictures && find public held original -type f 2>/dev/null | xargs -r sha256sum"
    for line in compose.inside("images", "sh", "-c", listing).stdout.splitlines():
        checksum, file = line.split(maxsplit=1)
        found[file] = checksum
    return found


def quoted(kept: list[tuple[str, str]]) -> str:
    """Their ids for SQL."""
    return ", ".join(f"'{comment}'" for comment, _ in kept)
