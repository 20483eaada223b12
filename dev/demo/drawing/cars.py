"""The cars from the side: six bodies between 1927 and 1957, with start numbers, plates, crews and dust.

In: a body's name, a colour, a number, a plate. Out: a transparent layer with the car, its wheels on the lower edge.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFilter

from dev.demo.drawing.canvas import Colour, Point, light, mask, shaded, spline, write
from dev.demo.drawing.people import driver

CHROME: Colour = (226, 228, 230)
RUBBER: Colour = (30, 28, 30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body in units of its length, rear at 0, front at 1, ground at 0: outline, wheels and what stands on it."""

    outline: tuple[Point, ...]
    wheels: tuple[float, float]
    radius: float
    spokes: bool
    seat: Point
    roundel: Point
    glass: tuple[Point, ...] = ()
    wings: bool = False
    radiator: float = 0.0
    lamp: Point = (0.95, 0.16)
    crease: tuple[Point, ...] = ()


BODIES: dict[str, Body] = {
    "barchetta": Body(
        outline=((0.0, 0.13), (0.02, 0.19), (0.1, 0.235), (0.2, 0.25), (0.31, 0.23), (0.36, 0.205), (0.47, 0.205), (0.53, 0.235), (0.64, 0.222), (0.78, 0.226), (0.9, 0.2), (0.98, 0.15), (0.995, 0.1), (0.96, 0.065), (0.5, 0.055), (0.06, 0.065)),
        wheels=(0.2, 0.8), radius=0.085, spokes=True, seat=(0.4, 0.255), roundel=(0.33, 0.145),
        glass=((0.49, 0.225), (0.46, 0.285), (0.475, 0.287), (0.535, 0.235)), lamp=(0.955, 0.16), crease=((0.05, 0.18), (0.3, 0.16), (0.62, 0.165), (0.93, 0.15)),
    ),
    "berlinetta": Body(
        outline=((0.0, 0.12), (0.02, 0.18), (0.09, 0.22), (0.2, 0.275), (0.32, 0.325), (0.43, 0.33), (0.51, 0.3), (0.59, 0.232), (0.74, 0.222), (0.88, 0.2), (0.97, 0.155), (0.995, 0.1), (0.96, 0.062), (0.5, 0.055), (0.06, 0.065)),
        wheels=(0.2, 0.8), radius=0.085, spokes=True, seat=(0.0, 0.0), roundel=(0.4, 0.145),
        glass=((0.25, 0.235), (0.31, 0.295), (0.42, 0.303), (0.475, 0.285), (0.53, 0.236)), lamp=(0.955, 0.155), crease=((0.04, 0.18), (0.3, 0.17), (0.62, 0.172), (0.94, 0.15)),
    ),
    "tourer": Body(
        outline=((0.09, 0.14), (0.06, 0.21), (0.1, 0.265), (0.2, 0.28), (0.33, 0.272), (0.38, 0.24), (0.44, 0.24), (0.5, 0.285), (0.58, 0.272), (0.72, 0.266), (0.86, 0.262), (0.875, 0.25), (0.875, 0.13), (0.6, 0.115), (0.3, 0.115)),
        wheels=(0.19, 0.83), radius=0.104, spokes=True, seat=(0.36, 0.305), roundel=(0.26, 0.2), wings=True, radiator=0.877, lamp=(0.915, 0.21),
        glass=((0.49, 0.28), (0.475, 0.355), (0.485, 0.356), (0.505, 0.284)),
    ),
    "racer": Body(
        outline=((0.0, 0.16), (0.06, 0.21), (0.16, 0.262), (0.27, 0.275), (0.33, 0.25), (0.4, 0.235), (0.46, 0.265), (0.53, 0.268), (0.68, 0.256), (0.85, 0.24), (0.885, 0.21), (0.89, 0.13), (0.7, 0.105), (0.3, 0.1), (0.1, 0.12)),
        wheels=(0.19, 0.82), radius=0.1, spokes=True, seat=(0.365, 0.29), roundel=(0.22, 0.19), wings=True, radiator=0.89, lamp=(0.925, 0.2),
        glass=((0.45, 0.265), (0.43, 0.318), (0.44, 0.32), (0.475, 0.268)),
    ),
    "roadster": Body(
        outline=((0.0, 0.11), (0.02, 0.18), (0.08, 0.235), (0.16, 0.26), (0.25, 0.225), (0.32, 0.215), (0.37, 0.195), (0.45, 0.2), (0.5, 0.24), (0.62, 0.235), (0.74, 0.25), (0.84, 0.252), (0.93, 0.21), (0.985, 0.14), (0.99, 0.085), (0.9, 0.065), (0.66, 0.065), (0.55, 0.07), (0.36, 0.07), (0.06, 0.065)),
        wheels=(0.18, 0.825), radius=0.092, spokes=False, seat=(0.39, 0.255), roundel=(0.4, 0.135),
        glass=((0.47, 0.23), (0.445, 0.3), (0.455, 0.302), (0.505, 0.238)), lamp=(0.955, 0.18), crease=((0.06, 0.2), (0.22, 0.15), (0.5, 0.13), (0.7, 0.19), (0.93, 0.17)),
    ),
    "baby": Body(
        outline=((0.03, 0.12), (0.05, 0.22), (0.13, 0.31), (0.26, 0.385), (0.42, 0.392), (0.52, 0.35), (0.57, 0.27), (0.7, 0.262), (0.85, 0.25), (0.95, 0.2), (0.975, 0.12), (0.93, 0.075), (0.5, 0.07), (0.09, 0.08)),
        wheels=(0.2, 0.79), radius=0.1, spokes=False, seat=(0.0, 0.0), roundel=(0.4, 0.175),
        glass=((0.2, 0.275), (0.27, 0.345), (0.4, 0.355), (0.475, 0.335), (0.515, 0.28)), lamp=(0.93, 0.21), crease=((0.06, 0.24), (0.5, 0.245), (0.92, 0.225)),
    ),
}  # fmt: skip


