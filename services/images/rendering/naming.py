"""What the files for places in a picture are called: in thousandths, so that equal places share a file.

In: points and boxes as fractions. Out: names. Pure, and known to the doors too.
"""

from services.images.rendering.order import Spot


def spot_name(spot: Spot) -> str:
    """`mail-400-200-0-0.jpg`: the small picture with a reader's spot drawn on it."""
    return f"mail-{_thousandths(spot.x, spot.y, spot.w, spot.h)}.jpg"


def square_name(focal: tuple[float, float]) -> str:
    """`square-500-330.jpg`: the square around a point of interest."""
    return f"square-{_thousandths(*focal)}.jpg"


def _thousandths(*parts: float) -> str:
    return "-".join(str(round(1000 * min(1.0, max(0.0, part)))) for part in parts)
