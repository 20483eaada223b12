"""A site that takes imports, and the way a file goes in and an export comes out."""

import io
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from services.comments.actions.change_site import add_site
from services.comments.actions.export_comments import export_comments
from services.comments.actions.import_comments import ImportComments, Outcome, Wish
from services.comments.domain import Site
from services.comments.importing.opening import Source
from services.comments.importing.pipeline import Addresses
from services.comments.importing.spool import Remark
from services.comments.keys import Keys
from shared import sealing
from shared.events import Actor
from shared.postgres import Database
from tests.support.clock import FakeClock

FILES = Path(__file__).parent / "files"
PRIVATE_KEY, PUBLIC_KEY = sealing.new_keys()
ORIGIN = "https://magazine.example"
ARTICLE = f"{ORIGIN}/2012/05/behind-the-scenes"

Bring = Callable[..., Awaitable[tuple[Outcome, list[Remark]]]]
Export = Callable[..., Awaitable[bytes]]


@pytest.fixture(scope="session")
def keys() -> Keys:
    return Keys(secret="a secret of some length", address_key="a key of some length", notify_public_key=PUBLIC_KEY)


async def make_site(db: Database, clock: FakeClock, key: str = "magazine") -> Site:
    return await add_site(
        db,
        clock,
        key=key,
        name="The magazine",
        origins=(ORIGIN,),
        settings={},
        actor=Actor(kind="system", name="operator", via="api"),
    )


@pytest.fixture
async def home(comments_db: Database, clock: FakeClock) -> Site:
    clock.advance(days=5000)
    return await make_site(comments_db, clock)


@pytest.fixture
def bring(comments_db: Database, clock: FakeClock, keys: Keys, home: Site) -> Bring:
    """Brings bytes of a format into the site; the counts and the report."""

    async def run(
        format: str, content: bytes, *, site: Site = home, dry_run: bool = False, progress: Any = None, **wish: Any
    ) -> tuple[Outcome, list[Remark]]:
        wanted = Wish(
            format=format,
            source=wish.get("source", format),
            addresses=wish.get("addresses", Addresses(origin=ORIGIN)),
            dry_run=dry_run,
        )
        told: list[Remark] = []
        bringing = ImportComments(
            comments_db, clock, keys, site=site, wish=wanted, progress=progress or (lambda _: None)
        )
        return await bringing.run(Source(io.BytesIO(content), size=len(content)), told.append), told

    return run


@pytest.fixture
def export(comments_db: Database, clock: FakeClock, home: Site) -> Export:
    async def run(site: Site = home) -> bytes:
        return b"".join([piece async for piece in export_comments(comments_db, clock, site=site)])

    return run


def content(name: str) -> bytes:
    return (FILES / name).read_bytes()


def isso_database(folder: Path, script: str | None = None) -> bytes:
    path = folder / "isso.db"
    with sqlite3.connect(path) as database:
        database.executescript(script or (FILES / "isso.sql").read_text())
    database.close()
    return path.read_bytes()
