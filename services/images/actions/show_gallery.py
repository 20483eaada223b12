"""Show a gallery as the widget and the export read it: pictures in order, with words and renditions.

In: a gallery's key. Out: values by name, ready for JSON.
"""

import msgspec
from msgspec import UNSET, Struct, UnsetType

from services.images.actions.tell_ready import placeholder_of
from services.images.domain import Picture, Rendition, State, public_path
from services.images.rendering.naming import square_name
from services.images.store import galleries
from services.images.store.galleries import Gallery
from services.images.store.rows import Reader
from shared.errors import NotFound


class GalleryHead(Struct, frozen=True, kw_only=True):
    """The gallery's own words; `count` is how many pictures it shows."""

    key: str
    site: str
    title: str
    url: str
    count: int
    version: int


class FocalPoint(Struct, frozen=True, kw_only=True):
    """The point of interest, as fractions of the upright picture."""

    x: float
    y: float


class GalleryRendition(Struct, frozen=True, kw_only=True):
    """One file for a srcset; the path is below the public base URL."""

    path: str
    media_type: str
    width: int
    height: int


class GalleryPicture(Struct, frozen=True, kw_only=True):
    """One picture. An export also has the original's name, size in bytes and type."""

    id: str
    number: int
    original_number: int | None
    state: State
    caption: str
    alt: str
    credit: str
    width: int
    height: int
    colour: str
    placeholder: str
    focal: FocalPoint
    square: str | None
    renditions: list[GalleryRendition]
    file: str | UnsetType = UNSET
    bytes: int | UnsetType = UNSET
    media_type: str | UnsetType = UNSET


class GalleryPage(Struct, frozen=True, kw_only=True):
    """A gallery whole, its pictures in order."""

    gallery: GalleryHead
    pictures: list[GalleryPicture]


async def show_gallery(db: Reader, gallery: Gallery) -> GalleryPage:
    """What everybody may read; failed pictures are left out."""
    files = await galleries.renditions(db, gallery.site, gallery.key)
    shown = await _shown(db, gallery)
    return GalleryPage(
        gallery=GalleryHead(
            key=gallery.key,
            site=gallery.site,
            title=gallery.title,
            url=gallery.page_url,
            count=len(shown),
            version=gallery.version,
        ),
        pictures=[_picture(picture, number, files.get(picture.id, [])) for number, picture in enumerate(shown, 1)],
    )


async def export_gallery(db: Reader, site: str, key: str) -> GalleryPage:
    """The same with the names and sizes of the originals. Raises NotFound."""
    gallery = await galleries.find_gallery(db, site, key)
    if gallery is None:
        raise NotFound("there is no such gallery", code="no_such_gallery")
    page = await show_gallery(db, gallery)
    originals = {picture.id: picture for picture in await _shown(db, gallery)}
    told = [_with_original(picture, originals[picture.id]) for picture in page.pictures if picture.id in originals]
    return msgspec.structs.replace(page, pictures=told)


async def _shown(db: Reader, gallery: Gallery) -> list[Picture]:
    there = await galleries.pictures(db, gallery.site, gallery.key)
    return [picture for picture in there if picture.state is not State.FAILED]


def _picture(picture: Picture, number: int, files: list[Rendition]) -> GalleryPicture:
    square = next((item for item in files if item.name == square_name((picture.focal_x, picture.focal_y))), None)
    return GalleryPicture(
        id=picture.id,
        number=number,
        original_number=picture.original_number,
        state=picture.state,
        caption=picture.caption,
        alt=picture.alt,
        credit=picture.credit,
        width=picture.width,
        height=picture.height,
        colour=picture.colour,
        placeholder=placeholder_of(picture),
        focal=FocalPoint(x=picture.focal_x, y=picture.focal_y),
        square=public_path(picture.id, square.file) if square else None,
        renditions=[
            GalleryRendition(
                path=public_path(picture.id, item.file),
                media_type=item.media_type,
                width=item.width,
                height=item.height,
            )
            for item in files
            if item.for_pages
        ],
    )


def _with_original(shown: GalleryPicture, original: Picture) -> GalleryPicture:
    return msgspec.structs.replace(shown, file=original.file_name, bytes=original.size, media_type=original.media_type)
