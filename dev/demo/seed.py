"""Fills an installation with what the demo shows: site, staff, archive, gallery and the first three comments.

In: the services' own commands and public API. Out: the same state however often it runs.
"""

import asyncio
import csv
import itertools
import json
import logging
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import aiohttp

from dev.demo.drawing.album import ONE_LIGHT, shots
from dev.demo.pictures import draw_all
from dev.demo.surroundings import EVENT, GALLERY, SITE, TITLE, Surroundings

ENTRIES: Final = Path(__file__).with_name("entries.csv")
STAFF: Final = (
    ("Anna Bellandi", "anna@strada.example", "owner", ""),
    ("Marc Oldfield", "marc@strada.example", "moderator", ""),
    ("Teresa Rovetta", "teresa@strada.example", "expert", ""),
)
SETTINGS: Final = {
    "flood_interval": "0",
    "flood_burst": "0",
    "form_seconds": "0",
    "shadow": "false",
    "mail_from": "letters@strada.example",
}
QUESTION: Final = {
    "name": "Ellen Marsh",
    "email": "ellen@readers.example",
    "body": "Which car is the lovely red one with a single tail light, plate MI 18 3385? "
    "It is leaving town in one of the pictures above and I keep going back to it.",
    "follow": "answer",
}
FOUND: Final = {
    "name": "Walter Pryce",
    "email": "walter@readers.example",
    "body": "My wife and I had come over from Texas for the first day, and there she is in picture 3 of 160: "
    "the lady in the big red hat, on the right. I must have taken eight hundred pictures between Brescia and Desenzano "
    "and not one of them is as good as this. Thank you for putting it up!",
}
log = logging.getLogger("demo")


async def seed(place: Surroundings, ready: Callable[[], Any]) -> None:
    """Fill it; `ready` is called once the page is whole; its larger renditions follow."""
    async with asyncio.TaskGroup() as tasks:
        drawing = tasks.create_task(asyncio.to_thread(draw_all, place.pictures))
        await _attempt_all(place, site=_site)
        tasks.create_task(_attempt_all(place, staff=_staff))
        tasks.create_task(_attempt_all(place, archive=_archive))
        await drawing
        await _attempt_all(place, gallery=_gallery)
    await _attempt_all(place, comments=_comments)
    ready()
    log.info("demo_is_filled")


async def _attempt_all(place: Surroundings, **parts: Callable[[Surroundings], Awaitable[None]]) -> None:
    """Part after part; a failure is told and the rest goes on, since the page shows what there is."""
    for part, action in parts.items():
        try:
            await action(place)
        except (RuntimeError, aiohttp.ClientError, TimeoutError, KeyError) as error:
            log.warning("demo_part_failed %s: %s", part, error)


async def _site(place: Surroundings) -> None:
    await _run(
        place, "comments", "site", "add", "--key", SITE, "--name", "Strada", "--origin", place.origin, again=True
    )
    pairs = [f"{name}={value}" for name, value in SETTINGS.items()]
    events = json.dumps({place.page_url: EVENT})
    await _run(place, "comments", "site", "set", SITE, *pairs, f"article_events={events}")


async def _staff(place: Surroundings) -> None:
    for name, email, role, subjects in STAFF:
        more = ["--subjects", subjects] if subjects else []
        await _run(
            place,
            "comments",
            "moderator",
            "add",
            "--site",
            SITE,
            "--name",
            name,
            "--email",
            email,
            "--role",
            role,
            *more,
            again=True,
        )


async def _archive(place: Surroundings) -> None:
    file = place.folder / "entries.csv"
    place.folder.mkdir(parents=True, exist_ok=True)
    await asyncio.to_thread(_write_archive, file)
    await _run(place, "notify", "archive", "import", "--site", SITE, "--event", EVENT, str(file))


