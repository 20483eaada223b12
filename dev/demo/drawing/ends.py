"""The cars from in front and from behind.

In: a colour, a number, a plate. Out: transparent layers, wheels on the lower edge.
"""

import math
from collections.abc import Callable

from PIL import Image, ImageDraw

from dev.demo.drawing.canvas import Colour, Point, light, shaded, spline
from dev.demo.drawing.cars import CHROME, RUBBER, plate_at, roundel, shaded_body
from dev.demo.drawing.people import driver


def front_view(
    width: int, colour: Colour, number: int, plate: str, crew: tuple[Colour, Colour], *, upright: bool
) -> Image.Image:
    """A car coming towards us; `upright` has free wings and a tall radiator, the others a low round nose."""
    layer = Image.new("RGBA", (int(width * 1.1), int(width * 0.95)))
    at = _grid(layer, width)
    draw = ImageDraw.Draw(layer)
    for side in (-1, 1):
        x, y = at((side * 0.385, 0.14))
        draw.rounded_rectangle(
            (x - width * 0.075, y - width * 0.15, x + width * 0.075, y + width * 0.14), radius=width * 0.04, fill=RUBBER
        )
    for across, cap in ((-0.15, crew[1]), (0.15, crew[0])):
        driver(draw, *at((across, 0.66 if upright else 0.58)), width * 0.062, cap, (84, 62, 48), ahead=True)
    pane = [at(p) for p in ((-0.3, 0.5), (-0.27, 0.66), (0.27, 0.66), (0.3, 0.5))]
    glass = Image.new("RGBA", layer.size)
    ImageDraw.Draw(glass).polygon(pane, fill=(206, 226, 232, 96), outline=(*CHROME, 255), width=max(3, width // 130))
    layer.alpha_composite(glass)
    if upright:
        shaded_body(
            layer,
            [
                at(p)
                for p in (
                    (-0.24, 0.2),
                    (-0.26, 0.42),
                    (-0.24, 0.55),
                    (0, 0.585),
                    (0.24, 0.55),
                    (0.26, 0.42),
                    (0.24, 0.2),
                    (0, 0.16),
                )
            ],
            colour,
        )
        for side in (-1, 1):
            wing = [
                at((side * x, y))
                for x, y in (
                    (0.2, 0.26),
                    (0.27, 0.37),
                    (0.4, 0.415),
                    (0.49, 0.33),
                    (0.5, 0.24),
                    (0.47, 0.27),
                    (0.4, 0.33),
                    (0.32, 0.29),
                    (0.26, 0.2),
                )
            ]
            shaded_body(layer, wing, light(colour, -0.08))
        grille = [
            at(p)
            for p in (
                (-0.135, 0.22),
                (-0.145, 0.42),
                (-0.09, 0.5),
                (0, 0.515),
                (0.09, 0.5),
                (0.145, 0.42),
                (0.135, 0.22),
                (0, 0.2),
            )
        ]
    else:
        shaded_body(
            layer,
            [
                at(p)
                for p in (
                    (-0.46, 0.12),
                    (-0.5, 0.25),
                    (-0.47, 0.38),
                    (-0.38, 0.435),
                    (-0.26, 0.44),
                    (-0.18, 0.5),
                    (0, 0.525),
                    (0.18, 0.5),
                    (0.26, 0.44),
                    (0.38, 0.435),
                    (0.47, 0.38),
                    (0.5, 0.25),
                    (0.46, 0.12),
                    (0, 0.08),
                )
            ],
            colour,
        )
        grille = [
            at(p)
            for p in (
                (-0.21, 0.235),
                (-0.15, 0.31),
                (0, 0.335),
                (0.15, 0.31),
                (0.21, 0.235),
                (0.15, 0.165),
                (0, 0.145),
                (-0.15, 0.165),
            )
        ]
    _grille(layer, spline(grille), width)
    for side in (-1, 1):
        lamp(
            ImageDraw.Draw(layer),
            at((side * (0.25 if upright else 0.375), 0.385 if upright else 0.325)),
            width * (0.072 if upright else 0.058),
        )
    roundel(
        layer,
        at((-0.24 if not upright else 0.0, 0.415 if not upright else 0.36)),
        width * (0.062 if not upright else 0.085),
        number,
    )
    plate_at(layer, at((0, 0.115)), width * 0.26, plate)
    return layer


def rear_view(
    width: int, colour: Colour, number: int, plate: str, crew: tuple[Colour, Colour], *, lights: int = 2
) -> Image.Image:
    """A car going away from us with its plate, start number and one or two tail lights."""
    layer = Image.new("RGBA", (int(width * 1.1), int(width * 0.9)))
    at = _grid(layer, width)
    draw = ImageDraw.Draw(layer)
    for side in (-1, 1):
        x, y = at((side * 0.36, 0.13))
        draw.rounded_rectangle(
            (x - width * 0.09, y - width * 0.13, x + width * 0.09, y + width * 0.13), radius=width * 0.04, fill=RUBBER
        )
    for across, cap in ((-0.16, crew[0]), (0.16, crew[1])):
        x, y = at((across, 0.585))
        driver(draw, x, y, width * 0.066, cap, (84, 62, 48))
        draw.ellipse((x - width * 0.05, y - width * 0.062, x + width * 0.05, y + width * 0.06), fill=cap)
    hull = (
        (-0.44, 0.13),
        (-0.49, 0.26),
        (-0.46, 0.385),
        (-0.36, 0.45),
        (-0.24, 0.44),
        (-0.16, 0.485),
        (0, 0.5),
        (0.16, 0.485),
        (0.24, 0.44),
        (0.36, 0.45),
        (0.46, 0.385),
        (0.49, 0.26),
        (0.44, 0.13),
        (0, 0.09),
    )
    shaded_body(layer, [at(p) for p in hull], colour)
    draw = ImageDraw.Draw(layer)
    lid = spline([at(p) for p in ((-0.2, 0.3), (-0.17, 0.42), (0, 0.45), (0.17, 0.42), (0.2, 0.3), (0, 0.275))])
    draw.line([*lid, lid[0]], fill=light(colour, -0.42), width=max(2, width // 220), joint="curve")
    for side in (-1, 1):
        strap = [at((side * 0.09, 0.435)), at((side * 0.1, 0.285))]
        draw.line(strap, fill=(92, 60, 40), width=max(4, width // 60))
        x, y = at((side * 0.1, 0.34))
        draw.rectangle(
            (x - width * 0.014, y - width * 0.012, x + width * 0.014, y + width * 0.012),
            outline=CHROME,
            width=max(2, width // 250),
        )
        x, y = at((side * 0.27, 0.085))
        draw.ellipse(
            (x - width * 0.02, y - width * 0.02, x + width * 0.02, y + width * 0.02),
            fill=(30, 28, 30),
            outline=CHROME,
            width=max(2, width // 200),
        )
    for side in (-1, 1)[:lights]:
        x, y = at((side * 0.355, 0.285))
        for share, tone in ((1.0, CHROME), (0.78, (150, 14, 16)), (0.55, (226, 38, 34)), (0.24, (255, 150, 120))):
            r = width * 0.036 * share
            draw.ellipse((x - r, y - r, x + r, y + r), fill=tone)
    roundel(layer, at((0.33, 0.375)) if lights == 1 else at((0, 0.365)), width * 0.066, number)
    plate_at(layer, at((0, 0.2)), width * 0.34, plate)
    return layer


def lamp(draw: ImageDraw.ImageDraw, centre: Point, radius: float) -> None:
    """A headlamp with ribbed glass and crossed tape."""
    x, y = centre
    for share, tone in ((1, CHROME), (0.86, (120, 124, 126)), (0.8, (252, 244, 214)), (0.42, (255, 252, 240))):
        r = radius * share
        draw.ellipse((x - r, y - r, x + r, y + r), fill=tone)
    for n in range(-3, 4):
        r = radius * 0.76 * math.sqrt(max(0, 1 - (n / 4) ** 2))
        draw.line(
            (x + n * radius * 0.2, y - r, x + n * radius * 0.2, y + r),
            fill=(214, 206, 178),
            width=max(1, int(radius * 0.025)),
        )


def _grille(layer: Image.Image, outline: list[Point], width: int) -> None:
    shaded(layer, outline, [(0, (60, 60, 64)), (1, (18, 18, 20))])
    draw = ImageDraw.Draw(layer)
    left, right, top, bottom = (
        min(x for x, _ in outline),
        max(x for x, _ in outline),
        min(y for _, y in outline),
        max(y for _, y in outline),
    )
    step = width * 0.019
    for n in range(1, int((right - left) / step)):
        x = left + n * step
        inside = [y for px, y in outline if abs(px - x) < step * 1.6]
        if inside:
            draw.line(
                (x, max(top, min(inside)) + 2, x, min(bottom, max(inside)) - 2),
                fill=(196, 198, 202),
                width=max(2, width // 240),
            )
    draw.line([*outline, outline[0]], fill=CHROME, width=max(3, width // 90), joint="curve")


def _grid(layer: Image.Image, width: int) -> Callable[[Point], Point]:
    def at(point: Point) -> Point:
        return layer.width / 2 + point[0] * width, layer.height - 4 - point[1] * width

    return at
