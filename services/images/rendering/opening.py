"""Step: decode once, upright, at the largest size that is wanted, in sRGB.

In: an original the probe admitted. Out: the plate's image: 8 bits, 3 bands or 4 with alpha, in memory.

JPEG is shrunk while it is decoded, by as much as leaves it large enough. A profile is converted only when it
isn't sRGB: asking for it on an untagged picture costs 660 ms instead of 89 and changes nothing. A sequential
decode can be read only once, hence the copy in memory, from which every smaller size is made.
"""

from typing import Any

import pyvips

from services.images.rendering import recipe
from services.images.rendering.order import Facts, Task
from services.images.rendering.plate import Image, Plate
from services.images.rendering.profile import adobe_rgb, is_srgb

_ROUNDING = 1.5
"""Rows by which the height may be off when the width decides: rounding, twice."""

_ROOM = 3


def open_upright(plate: Plate) -> None:
    """Decode to the largest size the order needs."""
    width, height = _largest(plate)
    plate.image = decode(plate.descriptor, plate.known, width, height).copy_memory()


def decode(descriptor: int, facts: Facts, width: int, height: int, *, pages: int = 1) -> Image:
    """A lazy image of exactly this size (of each page). Raises pyvips.Error, perhaps only when it is read."""
    source = pyvips.Source.new_from_descriptor(descriptor)
    if pages != 1:
        options = {"height": height, "size": "force", "option_string": f"[fail_on=truncated,n={pages}]"}
        return _plain(pyvips.Image.thumbnail_source(source, width, **options))
    conversion = _conversion(descriptor, facts) if facts.profile or facts.bands >= 4 else {}
    if facts.media_type != "image/jpeg" and facts.profile != "adobe":
        box = _box(facts.width, facts.height, width, height)
        image = pyvips.Image.thumbnail_source(source, width, option_string="[fail_on=truncated]", **box, **conversion)
        return _plain(_even(image, width, height))
    image = pyvips.Image.new_from_source(
        source, "", access="sequential", fail_on="truncated", **_shrinking(facts, width)
    )
    if facts.profile == "adobe":
        image = image.copy()
        image.set_type(pyvips.GValue.blob_type, "icc-profile-data", adobe_rgb())
    return _plain(fit(image, width, height, turned=facts.turned, **conversion))


def fit(image: Image, width: int, height: int, *, turned: bool = False, **conversion: str) -> Image:
    """The image upright, of exactly this size and with its shape kept: both sides are scaled alike.

    Where rounding gives a row too many or too few, the last one is cut off or repeated. Squeezing all rows to fit
    would move each by a part of a pixel, which costs more likeness than a whole step of quality.
    """
    wide, high = (image.height, image.width) if turned else (image.width, image.height)
    return _even(image.thumbnail_image(width, **_box(wide, high, width, height), **conversion), width, height)


def _box(wide: int, high: int, width: int, height: int) -> dict[str, Any]:
    """What to ask of libvips so that the width decides; only where the shape is another one, both are forced."""
    if abs(high * width / wide - height) > _ROUNDING:
        return {"height": height, "size": "force"}
    return {"height": height + _ROOM}


def _even(image: Image, width: int, height: int) -> Image:
    same = (image.width, image.height) == (width, height)
    return image if same else image.embed(0, 0, width, height, extend="copy")


def _plain(image: Image) -> Image:
    if image.interpretation != "srgb":
        image = image.colourspace("srgb")
    if image.format != "uchar":
        image = image.cast("uchar")
    return image


def _shrinking(facts: Facts, width: int) -> dict[str, int]:
    """A JPEG may be decoded at a half, a quarter or an eighth of its size: as small as still is large enough."""
    if facts.media_type != "image/jpeg":
        return {}
    shrink = next((by for by in (8, 4, 2) if facts.width >= by * width), 1)
    return {"shrink": shrink} if shrink > 1 else {}


def _conversion(descriptor: int, facts: Facts) -> dict[str, str]:
    if facts.profile == "adobe":
        return {"export_profile": "srgb"}
    header = pyvips.Image.new_from_source(pyvips.Source.new_from_descriptor(descriptor), "", access="sequential")
    if header.interpretation == "cmyk":
        return {"export_profile": "srgb", "import_profile": "cmyk"}
    if "icc-profile-data" in header.get_fields() and not is_srgb(header.get("icc-profile-data")):
        return {"export_profile": "srgb"}
    return {}


def _largest(plate: Plate) -> tuple[int, int]:
    facts, order = plate.known, plate.order
    if order.task is Task.FIRST:
        widths: tuple[int, ...] = (recipe.FIRST_LOOK,)
    elif order.task is Task.SPOT:
        widths = (recipe.MAIL_WIDTH,)
    else:
        chosen = recipe.RECIPES[order.recipe]
        widths = tuple(one.nominal for one in chosen.widths(order.owner))
    _, width, height = recipe.sizes(widths, facts.width, facts.height)[0]
    return width, height
