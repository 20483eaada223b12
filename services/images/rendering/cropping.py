"""Step: a small square around the point of interest, for lists and rows of pictures.

In: the plate's image and the order's focal point. Out: one JPEG; its name holds the point, so that a new point is a
new file.
"""

from services.images.rendering import recipe
from services.images.rendering.encoding import resize, save
from services.images.rendering.naming import square_name
from services.images.rendering.order import Product
from services.images.rendering.plate import Plate
from services.images.rendering.recipe import Format

SIDE = 320


def encode_square(plate: Plate) -> None:
    """The largest square that has the point as near its middle as the edges allow."""
    name = square_name(plate.order.focal)
    if name in plate.order.skip:
        return
    image = plate.image
    side = min(image.width, image.height)
    left = round(plate.order.focal[0] * image.width - side / 2)
    top = round(plate.order.focal[1] * image.height - side / 2)
    cut = image.crop(min(max(0, left), image.width - side), min(max(0, top), image.height - side), side, side)
    small = min(SIDE, side)
    content = save(resize(cut, small, small), Format.JPEG, recipe.RECIPES[plate.order.recipe].jpeg_quality)
    plate.deliver(Product(kind="file", name=name, media_type="image/jpeg", width=small, height=small), content)
