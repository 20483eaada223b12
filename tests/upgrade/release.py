"""Fills an installation by an earlier release's own code and keeps what it left.

In: a commit of this repository, an administrator's URL of an empty test server, pg_dump.
`python -m tests.upgrade.release COMMIT` runs it.
Out: `tests/upgrade/left/`, the database as SQL, the pictures' files, and what a reader saw. Run it again for each
release; test_upgrade.py starts this code on it.
"""

import asyncio
import hashlib
import io
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
from PIL import Image

from shared import sealing
from tests.support import servers as servers_room
from tests.support.servers import Servers
from tests.support.stack import Stack, port
from tests.support.waiting import until

LEFT = Path(__file__).parent / "left"
ROOT = Path(__file__).parents[2]
SITE, MODERATOR = "strada", "moderator@strada.example"
PAGES = ("https://strada.example/mille-miglia", "https://strada.example/archivi")
NOWHERE = "amqp://guest:guest@127.0.0.1:1/"
_SETTINGS = ("policy=publish_all", "flood_interval=0", "flood_burst=0", "form_seconds=0")


def stack_of(servers: Servers, folder: Path, keys: dict[str, str], *, relay: int) -> Stack:
    """The three services with these keys, on the pictures in `folder`; mail goes to port `relay`."""
    stack = Stack(servers=servers, folder=folder, settings={"PADDOCK_PUBLIC_URL": "http://127.0.0.1"})
    stack.add(
        "comments",
        settings={
            "PADDOCK_COMMENTS_SECRET": keys["secret"],
            "PADDOCK_COMMENTS_ADDRESS_KEY": keys["address"],
            "PADDOCK_COMMENTS_NOTIFY_PUBLIC_KEY": keys["public"],
        },
    )
    stack.add(
        "notify",
        settings={
            "PADDOCK_NOTIFY_PRIVATE_KEY": keys["private"],
            "PADDOCK_NOTIFY_ADDRESS_KEYS": keys["addresses"],
            "PADDOCK_NOTIFY_RELAYS": f"smtp://127.0.0.1:{relay}",
            "PADDOCK_NOTIFY_INBOUND_PORT": str(port()),
            "PADDOCK_NOTIFY_BATCH_SECONDS": "0",
        },
    )
    store = folder / "pictures"
    (store / "public").mkdir(parents=True, exist_ok=True)
    stack.add("images", settings={"PADDOCK_IMAGES_STORE": str(store), "PADDOCK_IMAGES_HELD_KEY": keys["held"]})
    return stack


async def threads(stack: Stack, client: aiohttp.ClientSession) -> dict[str, Any]:
    """Every page's comments as a reader gets them."""
    found = {}
    for page in PAGES:
        where = {"site": SITE, "url": page, "v": secrets.token_hex(6)}
        async with client.get(f"{stack.url('comments')}/v1/threads", params=where) as answer:
            found[page] = (await answer.json())["comments"]
    return found


async def files(stack: Stack, client: aiohttp.ClientSession, shown: dict[str, Any]) -> dict[str, str]:
    """Every public rendition of these threads, with the SHA-256 of what is served."""
    found = {}
    attached = (one for comments in shown.values() for comment in comments for one in comment["attachments"])
    for rendition in (rendition for one in attached for rendition in one["renditions"]):
        async with client.get(f"{stack.url('images')}{rendition['path']}") as answer:
            answer.raise_for_status()
            found[rendition["path"]] = hashlib.sha256(await answer.read()).hexdigest()
    return found


async def post(stack: Stack, client: aiohttp.ClientSession, text: str, **more: Any) -> str:
    """A reader's comment; its id."""
    async with client.get(f"{stack.url('comments')}/v1/form", params={"site": SITE}) as answer:
        token = (await answer.json())["token"]
    body = {"site": SITE, "url": PAGES[0], "name": "Rosa", "email": "rosa@readers.example", "body": text}
    async with client.post(f"{stack.url('comments')}/v1/comments", json=body | {"form_token": token} | more) as answer:
        assert answer.status in {201, 202}, await answer.text()
        return str((await answer.json())["comment"]["id"])


