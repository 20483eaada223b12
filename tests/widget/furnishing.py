"""Furnishes the widget's room: services, edge, a publisher's site, a site of ours and a gallery.

In: a session's servers and a folder. Out: a Room, gone afterwards.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
from aiohttp import web

from dev.demo.drawing.album import shots
from dev.demo.pictures import draw_all
from shared import sealing
from tests.e2e.world import edge_process
from tests.support.servers import SERVICES, Servers
from tests.support.stack import ROOT, Stack, port
from tests.support.waiting import until
from tests.widget.room import GALLERY, SITE, Room

PICTURES = 5


@asynccontextmanager
async def furnished(servers: Servers, folder: Path, *, pictures: int = PICTURES) -> AsyncIterator[Room]:
    """Comments and images behind the edge, a site that publishes at once, a gallery of a few pictures."""
    await servers.empty(*SERVICES)
    listen, publisher = port(), port()
    paddock = f"http://127.0.0.1:{listen}"
    stack = Stack(servers=servers, folder=folder, settings={"PADDOCK_PUBLIC_URL": paddock})
    stack.add(
        "comments",
        settings={
            "PADDOCK_COMMENTS_SECRET": secrets.token_urlsafe(24),
            "PADDOCK_COMMENTS_ADDRESS_KEY": secrets.token_urlsafe(24),
            "PADDOCK_COMMENTS_NOTIFY_PUBLIC_KEY": sealing.new_keys()[1],
        },
    )
    store = folder / "pictures"
    (store / "public").mkdir(parents=True)
    stack.add("images", settings={"PADDOCK_IMAGES_STORE": str(store), "PADDOCK_IMAGES_HELD_KEY": secrets.token_hex(16)})
    stack.ports["notify"] = port()
    stack.processes["edge"] = edge_process(folder, stack, listen, paddock, store / "public")
    await stack.start()
    async with aiohttp.ClientSession() as client:
        made = Room(stack=stack, paddock=paddock, publisher=f"http://127.0.0.1:{publisher}", client=client, pages={})
        runner = web.AppRunner(made.application(), access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", publisher).start()
        await _add_site(made)
        if pictures:
            await _add_gallery(made, folder, pictures)
        yield made
        await runner.cleanup()
    await stack.end()


async def _add_site(room: Room) -> None:
    easy = ["policy=publish_all", "flood_interval=0", "flood_burst=0", "form_seconds=0", "reports_to_hold=9"]
    sets = [part for pair in easy for part in ("--set", pair)]
    await command(
        room, "comments", "site", "add", "--key", SITE, "--name", "Magazine", "--origin", room.publisher, *sets
    )


async def _add_gallery(room: Room, folder: Path, pictures: int) -> None:
    drawn = folder / "drawn"
    await asyncio.to_thread(draw_all, drawn, range(1, pictures + 1))
    captions = folder / "captions.csv"
    rows = [f'{shot.number:03}.jpg,"{shot.caption}","{shot.alt}",{shot.credit}' for shot in shots()[:pictures]]
    captions.write_text("\n".join(["file,caption,alt,credit", *rows]) + "\n")
    described = ["--key", GALLERY, "--url", room.publisher, "--title", "Rally", "--captions", str(captions)]
    await command(room, "images", "gallery", "import", "--site", SITE, *described, str(drawn))

    async def rendered() -> bool:
        async with room.client.get(f"{room.paddock}/v1/galleries/{GALLERY}", params={"site": SITE, "v": "1"}) as answer:
            room.gallery = (await answer.json())["pictures"] if answer.status == 200 else []
        return len(room.gallery) == pictures and all(len(one["renditions"]) >= 6 for one in room.gallery)

    await until(rendered, seconds=240, what="the gallery's renditions")


async def command(room: Room, service: str, *arguments: str) -> str:
    """A service's own command; what it printed."""
    process = room.stack.processes[service]
    run = await asyncio.create_subprocess_exec(
        *process.argv[:3],
        *arguments,
        env=process.environment,
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await run.communicate()
    assert run.returncode == 0, output.decode()
    return output.decode()
