"""The admin commands: each builds the house without its door, does one thing and prints what came of it.

In: the parsed command line. Out: an exit code.
"""

import argparse
import json
import sys
from collections.abc import Awaitable, Callable

import msgspec

from services.images.actions.show_gallery import export_gallery
from services.images.config import Config
from services.images.house import House
from services.images.store import galleries, pictures


async def run(config: Config, asked: argparse.Namespace) -> int:
    """Do what was asked. Raises Refused, Unavailable, ConfigError."""
    house = await House.build(config)
    try:
        return await _COMMANDS[asked.command](house, asked)
    finally:
        await house.close()


async def _import(house: House, asked: argparse.Namespace) -> int:
    report = await house.bring.from_source(
        asked.source,
        captions=asked.captions,
        site=asked.site,
        key=asked.key,
        title=asked.title,
        url=asked.url,
        limit=house.config.gallery_bytes,
    )
    _say(f"{report.added} added, {report.known} there already, {report.described} described anew.")
    for name, reason in report.refused:
        _say(f"{name}: {reason}")
    return 1 if report.refused else 0


async def _export(house: House, asked: argparse.Namespace) -> int:
    document = await export_gallery(house.database, asked.site, asked.key)
    _say(json.dumps(msgspec.to_builtins(document), indent=1, ensure_ascii=False))
    return 0


async def _list(house: House, asked: argparse.Namespace) -> int:
    for summary in await galleries.list_galleries(house.database, [asked.site]):
        _say(f"{summary.key}\t{summary.count} pictures, {summary.ready} ready\t{summary.title}")
    return 0


async def _rerender(house: House, asked: argparse.Namespace) -> int:
    queued = await house.rerender.of(asked.site, asked.key, asked.recipe)
    _say(f"{queued} pictures will be rendered; what is there already stays.")
    return 0


async def _check(house: House, asked: argparse.Namespace) -> int:
    findings = await house.check.run(repair=asked.repair)
    _say(f"{findings.pictures} pictures compared.")
    for words, names in (
        ("original missing", findings.originals),
        ("rendition missing or damaged", findings.renditions),
        ("file that no picture knows", findings.strangers),
    ):
        for name in names:
            _say(f"{words}: {name}")
    return 0 if findings.clean else 1


async def _expire(house: House, _asked: argparse.Namespace) -> int:
    _say(f"{await house.expire.now()} unused uploads removed.")
    return 0


async def _attachments(house: House, asked: argparse.Namespace) -> int:
    """What is kept of a person's pictures; comments' export names them."""
    for name in filter(None, asked.pictures.split(",")):
        found = await pictures.find_picture(house.database, name)
        if found is None:
            _say(json.dumps({"id": name, "state": "unknown"}))
            continue
        known = {"id": name, "state": found.state, "width": found.width, "height": found.height, "bytes": found.size}
        _say(json.dumps(known | {"file_name": found.file_name, "media_type": found.media_type}, ensure_ascii=False))
    return 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


_COMMANDS: dict[str, Callable[[House, argparse.Namespace], Awaitable[int]]] = {
    "import": _import,
    "export": _export,
    "list": _list,
    "rerender": _rerender,
    "check": _check,
    "expire": _expire,
    "attachments": _attachments,
}