def side_view(
    name: str, length: int, colour: Colour, number: int, plate: str, crew: tuple[Colour, Colour], *, mirrored: bool
) -> Image.Image:
    """The car from the side, `length` pixels long, facing right, or left when `mirrored`."""
    body = BODIES[name]
    layer = Image.new("RGBA", (int(length * 1.06), int(length * 0.46)))
    base = layer.height - 4

    def at(point: Point) -> Point:
        return length * (0.03 + point[0]), base - length * point[1]

    draw = ImageDraw.Draw(layer)
    if body.seat != (0.0, 0.0):
        x, y = at(body.seat)
        driver(draw, x - length * 0.032, y - length * 0.004, length * 0.032, crew[1], light(crew[1], -0.4))
        driver(draw, x, y, length * 0.034, crew[0], (92, 66, 48))
    if body.wings:
        for wheel in body.wheels:
            _disc(draw, at((wheel, body.radius)), length * body.radius * 0.98, (24, 22, 24))
    shaded_body(layer, [at(point) for point in body.outline], colour)
    _lines(draw, body, at, length, colour)
    _details(draw, body, at, length, colour)
    _wheels(draw, body, at, length, colour)
    if mirrored:
        layer = layer.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    x, y = at(body.roundel)
    roundel(layer, (layer.width - x if mirrored else x, y), length * 0.052, number)
    if plate:
        x, y = at((0.05, 0.095 if name != "baby" else 0.12))
        plate_at(layer, (layer.width - x if mirrored else x, y), length * 0.085, plate)
    return layer


