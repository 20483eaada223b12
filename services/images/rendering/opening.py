"""Step: decode once, upright, at the largest size that is wanted, in sRGB.

In: an original the probe admitted. Out: the plate's image: 8 bits, 3 bands or 4 with alpha, in memory.

JPEG is shrunk while it is decoded. A profile is converted only when it isn't sRGB: asking for it on an
untagged picture costs 660 ms instead of 89 and changes nothing. A sequential decode can be read only
once, hence the copy in memory, from which every smaller size is made.
"""

from typing import Any

import pyvips

from services.images.rendering import recipe
from services.images.rendering.order import Facts, Task
from services.images.rendering.plate import Image, Plate
from services.images.rendering.profile import is_srgb


def open_upright(plate: Plate) -> None:
    """Decode to the largest size the order needs."""
    width, height = _largest(plate)
    plate.image = decode(plate.descriptor, plate.known, width, height).copy_memory()


def decode(descriptor: int, facts: Facts, width: int, height: int, *, pages: int = 1) -> Image:
    """A lazy image of exactly this size (of each page). Raises pyvips.Error, perhaps only when it is read."""
    loading = "fail_on=truncated" if pages == 1 else f"fail_on=truncated,n={pages}"
    options: dict[str, Any] = {"height": height, "size": "force", "option_string": f"[{loading}]"}
    if facts.profile or facts.bands >= 4:
        header = pyvips.Image.new_from_source(pyvips.Source.new_from_descriptor(descriptor), "", access="sequential")
        options |= _conversion(header)
    image = pyvips.Image.thumbnail_source(pyvips.Source.new_from_descriptor(descriptor), width, **options)
    if image.interpretation != "srgb":
        image = image.colourspace("srgb")
    if image.format != "uchar":
        image = image.cast("uchar")
    return image


def _conversion(header: Image) -> dict[str, str]:
    cmyk = header.interpretation == "cmyk"
    if cmyk:
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
        widths = tuple(wide for wide, _ in (chosen.gallery if order.owner == "gallery" else chosen.comment))
    _, width, height = recipe.sizes(widths, facts.width, facts.height)[0]
    return width, height
