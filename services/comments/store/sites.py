"""Sites and their settings, as rows."""

from datetime import datetime

from services.comments.domain import Settings, Site
from services.comments.store import Reading
from shared import sql
from shared.codec import decode, encode
from shared.postgres import Row, Transaction

SQL = sql.load(__file__)


async def find_site(on: Reading, key: str) -> Site | None:
    """The site with this key."""
    row = await on.fetch_row(SQL.find_site, key)
    return _site(row) if row else None


async def list_sites(on: Reading) -> list[Site]:
    """All sites by key."""
    return [_site(row) for row in await on.fetch(SQL.list_sites)]


async def lock_site(tx: Transaction, key: str) -> Site | None:
    """The site, kept from changing until the transaction ends."""
    row = await tx.fetch_row(SQL.lock_site, key)
    return _site(row) if row else None


async def insert_site(tx: Transaction, site: Site, now: datetime) -> bool:
    """Add it; False when the key is taken."""
    settings = encode(site.settings).decode()
    return bool(
        await tx.execute(SQL.insert_site, site.key, site.name, list(site.origins), site.language, settings, now)
    )


async def update_site(tx: Transaction, site: Site) -> int:
    """Replace what it says; its new version. Its threads are shown afresh."""
    settings = encode(site.settings).decode()
    version: int = await tx.fetch_value(
        SQL.update_site, site.key, site.name, list(site.origins), site.language, settings, site.active
    )
    await tx.execute(SQL.touch_threads_of_site, site.key)
    return version


def _site(row: Row) -> Site:
    return Site(
        key=row["key"],
        name=row["name"],
        origins=tuple(row["origins"]),
        language=row["language"],
        settings=decode(row["settings"], Settings),
        active=row["active"],
        version=row["version"],
    )