def shaded_body(layer: Image.Image, outline: list[Point], colour: Colour) -> None:
    """Sheet metal: light from above, a dark sill, the sky's reflection along the shoulder."""
    line = spline(outline)
    shaded(
        layer,
        line,
        [
            (0, light(colour, 0.42)),
            (0.22, light(colour, 0.12)),
            (0.45, colour),
            (0.8, light(colour, -0.34)),
            (1, light(colour, -0.6)),
        ],
    )
    shine = Image.new("L", (layer.width // 2, layer.height // 2))
    upper = [(x / 2, y / 2 + layer.height * 0.022) for x, y in line]
    ImageDraw.Draw(shine).line([*upper, upper[0]], fill=150, width=max(2, layer.height // 90))
    shine = shine.filter(ImageFilter.GaussianBlur(max(2, layer.height / 110))).resize(
        layer.size, Image.Resampling.BILINEAR
    )
    inside = mask(layer.size, line)
    fade = Image.linear_gradient("L").resize(layer.size).point(lambda v: max(0, 190 - v))
    shine.paste(0, (0, 0), inside.point(lambda v: 255 - v))
    shine.paste(0, (0, 0), fade.point(lambda v: 255 - min(255, v * 2)))
    layer.paste((255, 252, 244, 255), (0, 0), shine)


def wheel_at(draw: ImageDraw.ImageDraw, centre: Point, radius: float, *, spokes: bool, colour: Colour) -> None:
    """A tyre with a wire wheel and its knock-off, or with a pressed disc and a chrome cap."""
    _disc(draw, centre, radius, RUBBER)
    _disc(draw, centre, radius * 0.93, (46, 44, 46))
    _disc(draw, centre, radius * 0.76, CHROME if spokes else light(colour, -0.05))
    _disc(draw, centre, radius * 0.68, (40, 38, 42) if spokes else light(colour, 0.12))
    x, y = centre
    if spokes:
        for n in range(28):
            angle, lean = n * math.tau / 28, 0.34 if n % 2 else -0.34
            start = (x + math.cos(angle + lean) * radius * 0.16, y + math.sin(angle + lean) * radius * 0.16)
            draw.line(
                (*start, x + math.cos(angle) * radius * 0.7, y + math.sin(angle) * radius * 0.7),
                fill=(206, 208, 210),
                width=max(1, int(radius * 0.022)),
            )
    _disc(draw, centre, radius * (0.17 if spokes else 0.3), CHROME)
    _disc(draw, (x - radius * 0.03, y - radius * 0.03), radius * (0.1 if spokes else 0.2), (250, 250, 250))


def roundel(layer: Image.Image, centre: Point, radius: float, number: int) -> None:
    """The white disc with the start number."""
    draw = ImageDraw.Draw(layer)
    _disc(draw, centre, radius, (250, 247, 238))
    write(layer, centre, str(number), int(radius * (1.05 if number > 99 else 1.25)), (24, 22, 26), bold=0.06)


def plate_at(layer: Image.Image, centre: Point, width: float, text: str) -> None:
    """A black plate with white letters, as Italy used them."""
    x, y = centre
    high = width * 0.27
    draw = ImageDraw.Draw(layer)
    draw.rounded_rectangle(
        (x - width / 2, y - high / 2, x + width / 2, y + high / 2),
        radius=high * 0.12,
        fill=(20, 20, 24),
        outline=(186, 186, 186),
        width=max(1, int(high * 0.06)),
    )
    write(layer, centre, text, int(width * 1.5 / max(8, len(text))), (246, 246, 240), bold=0.03)


def _wheels(draw: ImageDraw.ImageDraw, body: Body, at: Callable[[Point], Point], length: int, colour: Colour) -> None:
    for wheel in body.wheels:
        x, y = at((wheel, body.radius))
        if not body.wings:
            _disc(draw, (x, y), length * (body.radius + 0.011), light(colour, -0.72))
        wheel_at(draw, (x, y), length * body.radius, spokes=body.spokes, colour=colour)
    if body.wings:
        for wheel in body.wheels:
            _wing(draw, at((wheel, body.radius)), length * body.radius, light(colour, -0.12))


def _lines(draw: ImageDraw.ImageDraw, body: Body, at: Callable[[Point], Point], length: int, colour: Colour) -> None:
    if body.crease:
        line = spline([at(point) for point in body.crease], closed=False)
        draw.line(line, fill=light(colour, -0.28), width=max(2, length // 260), joint="curve")
        shine = [(x, y + length * 0.004) for x, y in line]
        draw.line(shine, fill=light(colour, 0.3), width=max(1, length // 420), joint="curve")
    if body.glass:
        screen = len(body.glass) == 4
        pane = [at(point) for point in body.glass]
        tone = (150, 176, 186) if screen else (54, 68, 78)
        draw.polygon(pane if screen else spline(pane, steps=5), fill=tone, outline=CHROME, width=max(2, length // 300))


def _details(
    draw: ImageDraw.ImageDraw, body: Body, place: Callable[[Point], Point], length: int, colour: Colour
) -> None:
    thin = max(2, length // 300)
    if body.radiator:
        left, top = place((body.radiator - 0.012, 0.268))
        right, bottom = place((body.radiator + 0.016, 0.12))
        draw.rounded_rectangle((left, top, right, bottom), radius=length * 0.008, fill=CHROME)
        for n in range(9):
            x, y = place((0.58 + n * 0.024, 0.235))
            draw.line((x, y, x + length * 0.006, y + length * 0.06), fill=light(colour, -0.45), width=thin)
        x, y = place((0.7, 0.262))
        draw.line((x, y, x, y + length * 0.14), fill=(86, 56, 36), width=thin * 3)
        draw.line((*place((0.3, 0.09)), *place((0.74, 0.09))), fill=light(colour, -0.6), width=thin * 4)
        draw.line(
            spline([place((0.62, 0.17)), place((0.56, 0.13)), place((0.3, 0.115)), place((0.02, 0.11))], closed=False),
            fill=(196, 198, 202),
            width=int(length * 0.014),
            joint="curve",
        )
    else:
        x, y = place((0.64, 0.15))
        for n in range(5):
            draw.line(
                (
                    x + n * length * 0.014,
                    y - length * 0.018,
                    x + n * length * 0.014 - length * 0.006,
                    y + length * 0.018,
                ),
                fill=light(colour, -0.5),
                width=thin,
            )
        draw.line((*place((0.47, 0.2)), *place((0.475, 0.085))), fill=light(colour, -0.4), width=thin)
    x, y = place(body.lamp)
    _disc(draw, (x, y), length * (0.024 if body.radiator else 0.02), CHROME)
    _disc(draw, (x + length * 0.004, y), length * (0.017 if body.radiator else 0.014), (255, 244, 206))
    x, y = place((0.02 if not body.radiator else 0.085, 0.17))
    _disc(draw, (x, y), length * 0.011, (196, 30, 30))


def _wing(draw: ImageDraw.ImageDraw, centre: Point, radius: float, colour: Colour) -> None:
    x, y = centre
    box = (x - radius * 1.16, y - radius * 1.16, x + radius * 1.16, y + radius * 1.16)
    draw.arc(box, 188, 342, fill=colour, width=int(radius * 0.2))
    draw.arc(box, 200, 300, fill=light(colour, 0.4), width=max(2, int(radius * 0.05)))


def _disc(draw: ImageDraw.ImageDraw, centre: Point, radius: float, fill: Colour) -> None:
    x, y = centre
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=fill)
