"""Pictures and their files.

In: a database or a transaction, and domain values. Out: domain values.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.images.domain import Picture, Rendition, State, Words
from services.images.store.rows import SQL, Reader, picture_of, rendition_of
from shared.postgres import Transaction


async def find_picture(db: Reader, picture: str) -> Picture | None:
    """The picture, removed ones too."""
    row = await db.fetch_row(SQL.find_picture, picture)
    return picture_of(row) if row else None


async def lock_picture(tx: Transaction, picture: str) -> Picture | None:
    """The picture, its row locked until the transaction ends."""
    row = await tx.fetch_row(SQL.lock_picture, picture)
    return picture_of(row) if row else None


async def add_picture(
    tx: Transaction,
    *,
    id: str,
    site: str,
    owner: str,
    held: bool,
    gallery: str | None,
    position: int | None,
    upload_key: bytes | None,
    uploader: str,
    file_name: str,
    sha256: bytes,
    size: int,
    media_type: str,
    width: int,
    height: int,
    words: Words,
    recipe: int,
    now: datetime,
) -> None:
    """Raises UniqueViolation when the gallery has this content already."""
    texts = (words.caption or "", words.alt or "", words.credit or "")
    await tx.execute(
        SQL.add_picture, id, site, owner, held, gallery, position, upload_key, uploader, file_name[:200],
        sha256, size, media_type, width, height, *texts, recipe, now,
    )  # fmt: skip


async def find_same(db: Reader, site: str, gallery: str, sha256: bytes) -> str | None:
    """The id of the gallery's picture with this content."""
    found: str | None = await db.fetch_value(SQL.find_same, site, gallery, sha256)
    return found


async def find_failed(db: Reader, site: str, gallery: str, sha256: bytes) -> list[str]:
    """The ids of the gallery's failed pictures with this content."""
    return [row["id"] for row in await db.fetch(SQL.find_failed, site, gallery, sha256)]


async def number_of(db: Reader, picture: Picture) -> int:
    """Its number in its gallery, from 1; 0 for what has none."""
    return await db.fetch_value(SQL.number_of, picture.site, picture.gallery, picture.id) or 0


async def renditions(db: Reader, picture: str) -> list[Rendition]:
    """All its files, of every recipe."""
    return [rendition_of(row) for row in await db.fetch(SQL.renditions, picture)]


async def add_renditions(tx: Transaction, picture: str, files: Iterable[Rendition]) -> None:
    """Keep the rows; one that is there already is replaced."""
    rows = [(picture, f.recipe, f.name, f.media_type, f.width, f.height, f.bytes, f.etag, f.animated) for f in files]
    await tx.execute_many(SQL.add_rendition, rows)


async def drop_renditions(tx: Transaction, picture: str) -> None:
    """Forget all its files."""
    await tx.execute(SQL.drop_renditions, picture)


async def look_picture(
    tx: Transaction, picture: str, *, colour: str, placeholder: bytes, focal: tuple[float, float], now: datetime
) -> None:
    """It has its first look."""
    await tx.execute(SQL.look_picture, picture, colour, placeholder, *focal, now)


async def ready_picture(tx: Transaction, picture: str, recipe: int, now: datetime) -> None:
    """It has its full set."""
    await tx.execute(SQL.ready_picture, picture, recipe, now)


async def fail_picture(tx: Transaction, picture: str, code: str, reason: str, now: datetime) -> bool:
    """It can't be used; False when it had come to another end."""
    return await tx.execute(SQL.fail_picture, picture, code, reason[:500], now) == 1


async def claim_picture(tx: Transaction, picture: str, site: str, comment: UUID, now: datetime) -> bool:
    """Bind a reader's picture to its comment; False when it is another's, or gone."""
    return await tx.execute(SQL.claim_picture, picture, site, comment, now) == 1


async def pictures_of_comment(db: Reader, comment: UUID) -> list[str]:
    """The ids of a comment's pictures."""
    return [row["id"] for row in await db.fetch(SQL.pictures_of_comment, comment)]


async def show_picture(tx: Transaction, picture: str, now: datetime) -> None:
    """Its files are public now."""
    await tx.execute(SQL.show_picture, picture, now)


async def remove_picture(tx: Transaction, picture: str, now: datetime) -> bool:
    """It is gone for readers; its files follow. False when it was gone already."""
    return await tx.execute(SQL.remove_picture, picture, now) == 1


async def unused_pictures(db: Reader, before: datetime, most: int) -> list[str]:
    """Readers' uploads that no comment took."""
    return [row["id"] for row in await db.fetch(SQL.unused_pictures, before, most)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """As much of a picture as the checker needs."""

    id: str
    state: State
    held: bool
    recipe: int


async def stored_pictures(db: Reader, after: str, most: int) -> list[Stored]:
    """The next page of all pictures, by id."""
    rows = await db.fetch(SQL.stored_pictures, after, most)
    return [Stored(id=row["id"], state=State(row["state"]), held=row["held"], recipe=row["recipe"]) for row in rows]


async def renditions_of(db: Reader, ids: list[str]) -> dict[str, list[Rendition]]:
    """All files of these pictures."""
    found: dict[str, list[Rendition]] = {}
    for row in await db.fetch(SQL.renditions_of, ids):
        found.setdefault(row["picture"], []).append(rendition_of(row))
    return found


async def forget_renditions(tx: Transaction, picture: str, files: Iterable[Rendition]) -> None:
    """Their files are missing."""
    await tx.execute_many(SQL.forget_rendition, [(picture, item.recipe, item.name) for item in files])
