"""Galleries: order, words, versions.

In: a database or a transaction. Out: galleries with their pictures in order.
"""

from dataclasses import dataclass
from datetime import datetime

from services.images.domain import Picture, Rendition, State, Words
from services.images.store.rows import SQL, Reader, picture_of, rendition_of
from shared.events import GalleryChanged
from shared.postgres import Row, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Gallery:
    """A gallery's own words."""

    site: str
    key: str
    title: str
    page_url: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A gallery as lists show it."""

    site: str
    key: str
    title: str
    page_url: str
    version: int
    changed_at: datetime
    count: int
    ready: int
    failed: int


def _gallery(row: Row) -> Gallery:
    return Gallery(**dict(row))


async def find_gallery(db: Reader, site: str, key: str) -> Gallery | None:
    """The gallery, if there is one."""
    row = await db.fetch_row(SQL.find_gallery, site, key)
    return _gallery(row) if row else None


async def lock_gallery(tx: Transaction, site: str, key: str) -> Gallery | None:
    """The gallery, nobody else changing its order until the transaction ends."""
    row = await tx.fetch_row(SQL.lock_gallery, site, key)
    return _gallery(row) if row else None


async def add_gallery(tx: Transaction, site: str, key: str, title: str, page_url: str) -> bool:
    """Make it; False when it is there already."""
    return await tx.execute(SQL.add_gallery, site, key, title, page_url) == 1


async def name_gallery(tx: Transaction, site: str, key: str, title: str, page_url: str) -> None:
    """Its title and its page."""
    await tx.execute(SQL.name_gallery, site, key, title, page_url)


async def bump_gallery(tx: Transaction, site: str, key: str) -> int:
    """The next version: its ETag changes."""
    return int(await tx.fetch_value(SQL.bump_gallery, site, key))


async def list_galleries(db: Reader, sites: list[str]) -> list[Summary]:
    """The sites' galleries, the last changed first."""
    return [Summary(**dict(row)) for row in await db.fetch(SQL.list_galleries, sites)]


async def last_position(db: Reader, site: str, key: str) -> int:
    """The place of the last picture ever added; 0 when there is none."""
    return int(await db.fetch_value(SQL.last_position, site, key))


async def pictures(db: Reader, site: str, key: str) -> list[Picture]:
    """The pictures in order, failed ones too."""
    return [picture_of(row) for row in await db.fetch(SQL.gallery_pictures, site, key)]


async def renditions(db: Reader, site: str, key: str) -> dict[str, list[Rendition]]:
    """The files of each picture's current recipe."""
    found: dict[str, list[Rendition]] = {}
    for row in await db.fetch(SQL.gallery_renditions, site, key):
        found.setdefault(row["picture"], []).append(rendition_of(row))
    return found


async def place_pictures(tx: Transaction, order: list[str]) -> None:
    """Give the pictures the places 1, 2, 3 and so on."""
    await tx.execute_many(SQL.place_picture, [(picture, place) for place, picture in enumerate(order, 1)])


async def describe_picture(tx: Transaction, picture: str, words: Words, now: datetime) -> bool:
    """Change its words; False when nothing changed."""
    return await tx.execute(SQL.describe_picture, picture, words.caption, words.alt, words.credit, now) == 1


async def focus_picture(tx: Transaction, picture: str, x: float, y: float, now: datetime) -> None:
    """An editor's point of interest; the machine won't change it."""
    await tx.execute(SQL.focus_picture, picture, x, y, now)


async def changed(tx: Transaction, site: str, key: str) -> GalleryChanged:
    """The gallery's next version as an event, to be emitted in the same transaction."""
    gallery = await lock_gallery(tx, site, key)
    if gallery is None:
        raise LookupError(f"no gallery {key}")
    version = await bump_gallery(tx, site, key)
    shown = [picture for picture in await pictures(tx, site, key) if picture.state is not State.FAILED]
    return GalleryChanged(
        gallery=key,
        site=site,
        title=gallery.title,
        page_url=gallery.page_url,
        pictures=tuple(picture.id for picture in shown),
        captions=tuple(picture.caption for picture in shown),
        version=version,
    )


async def progress(db: Reader, site: str, key: str) -> dict[str, int]:
    """How many pictures are in which state."""
    return {row["state"]: row["count"] for row in await db.fetch(SQL.galleries_progress, site, key)}


async def picture_by_number(db: Reader, site: str, key: str, number: int) -> str | None:
    """The id of picture `number`, from 1."""
    found: str | None = await db.fetch_value(SQL.picture_by_number, site, key, number - 1)
    return found


async def ready_pictures(db: Reader, site: str, key: str, since: datetime | None = None) -> list[str]:
    """The ids of all that could be rendered anew; empty words mean every site, every gallery."""
    return [row["id"] for row in await db.fetch(SQL.pictures_of_gallery, site, key, since)]
