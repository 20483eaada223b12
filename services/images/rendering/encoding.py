"""Steps: make the files, each from the one decoded image, and strip everything that isn't pixels.

In: the plate's image. Out: one `file` product a rendition, its bytes following.

Nothing of the original's metadata is kept. For editors the author and the rights are put back, and only they.
"""

import pyvips

from services.images.rendering import opening, recipe
from services.images.rendering.order import Product
from services.images.rendering.plate import Image, Plate
from services.images.rendering.recipe import Format, Make

_WHITE = [255, 255, 255]
_ANIMATED = (800, 320)
_QUALITIES = (75, 60, 45, 30)
_QUANTISATION = 5
"""Klein, Silverstein and Carney's: at 1600 and 2560 pixels more likeness for the same bytes than the others scored."""


def encode_first(plate: Plate) -> None:
    """The small JPEG that stands in until the full set is there."""
    make = recipe.first_look(number=plate.order.recipe, width=plate.known.width, height=plate.known.height)
    _deliver(plate, make, plate.image)


def encode_set(plate: Plate) -> None:
    """Every file of the recipe that isn't there yet, and the one for mails."""
    facts, order = plate.known, plate.order
    moving = facts.frames > 1
    files = recipe.makes(
        number=order.recipe, owner=order.owner, webp=order.webp, width=facts.width, height=facts.height
    )
    smaller: dict[int, Image] = {}
    for make in files:
        if make.name in order.skip or (moving and make.format is not Format.JPEG):
            continue
        if make.nominal not in smaller:
            smaller = {make.nominal: resize(plate.image, make.width, make.height)}
        _deliver(plate, make, smaller[make.nominal])
    if moving:
        _animate(plate)
    if "mail.jpg" not in order.skip:
        encode_mail(plate, "mail.jpg", plate.image)


def encode_mail(plate: Plate, name: str, image: Image) -> None:
    """A JPEG of at most 60 kB, 600 pixels wide or less."""
    _, width, height = recipe.sizes((recipe.MAIL_WIDTH,), plate.known.width, plate.known.height)[0]
    height = min(height, 3 * recipe.MAIL_WIDTH)
    width = max(1, min(width, round(height * plate.known.width / plate.known.height)))
    content = b""
    while True:
        small = resize(image, width, height)
        for quality in _QUALITIES:
            content = save(small, Format.JPEG, quality)
            if len(content) <= recipe.MAIL_BYTES:
                break
        if len(content) <= recipe.MAIL_BYTES:
            break
        width, height = max(1, width * 2 // 3), max(1, height * 2 // 3)
    plate.deliver(Product(kind="file", name=name, media_type="image/jpeg", width=width, height=height), content)


def resize(image: Image, width: int, height: int) -> Image:
    """Exactly this size, in memory so that every format can read it."""
    if (image.width, image.height) == (width, height):
        return image
    return opening.fit(image, width, height).copy_memory()


def save(
    image: Image, format: Format, quality: int, *, effort: int = 0, gradual: bool = True, keep: str = "none"
) -> bytes:
    """The file's bytes. JPEG has no transparency: it lies on white."""
    if format is Format.AVIF:
        content = image.heifsave_buffer(compression="av1", Q=quality, effort=effort, bitdepth=8, keep=keep)
    elif format is Format.WEBP:
        content = image.webpsave_buffer(Q=quality, effort=effort, keep=keep)
    else:
        flat = image.flatten(background=_WHITE) if image.hasalpha() else image
        content = flat.jpegsave_buffer(
            Q=quality, interlace=gradual, optimize_coding=gradual, quant_table=_QUANTISATION, keep=keep
        )
    return bytes(content)


def _animate(plate: Plate) -> None:
    facts, order = plate.known, plate.order
    quality = recipe.RECIPES[order.recipe].film_quality
    for nominal, width, height in recipe.sizes(_ANIMATED, facts.width, facts.height):
        if f"{nominal}.webp" in order.skip:
            continue
        film = opening.decode(plate.descriptor, facts, width, height, pages=-1)
        content = bytes(film.webpsave_buffer(Q=quality, effort=2, keep="none"))
        plate.deliver(
            Product(
                kind="file",
                name=f"{nominal}.webp",
                media_type="image/webp",
                width=width,
                height=height,
                animated=True,
            ),
            content,
        )


def _deliver(plate: Plate, make: Make, image: Image) -> None:
    credited, keep = _credited(plate, image)
    content = save(credited, make.format, make.quality, effort=make.effort, gradual=make.gradual, keep=keep)
    product = Product(
        kind="file", name=make.name, media_type=make.format.media_type, width=make.width, height=make.height
    )
    plate.deliver(product, content)


def _credited(plate: Plate, image: Image) -> tuple[Image, str]:
    facts = plate.known
    if not plate.order.keep_credit or not (facts.artist or facts.copyright):
        return image, "none"
    image = image.copy()
    for field in image.get_fields():
        if field.startswith("exif-") or field in {"xmp-data", "iptc-data", "icc-profile-data", "orientation"}:
            image.remove(field)
    if facts.artist:
        image.set_type(pyvips.GValue.gstr_type, "exif-ifd0-Artist", facts.artist)
    if facts.copyright:
        image.set_type(pyvips.GValue.gstr_type, "exif-ifd0-Copyright", facts.copyright)
    return image, "exif"
