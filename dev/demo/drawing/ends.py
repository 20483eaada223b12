"""The cars from in front and from behind, and the details that a photographer goes close for.

In: a colour, a number, a plate. Out: transparent layers, wheels on the lower edge; whole images for details.
"""

import math
from random import Random

from PIL import Image, ImageDraw

from dev.demo.drawing.canvas import Colour, Point, glow, gradient, light, shaded, spline, write
from dev.demo.drawing.cars import CHROME, RUBBER, plate_at, roundel, shaded_body, wheel_at
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
    for side, cap in ((-0.15, crew[1]), (0.15, crew[0])):
        driver(draw, *at((side, 0.66 if upright else 0.58)), width * 0.062, cap, (84, 62, 48), ahead=True)
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
    for side, cap in ((-0.16, crew[0]), (0.16, crew[1])):
        x, y = at((side, 0.585))
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


def wheel_detail(size: tuple[int, int], colour: Colour, number: int, chance: Random) -> Image.Image:
    """One wire wheel under its wing, close up."""
    w, h = size
    image = gradient(
        size,
        [
            (0, light(colour, 0.25)),
            (0.4, colour),
            (0.75, light(colour, -0.4)),
            (0.86, (92, 86, 80)),
            (1, (132, 124, 114)),
        ],
    )
    cx, cy, r = w * chance.uniform(0.36, 0.6), h * 0.6, h * 0.36
    draw = ImageDraw.Draw(image)
    draw.ellipse((cx - r * 1.2, cy - r * 1.2, cx + r * 1.2, cy + r * 1.2), fill=(16, 14, 16))
    wheel_at(draw, (cx, cy), r, spokes=True, colour=colour)
    draw.arc(
        (cx - r * 1.26, cy - r * 1.26, cx + r * 1.26, cy + r * 1.26),
        176,
        364,
        fill=light(colour, 0.42),
        width=int(r * 0.07),
    )
    for n in range(9):
        x = cx + r * 1.7 + n * r * 0.16 if cx < w / 2 else cx - r * 1.7 - n * r * 0.16
        draw.line((x, h * 0.3, x - r * 0.05, h * 0.52), fill=light(colour, -0.5), width=int(r * 0.035))
    layer = image.convert("RGBA")
    roundel(layer, (w * 0.87 if cx < w / 2 else w * 0.13, h * 0.19), h * 0.13, number)
    return glow(layer.convert("RGB"), (w * 0.2, 0), w * 0.6, (255, 236, 200), 0.35)


def dashboard(size: tuple[int, int], colour: Colour, number: int, chance: Random) -> Image.Image:
    """Dials and a big steering wheel, the bonnet beyond them."""
    w, h = size
    image = gradient(size, [(0, (172, 202, 222)), (0.2, (226, 226, 206)), (0.24, (130, 136, 96)), (1, (80, 78, 66))])
    layer = image.convert("RGBA")
    shaded(
        layer,
        spline(
            [
                (w * 0.06, h * 0.5),
                (w * 0.3, h * 0.27),
                (w * 0.5, h * 0.23),
                (w * 0.7, h * 0.27),
                (w * 0.94, h * 0.5),
                (w * 0.5, h * 0.6),
            ]
        ),
        [(0, light(colour, 0.35)), (1, light(colour, -0.35))],
    )
    panel = ((128, 84, 50), (70, 72, 76), light(colour, -0.3))[chance.randint(0, 2)]
    shaded(
        layer,
        spline(
            [
                (-w * 0.1, h * 1.05),
                (-w * 0.02, h * 0.56),
                (w * 0.3, h * 0.47),
                (w * 0.7, h * 0.47),
                (w * 1.02, h * 0.56),
                (w * 1.1, h * 1.05),
            ]
        ),
        [(0, light(panel, 0.35)), (0.3, panel), (1, light(panel, -0.6))],
    )
    draw = ImageDraw.Draw(layer)
    for x, r in ((0.5, 0.11), (0.3, 0.085), (0.7, 0.085), (0.86, 0.06), (0.14, 0.06)):
        _dial(layer, draw, (w * x, h * (0.65 + abs(x - 0.5) * 0.12)), h * r, chance)
    cx, cy, r = w * 0.5, h * 0.98, h * 0.43
    for angle in (0.18, 0.82, 1.5):
        draw.line(
            (cx, cy, cx + math.cos(angle * math.pi) * r, cy - math.sin(angle * math.pi) * r),
            fill=(206, 208, 212),
            width=int(h * 0.022),
        )
    draw.ellipse((cx - r, cy - r, cx + r, cy + r), outline=(94, 58, 34), width=int(h * 0.04))
    draw.arc(
        (cx - r * 0.98, cy - r * 0.98, cx + r * 0.98, cy + r * 0.98),
        200,
        320,
        fill=(196, 138, 88),
        width=int(h * 0.009),
    )
    roundel(layer, (w * 0.5, h * 0.34), h * 0.05, number)
    return layer.convert("RGB")


def _dial(layer: Image.Image, draw: ImageDraw.ImageDraw, centre: Point, r: float, chance: Random) -> None:
    x, y = centre
    draw.ellipse((x - r * 1.1, y - r * 1.1, x + r * 1.1, y + r * 1.1), fill=CHROME)
    draw.ellipse((x - r, y - r, x + r, y + r), fill=(22, 22, 26))
    for n in range(11):
        a = math.pi * (1.25 - n * 0.15)
        draw.line(
            (
                x + math.cos(a) * r * 0.78,
                y - math.sin(a) * r * 0.78,
                x + math.cos(a) * r * 0.92,
                y - math.sin(a) * r * 0.92,
            ),
            fill=(240, 236, 220),
            width=max(2, int(r * 0.03)),
        )
    write(layer, (x, y + r * 0.45), str(chance.choice((8, 10, 120, 180, 240))), int(r * 0.26), (224, 214, 186), bold=0)
    a = math.pi * chance.uniform(0.1, 1.1)
    draw.line(
        (x, y, x + math.cos(a) * r * 0.8, y - math.sin(a) * r * 0.8), fill=(232, 70, 50), width=max(2, int(r * 0.05))
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


def _grid(layer: Image.Image, width: int):  # type: ignore[no-untyped-def]  # noqa: ANN202
    def at(point: Point) -> Point:
        return layer.width / 2 + point[0] * width, layer.height - 4 - point[1] * width

    return at
