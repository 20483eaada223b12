"""What comments remembers of pictures and galleries, as rows."""

from collections.abc import Sequence
from uuid import UUID

from services.comments.store import Reading
from services.comments.store.records import Gallery, Picture, record
from shared import sql
from shared.codec import encode
from shared.events import GalleryChanged, PictureFailed, PictureReady
from shared.postgres import Transaction

SQL = sql.load(__file__)


async def find_pictures(on: Reading, ids: Sequence[str]) -> dict[str, Picture]:
    """The known ones of these pictures, by id."""
    if not ids:
        return {}
    return {row["id"]: record(Picture, row) for row in await on.fetch(SQL.find_pictures, list(ids))}


async def find_galleries(on: Reading, site: str, keys: Sequence[str]) -> dict[str, Gallery]:
    """The known ones of these galleries, by key."""
    if not keys:
        return {}
    return {row["key"]: record(Gallery, row) for row in await on.fetch(SQL.find_galleries, site, list(keys))}


async def find_gallery_of_thread(on: Reading, site: str, thread: UUID) -> tuple[str, int] | None:
    """The gallery on a thread's page and how many pictures it has."""
    row = await on.fetch_row(SQL.find_gallery_of_thread, site, thread)
    return (row["key"], row["count"]) if row else None


async def save_ready(tx: Transaction, event: PictureReady) -> bool:
    """Remember a picture; False when a later version is known."""
    row = (event.picture, event.site, event.owner, "ready", event.gallery, event.number, event.width, event.height)
    words = (event.colour, event.placeholder, event.caption, event.alt, encode(event.renditions).decode())
    return bool(await tx.fetch_value(SQL.save_picture, *row, *words, event.held, "", event.version))


async def save_failed(tx: Transaction, event: PictureFailed) -> bool:
    """Remember that a picture can't be shown; False when it can by now."""
    row = (event.picture, event.site, event.owner, "failed", "", 0, 0, 0, "", "", "", "", "[]", False)
    return bool(await tx.fetch_value(SQL.save_picture, *row, event.reason, 0))


async def save_gallery(tx: Transaction, event: GalleryChanged, thread: UUID | None) -> bool:
    """Remember a gallery; False when a later version is known."""
    row = (event.site, event.gallery, event.title, event.page_url, thread, list(event.pictures), event.version)
    return bool(await tx.fetch_value(SQL.save_gallery, *row))


async def threads_with_attachment(on: Reading, picture: str) -> list[UUID]:
    """The threads that show it as an attachment."""
    return [row["thread"] for row in await on.fetch(SQL.threads_with_attachment, picture)]


async def threads_with_gallery(on: Reading, site: str, gallery: str, number: int = 0) -> list[UUID]:
    """The threads whose comments refer to a gallery, or to one of its pictures."""
    return [row["thread"] for row in await on.fetch(SQL.threads_with_gallery, site, gallery, number)]


async def unresolved_mentions(on: Reading, thread: UUID) -> list[tuple[UUID, str]]:
    """The comments of a thread that refer to no picture yet, with their texts."""
    return [(row["id"], row["text"]) for row in await on.fetch(SQL.unresolved_mentions, thread)]


async def set_picture(tx: Transaction, comment: UUID, gallery: str, number: int) -> None:
    """Say which picture a comment means."""
    await tx.execute(SQL.set_picture, comment, gallery, number)


async def count_pictures(on: Reading, site: str, gallery: str, thread: UUID) -> list[tuple[int, int, int]]:
    """(picture number, published comments, questions among them) of a gallery."""
    rows = await on.fetch(SQL.count_pictures, site, gallery, thread)
    return [(row["number"], row["comments"], row["questions"]) for row in rows]
