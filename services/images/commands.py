"""The admin commands: each builds the house without its door, does one thing and prints what came of it.

In: the parsed command line. Out: an exit code.
"""

import argparse

from services.images.actions.import_gallery import ImportGallery
from services.images.app import House
from services.images.config import Config


async def run(config: Config, asked: argparse.Namespace) -> int:
    """Do what was asked. Raises Refused, Unavailable, ConfigError."""
    house = await House.build(config)
    try:
        return await _import_gallery(house, asked)
    finally:
        await house.close()


async def _import_gallery(house: House, asked: argparse.Namespace) -> int:
    bring = ImportGallery(database=house.database, receive=house.receive, staging=house.staging, clock=house.clock)
    report = await bring.from_source(
        asked.source,
        captions=asked.captions,
        site=asked.site,
        key=asked.key,
        title=asked.title,
        url=asked.url,
        limit=house.config.gallery_bytes,
    )
    print(f"{report.added} added, {report.known} there already, {report.described} described anew.")  # noqa: T201
    for name, reason in report.refused:
        print(f"{name}: {reason}")  # noqa: T201
    return 1 if report.refused else 0
