"""Uploads that arrive in parts, and the arrivals that limit how many one network may send.

In: a database or a transaction. Out: uploads on their way.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from services.images.store.rows import SQL, Reader
from shared.postgres import Database, Row, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class PartUpload:
    """One file on its way. `picture` is set when it has become one, `reason` when it was refused."""

    id: str
    site: str
    gallery: str
    file_name: str
    size: int
    arrived: int
    caption: str
    alt: str
    credit: str
    uploader: str
    picture: str | None
    code: str
    reason: str


def _upload(row: Row) -> PartUpload:
    return PartUpload(**dict(row))


def at(upload: PartUpload, arrived: int) -> PartUpload:
    """The upload with what lies on disk."""
    return replace(upload, arrived=arrived)


async def begin_upload(
    tx: Transaction,
    *,
    id: str,
    site: str,
    gallery: str,
    file_name: str,
    size: int,
    words: tuple[str, str, str],
    uploader: str,
    now: datetime,
) -> None:
    """Remember what will come. Raises ForeignKeyViolation without such a gallery."""
    await tx.execute(SQL.begin_upload, id, site, gallery, file_name[:200], size, *words, uploader, now)


async def find_upload(db: Reader, id: str) -> PartUpload | None:
    """The upload, finished ones too."""
    row = await db.fetch_row(SQL.find_upload, id)
    return _upload(row) if row else None


async def list_uploads(db: Reader, site: str, gallery: str) -> list[PartUpload]:
    """The gallery's uploads, the oldest first."""
    return [_upload(row) for row in await db.fetch(SQL.list_uploads, site, gallery)]


async def advance_upload(db: Database, id: str, arrived: int, now: datetime) -> None:
    """So many bytes are on disk."""
    await db.execute(SQL.advance_upload, id, arrived, now)


async def end_upload(
    db: Database, id: str, *, picture: str | None, code: str = "", reason: str = "", now: datetime
) -> None:
    """It has become a picture, or was refused."""
    await db.execute(SQL.end_upload, id, picture, code, reason, now)


async def old_uploads(db: Reader, before: datetime) -> list[str]:
    """Uploads that nothing has been heard of since."""
    return [row["id"] for row in await db.fetch(SQL.old_uploads, before)]


async def forget_upload(db: Database, id: str) -> None:
    """Take its row away."""
    await db.execute(SQL.forget_upload, id)


async def arrive(
    tx: Transaction, network: bytes, site: str, *, since: datetime, now: datetime, most: int
) -> datetime | None:
    """Count one more arrival of the network; the oldest counted one when there are `most` already, else None."""
    await tx.execute(SQL.lock_network, network)
    row = await tx.fetch_row(SQL.count_arrivals, network, site, since)
    if row and row[0] >= most:
        oldest: datetime = row[1]
        return oldest
    await tx.execute(SQL.add_arrival, network, site, now)
    return None


async def forget_arrivals(db: Database, before: datetime) -> None:
    """They limit nobody any more."""
    await db.execute(SQL.forget_arrivals, before)
