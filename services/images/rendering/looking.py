"""Step: what stands in for a picture before it arrives: its colour, a tiny placeholder, its point of interest.

In: the small upright image. Out: a `look` product; the placeholder's bytes (WebP, 24 pixels wide) follow it.
"""

from services.images.rendering.order import Product
from services.images.rendering.plate import Image, Plate

TINY = 24
_WHITE = [255, 255, 255]


def look(plate: Plate) -> None:
    """Hand over the mean colour as #rrggbb, the point of interest and the placeholder."""
    image = plate.image.flatten(background=_WHITE) if plate.image.hasalpha() else plate.image
    height = max(1, min(4 * TINY, round(TINY * image.height / image.width)))
    tiny = image.thumbnail_image(TINY, height=height, size="force").copy_memory()
    red, green, blue = (min(255, round(tiny.extract_band(band).avg())) for band in range(3))
    x, y = _interest(image)
    plate.deliver(
        Product(
            kind="look",
            name="placeholder.webp",
            media_type="image/webp",
            width=tiny.width,
            height=tiny.height,
            colour=f"#{red:02x}{green:02x}{blue:02x}",
            focal_x=x,
            focal_y=y,
        ),
        tiny.webpsave_buffer(Q=30, effort=2, keep="none"),
    )


def _interest(image: Image) -> tuple[float, float]:
    """Where a person would look first, as fractions; the middle for what is too small to tell."""
    side = min(image.width, image.height)
    if side < 16 or image.width == image.height:
        return 0.5, 0.5
    _, found = image.smartcrop(side, side, interesting="attention", attention_x=True, attention_y=True)
    return round(found["attention_x"] / image.width, 3), round(found["attention_y"] / image.height, 3)
