"""Say that a picture has (new) renditions: `picture.ready` as it stands in this transaction.

In: a transaction in which the picture changed. Out: the event in its outbox; its gallery gets a new version.
"""

import base64
from datetime import datetime

from services.images.domain import Picture, Rendition, State, as_fact, public_path
from services.images.links import HeldLinks
from services.images.store import galleries, pictures
from shared.events import PictureReady
from shared.postgres import Transaction


async def tell_ready(tx: Transaction, id: str, links: HeldLinks, now: datetime) -> None:
    """Emit it; nothing for a picture that has no rendition yet."""
    picture = await pictures.find_picture(tx, id)
    if picture is None or picture.state not in {State.FIRST, State.READY}:
        return
    files = [item for item in await pictures.renditions(tx, id) if item.recipe == picture.recipe]
    number = await pictures.number_of(tx, picture) if picture.gallery else 0
    if picture.gallery:
        await galleries.bump_gallery(tx, picture.site, picture.gallery)
    mail = next((item for item in files if item.name == "mail.jpg"), None)
    await tx.emit(
        PictureReady(
            picture=id,
            site=picture.site,
            owner=picture.owner,
            width=picture.width,
            height=picture.height,
            colour=picture.colour,
            placeholder=placeholder_of(picture),
            renditions=tuple(as_fact(item, path_of(picture, item, links, now)) for item in files if item.for_pages),
            mail=path_of(picture, mail, links, now) if mail else "",
            gallery=picture.gallery or "",
            number=number,
            caption=picture.caption,
            alt=picture.alt,
            credit=picture.credit,
            held=picture.held,
            stage="full" if picture.state is State.READY else "first",
            version=picture.version,
        )
    )


def placeholder_of(picture: Picture) -> str:
    """The tiny picture as a data URI of some 180 characters, or nothing."""
    if not picture.placeholder:
        return ""
    return f"data:image/webp;base64,{base64.b64encode(picture.placeholder).decode()}"


def path_of(picture: Picture, rendition: Rendition, links: HeldLinks, now: datetime) -> str:
    """Where the file is read: a signed path while the picture is held."""
    if picture.held:
        return links.path(picture.id, rendition.file, now)
    return public_path(picture.id, rendition.file)