def _write_archive(file: Path) -> None:
    """The entry list as the archive takes it, with the pictures in which each entry is seen."""
    seen: dict[str, list[str]] = {}
    for shot in shots():
        seen.setdefault(shot.entry.plate, []).append(str(shot.number))
    with ENTRIES.open(newline="", encoding="utf-8") as source, file.open("w", newline="", encoding="utf-8") as target:
        rows = csv.DictReader(source)
        writer = csv.DictWriter(target, [*(rows.fieldnames or ()), "gallery", "pictures"], lineterminator="\n")
        writer.writeheader()
        for row in rows:
            writer.writerow({**row, "gallery": GALLERY, "pictures": " ".join(seen.get(row["plate"], []))})


async def _gallery(place: Surroundings) -> None:
    folder, captions = place.folder / "gallery", place.folder / "captions.csv"
    await asyncio.to_thread(_gather, place, folder, captions)
    described = ("--url", place.page_url, "--title", TITLE, "--captions", str(captions))
    await _run(place, "images", "gallery", "import", "--site", SITE, "--key", GALLERY, *described, str(folder))


def _gather(place: Surroundings, folder: Path, captions: Path) -> None:
    """A folder with the pictures to upload, and what is written under them."""
    folder.mkdir(parents=True, exist_ok=True)
    chosen = shots()[: place.upload]
    with captions.open("w", newline="", encoding="utf-8") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(["file", "caption", "alt", "credit"])
        writer.writerows([f"{shot.number:03}.jpg", shot.caption, shot.alt, shot.credit] for shot in chosen)
    for shot in chosen:
        file = folder / f"{shot.number:03}.jpg"
        drawn = place.pictures / file.name
        if not file.exists() or file.stat().st_size != drawn.stat().st_size:
            shutil.copyfile(drawn, file)


async def _comments(place: Surroundings) -> None:
    """The page's first comments: a question that the archive answers, and a reader who found his wife in picture 3."""
    async with aiohttp.ClientSession(place.public_url) as session:
        async with session.get("/v1/threads", params={"site": SITE, "url": place.page_url}) as response:
            response.raise_for_status()
            if (await response.json())["thread"]["count"]:
                return
        await _run(place, "comments", "site", "set", SITE, "policy=publish_all")
        try:
            await _until_policy(session, place, "publish_all")
            await _post(session, place, {**QUESTION, "picture": {"gallery": GALLERY, "number": ONE_LIGHT}})
            await _post(session, place, FOUND)
        finally:
            await _run(place, "comments", "site", "set", SITE, "policy=hold_first")


async def _until_policy(session: aiohttp.ClientSession, place: Surroundings, policy: str) -> None:
    """Wait until the service acts on a setting: it remembers a site's for a second. Raises TimeoutError."""
    async with asyncio.timeout(30):
        for asked in itertools.count():
            query = {"site": SITE, "url": place.page_url, "v": f"{asked}-{uuid4()}"}  # past every cache
            async with session.get("/v1/threads", params=query) as response:
                if (await response.json())["thread"]["policy"] == policy:
                    return
            await asyncio.sleep(0.1)


async def _post(session: aiohttp.ClientSession, place: Surroundings, comment: dict[str, Any]) -> None:
    async with session.get("/v1/form", params={"site": SITE}) as response:
        token = (await response.json())["token"]
    body = {"site": SITE, "url": place.page_url, "title": TITLE, "form_token": token, "language": "en", **comment}
    async with session.post("/v1/comments", json=body) as response:
        if response.status >= 300:
            raise RuntimeError(f"{response.status} {await response.text()}")


async def _run(place: Surroundings, service: str, *arguments: str, again: bool = False) -> None:
    """A service's own command. Raises RuntimeError with its last line; `again` lets "exists already" pass."""
    command, environment = place.command(service)
    process = await asyncio.create_subprocess_exec(
        *command,
        *arguments,
        env=environment,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    text = output.decode(errors="replace").strip()
    if process.returncode and not (again and "exist" in text):
        raise RuntimeError(
            f"{service} {' '.join(arguments[:2])}: {text.splitlines()[-1] if text else process.returncode}"
        )
