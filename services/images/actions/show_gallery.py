"""Show a gallery as the widget and the export read it: pictures in order, with words and renditions.

In: a gallery's key. Out: plain values, ready for JSON.
"""

from typing import Any

from services.images.actions.tell_ready import placeholder_of
from services.images.domain import Picture, Rendition, State, public_path
from services.images.rendering.naming import square_name
from services.images.store import galleries
from services.images.store.galleries import Gallery
from services.images.store.rows import Reader
from shared.errors import NotFound


async def show_gallery(db: Reader, gallery: Gallery) -> dict[str, Any]:
    """What everybody may read; failed pictures are left out."""
    files = await galleries.renditions(db, gallery.site, gallery.key)
    shown = await _shown(db, gallery)
    return {
        "gallery": {
            "key": gallery.key,
            "site": gallery.site,
            "title": gallery.title,
            "url": gallery.page_url,
            "count": len(shown),
            "version": gallery.version,
        },
        "pictures": [_json(picture, number, files.get(picture.id, [])) for number, picture in enumerate(shown, 1)],
    }


async def export_gallery(db: Reader, site: str, key: str) -> dict[str, Any]:
    """The same with the names and sizes of the originals. Raises NotFound."""
    gallery = await galleries.find_gallery(db, site, key)
    if gallery is None:
        raise NotFound("there is no such gallery", code="no_such_gallery")
    document = await show_gallery(db, gallery)
    originals = {picture.id: picture for picture in await _shown(db, gallery)}
    for picture in document["pictures"]:
        original = originals[picture["id"]]
        picture |= {"file": original.file_name, "bytes": original.size, "media_type": original.media_type}
    return document


async def _shown(db: Reader, gallery: Gallery) -> list[Picture]:
    there = await galleries.pictures(db, gallery.site, gallery.key)
    return [picture for picture in there if picture.state is not State.FAILED]


def _json(picture: Picture, number: int, files: list[Rendition]) -> dict[str, Any]:
    square = next((item for item in files if item.name == square_name((picture.focal_x, picture.focal_y))), None)
    return {
        "id": picture.id,
        "number": number,
        "original_number": picture.original_number,
        "state": picture.state,
        "caption": picture.caption,
        "alt": picture.alt,
        "credit": picture.credit,
        "width": picture.width,
        "height": picture.height,
        "colour": picture.colour,
        "placeholder": placeholder_of(picture),
        "focal": {"x": picture.focal_x, "y": picture.focal_y},
        "square": public_path(picture.id, square.file) if square else None,
        "renditions": [
            {
                "path": public_path(picture.id, item.file),
                "media_type": item.media_type,
                "width": item.width,
                "height": item.height,
            }
            for item in files
            if item.for_pages
        ],
    }
