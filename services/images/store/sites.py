"""Sites, as far as images has to know them.

In: a database or a transaction. Out: settings.
"""

from typing import Any

from services.images.store.rows import SQL, Reader
from shared.codec import decode, encode
from shared.postgres import Transaction


async def keep_site(
    tx: Transaction, key: str, name: str, settings: dict[str, Any], *, active: bool, version: int
) -> None:
    """A site as its latest event tells it; an older version changes nothing."""
    await tx.execute(SQL.keep_site, key, name, encode(settings).decode(), active, version)


async def site_settings(db: Reader, key: str) -> dict[str, Any] | None:
    """An active site's settings; None when there is no such site."""
    row = await db.fetch_row(SQL.find_site, key)
    return decode(row["settings"], dict[str, Any]) if row and row["active"] else None
