"""What a photographer goes close for: a wheel under its wing, dials behind a steering wheel.

In: a size, a colour, a number. Out: whole images.
"""

import math
from random import Random

from PIL import Image, ImageDraw

from dev.demo.drawing.canvas import Colour, Point, glow, gradient, light, shaded, spline, write
from dev.demo.drawing.cars import CHROME, roundel, wheel_at


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