async def leave(release: str, out: Path) -> None:
    """Run this tree's services, have readers write, end in the middle of work, and keep everything in `out`."""
    private, public = sealing.new_keys()
    keys = {name: secrets.token_urlsafe(24) for name in ("secret", "address", "held")}
    keys |= {"private": private, "public": public, "addresses": f"{secrets.token_urlsafe(32)}="}
    folder = Path(tempfile.mkdtemp())
    async with servers_room.running() as servers, aiohttp.ClientSession() as client:
        stack = stack_of(servers, folder, keys, relay=port())  # nobody listens: mail waits
        await stack.start()
        try:
            shown, last = await _written(stack, client, servers)
            seen = {
                "release": release,
                "at": datetime.now(UTC).isoformat(),
                "keys": keys,
                "threads": shown,
                "files": await files(stack, client, shown),
                "last": last,
            }
        finally:
            await stack.end()
        seen["waiting"] = [
            str(row["id"])
            for row in await servers.admin.fetch("SELECT id FROM notify.delivery WHERE state = 'waiting'")
        ]
        dumped = subprocess.run(  # noqa: ASYNC221 - nothing else runs here
            ["pg_dump", "--inserts", "--rows-per-insert=50", "--no-comments", servers.admin_url],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    # without psql's own commands, so that any client can run it
    (out / "database.sql").write_text("".join(f"{line}\n" for line in dumped.splitlines() if not line.startswith("\\")))
    (out / "seen.json").write_text(json.dumps(seen, indent=1, ensure_ascii=False) + "\n")
    shutil.copytree(folder / "pictures", out / "pictures", ignore=shutil.ignore_patterns("staging"))
    shutil.rmtree(folder)


async def _written(stack: Stack, client: aiohttp.ClientSession, servers: Servers) -> tuple[dict[str, Any], str]:
    """What readers wrote, as it is shown, and the id of a comment whose event has not left yet."""
    await asyncio.to_thread(_open_site, stack)
    form = aiohttp.FormData()
    form.add_field("file", _photograph(), filename="kerb.jpg", content_type="image/jpeg")
    where = {"site": SITE, "owner": "comment"}
    async with client.post(f"{stack.url('images')}/v1/pictures", params=where, data=form) as answer:
        picture = (await answer.json())["id"]
    first = await post(stack, client, "Which car is the red one at the *start*?", follow="replies")
    await post(stack, client, "> the red one\n\nThe 8C, with `one` tail light.", parent=first, name="Zoë Ångström")
    await post(stack, client, "My own photograph of it.", attachments=[picture])
    await post(stack, client, "Über die Archivi: ein schöner Text.", url=PAGES[1], language="de")
    await asyncio.to_thread(_command, stack, "site", "set", SITE, "policy=hold_all")
    held = await post(stack, client, "Held until somebody looks.", email="new@readers.example")

    async def is_settled() -> bool:
        known = await servers.admin.fetchval("SELECT count(*) FROM notify.delivery WHERE comment = $1::uuid", held)
        left = await servers.admin.fetchval("SELECT count(*) FROM comments.outbox")
        shown = await files(stack, client, await threads(stack, client))
        return bool(known) and not left and len(shown) >= len(("avif", "webp", "jpeg"))

    await until(is_settled, seconds=60, what="the services to have told each other everything")
    await stack.processes["comments"].end()
    stack.processes["comments"].environment["PADDOCK_AMQP_URL"] = NOWHERE
    stack.processes["comments"].ready_url = stack.processes["comments"].ready_url.replace("ready", "live")
    await stack.processes["comments"].start()

    async def is_open() -> bool:
        async with client.get(f"{stack.url('comments')}/v1/form", params={"site": SITE}) as answer:
            return answer.status == 200

    await until(is_open, what="comments to take comments without the broker")
    last = await post(stack, client, "Written while the broker was away.", email="late@readers.example")
    return await threads(stack, client), last


def _open_site(stack: Stack) -> None:
    _command(stack, "site", "add", "--key", SITE, "--name", "Strada", "--origin", "https://strada.example")
    _command(stack, "site", "set", SITE, *_SETTINGS)
    _command(stack, "moderator", "add", "--site", SITE, "--name", "M", "--email", MODERATOR, "--role", "moderator")


def _command(stack: Stack, *words: str) -> None:
    environment = stack.processes["comments"].environment
    subprocess.run([sys.executable, "-m", "services.comments", *words], env=environment, check=True)


def _photograph() -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((480, 320)).convert("RGB").save(out, "JPEG")
    return out.getvalue()


def main(commit: str, out: Path = LEFT) -> None:
    """Check the commit out beside, put this file into it and run it there."""
    name = subprocess.run(["git", "rev-parse", "--short", commit], cwd=ROOT, capture_output=True, text=True, check=True)
    with tempfile.TemporaryDirectory() as tree:
        archive = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=True).stdout
        subprocess.run(["tar", "-x", "-C", tree], input=archive, check=True)
        (Path(tree) / "tests" / "upgrade").mkdir(exist_ok=True)
        for file in ("__init__.py", Path(__file__).name):
            shutil.copy(Path(__file__).with_name(file), Path(tree) / "tests" / "upgrade")
        there = [sys.executable, "-m", "tests.upgrade.release", name.stdout.strip(), "--here", str(out)]
        subprocess.run(there, cwd=tree, env=os.environ | {"PYTHONPATH": tree}, check=True)


if __name__ == "__main__":
    if "--here" in sys.argv:
        asyncio.run(leave(sys.argv[1], Path(sys.argv[-1])))
    else:
        main(sys.argv[1])
