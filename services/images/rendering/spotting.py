"""Step: the small picture for mails with the reader's spot drawn on it.

In: the small upright image and the order's spot. Out: one JPEG of at most 60 kB.
"""

from services.images.rendering.encoding import encode_mail
from services.images.rendering.naming import spot_name
from services.images.rendering.order import Spot
from services.images.rendering.plate import Image, Plate

_RED, _WHITE = [224, 32, 32], [255, 255, 255]


def encode_spot(plate: Plate) -> None:
    """Draw a ring around a point, or a frame around a box, red with a white edge on either side."""
    spot = plate.order.spot
    if spot is None:
        return
    flat = plate.image.flatten(background=_WHITE) if plate.image.hasalpha() else plate.image
    drawn = _draw(flat, spot)
    encode_mail(plate, spot_name(spot), drawn)


def _draw(image: Image, spot: Spot) -> Image:
    stroke = max(1, image.width // 150)
    left, top = round(spot.x * image.width), round(spot.y * image.height)
    width, height = round(spot.w * image.width), round(spot.h * image.height)
    radius = max(4, min(image.width, image.height) // 10)
    for first, ink in ((stroke, _WHITE), (0, _RED), (-stroke, _WHITE)):
        for grown in range(first, first + stroke):
            if width and height:
                sides = max(1, width + 2 * grown), max(1, height + 2 * grown)
                image = image.draw_rect(ink, left - grown, top - grown, *sides, fill=False)
            else:
                image = image.draw_circle(ink, left, top, max(1, radius + grown))
    return image
