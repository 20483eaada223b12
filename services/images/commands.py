"""The admin commands: each builds the house without its door, does one thing and prints what came of it.

In: the parsed command line. Out: an exit code.
"""

import argparse
import json
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import msgspec

from services.images.actions.show_gallery import export_gallery
from services.images.config import Config
from services.images.house import House
from services.images.store import galleries, pictures
from shared.commands import Progress, Voice
from shared.messaging import outbox_command


async def run(config: Config, asked: argparse.Namespace, voice: Voice) -> int:
    """Do what was asked. Raises Refused, Unavailable, ConfigError.

    A rehearsal works on a database that forgets and in a folder that goes.
    """
    if not getattr(asked, "dry_run", False):
        return await _in(await House.build(config), asked, voice)
    with tempfile.TemporaryDirectory(prefix="paddock-rehearsal-") as scratch:
        there = replace(config, store=scratch, staging=Path(scratch) / "staging")
        return await _in(await House.build(there, dry_run=True), asked, voice)


async def _in(house: House, asked: argparse.Namespace, voice: Voice) -> int:
    try:
        return await _COMMANDS[asked.command](house, asked, voice)
    finally:
        await house.close()


async def _import(house: House, asked: argparse.Namespace, voice: Voice) -> int:
    report = await house.bring.from_source(
        asked.source,
        captions=asked.captions,
        site=asked.site,
        key=asked.key,
        title=asked.title,
        url=asked.url,
        limit=house.config.gallery_bytes,
        progress=Progress("pictures").show,
    )
    words = f"{report.added} added, {report.known} there already, {report.described} described anew."
    voice.say(words, added=report.added, known=report.known, described=report.described, refused=len(report.refused))
    for name, reason in report.refused:
        voice.say(f"{name}: {reason}", file=name, refused=reason)
    return 1 if report.refused else voice.end()


async def _export(house: House, asked: argparse.Namespace, voice: Voice) -> int:
    document = msgspec.to_builtins(await export_gallery(house.database, asked.site, asked.key))
    voice.say(json.dumps(document, indent=1, ensure_ascii=False), **document)
    return 0


async def _list(house: House, asked: argparse.Namespace, voice: Voice) -> int:
    for one in await galleries.list_galleries(house.database, [asked.site]):
        words = f"{one.key}\t{one.count} pictures, {one.ready} ready\t{one.title}"
        voice.say(words, key=one.key, count=one.count, ready=one.ready, title=one.title)
    return 0


async def _rerender(house: House, asked: argparse.Namespace, voice: Voice) -> int:
    queued = await house.rerender.of(asked.site, asked.key, asked.recipe, since=asked.since)
    voice.say(f"{queued} pictures will be rendered; what is there already stays.", queued=queued)
    return voice.end()


async def _check(house: House, asked: argparse.Namespace, voice: Voice) -> int:
    findings = await house.check.run(repair=asked.repair)
    voice.say(f"{findings.pictures} pictures compared.", pictures=findings.pictures, clean=findings.clean)
    for words, names in (
        ("original missing", findings.originals),
        ("rendition missing or damaged", findings.renditions),
        ("file that no picture knows", findings.strangers),
    ):
        for name in names:
            voice.say(f"{words}: {name}", finding=words, name=name)
    return 0 if findings.clean else 1


async def _expire(house: House, _asked: argparse.Namespace, voice: Voice) -> int:
    removed = await house.expire.now()
    voice.say(f"{removed} unused uploads removed.", removed=removed)
    return voice.end()


async def _prune(house: House, _asked: argparse.Namespace, voice: Voice) -> int:
    found = await house.prune.queue()
    files, size = sum(one.files for one in found), sum(one.bytes for one in found)
    words = f"{files} superseded files ({size / 1e6:.1f} MB) of {len(found)} pictures will be taken away."
    voice.say(words, pictures=len(found), files=files, bytes=size)
    return voice.end()


async def _outbox(house: House, _asked: argparse.Namespace, voice: Voice) -> int:
    await outbox_command.run(house.database, voice, service="images")
    return 0


async def _attachments(house: House, asked: argparse.Namespace, voice: Voice) -> int:
    """What is kept of a person's pictures; comments' export names them."""
    for name in filter(None, asked.pictures.split(",")):
        found = await pictures.find_picture(house.database, name)
        if found is None:
            voice.say(f"{name}: unknown", id=name, state="unknown")
            continue
        known = {"id": name, "state": found.state, "width": found.width, "height": found.height, "bytes": found.size}
        known |= {"file_name": found.file_name, "media_type": found.media_type}
        voice.say(json.dumps(known, ensure_ascii=False), **known)
    return 0


_COMMANDS: dict[str, Callable[[House, argparse.Namespace, Voice], Awaitable[int]]] = {
    "import": _import,
    "export": _export,
    "list": _list,
    "rerender": _rerender,
    "check": _check,
    "expire": _expire,
    "prune": _prune,
    "attachments": _attachments,
    "outbox": _outbox,
}
