"""Where it happens: hills, lakes, passes, streets and squares, each in its own hour of light.

In: a size and a source of chance. Out: the background and the height of the ground, softly out of focus.
"""

from dataclasses import dataclass
from random import Random

from PIL import Image, ImageDraw

from dev.demo.drawing.canvas import Colour, glow, gradient, light, mix, soften, spline

WALLS: tuple[Colour, ...] = (
    (222, 178, 120), (204, 132, 92), (232, 204, 160), (214, 158, 134), (190, 110, 84), (236, 222, 190), (178, 150, 118),
)  # fmt: skip
SHUTTERS: tuple[Colour, ...] = ((66, 94, 78), (92, 62, 48), (74, 88, 108), (122, 84, 58))


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """The light of an hour: the sky from top to horizon, its sun, what it does to colours."""

    name: str
    sky: tuple[Colour, Colour, Colour]
    sun: Colour
    shade: float
    tint: Colour


HOURS = (
    Hour(name="dawn", sky=((96, 130, 176), (226, 178, 168), (255, 222, 172)), sun=(255, 196, 120), shade=0.12, tint=(255, 226, 206)),
    Hour(name="morning", sky=((84, 150, 208), (158, 200, 226), (232, 236, 222)), sun=(255, 240, 200), shade=0.0, tint=(255, 248, 232)),
    Hour(name="noon", sky=((58, 132, 202), (120, 182, 224), (214, 232, 236)), sun=(255, 250, 226), shade=-0.06, tint=(250, 252, 255)),
    Hour(name="rain", sky=((118, 128, 140), (160, 168, 174), (200, 202, 200)), sun=(210, 214, 220), shade=0.16, tint=(222, 230, 240)),
    Hour(name="gold", sky=((104, 128, 168), (234, 188, 130), (255, 214, 134)), sun=(255, 186, 96), shade=0.08, tint=(255, 228, 188)),
    Hour(name="dusk", sky=((48, 56, 104), (156, 94, 122), (248, 158, 106)), sun=(255, 130, 80), shade=0.3, tint=(255, 208, 196)),
    Hour(name="night", sky=((10, 14, 34), (22, 30, 62), (52, 54, 88)), sun=(120, 130, 190), shade=0.55, tint=(206, 212, 246)),
)  # fmt: skip


def hills(size: tuple[int, int], hour: Hour, chance: Random) -> tuple[Image.Image, int]:
    """Rolling country with rows of cypresses and a farm, and the road in front."""
    image, horizon = _sky(size, hour, chance, 0.46)
    far, near = mix((128, 150, 170), hour.sky[2], 0.45), (112, 134, 66)
    if hour.name in {"gold", "dawn", "dusk"}:
        near = (156, 138, 66)
    for depth in range(5):
        colour = _lit(mix(far, near, depth / 4), hour)
        top = horizon - size[1] * 0.09 + depth * size[1] * 0.055
        ridge = _ridge(image, top, size[1] * (0.03 + depth * 0.012), colour, chance)
        if depth in {1, 2, 3}:
            _cypresses(image, ridge, depth, hour, chance)
        if depth == 2:
            _farm(image, ridge[len(ridge) // 3], hour, chance)
    return _road(image, hour, int(size[1] * 0.66), (132, 124, 112)), int(size[1] * 0.66)


def lake(size: tuple[int, int], hour: Hour, chance: Random) -> tuple[Image.Image, int]:
    """A lake before mountains, sails on it, a promenade in front."""
    image, horizon = _sky(size, hour, chance, 0.44)
    for depth in range(3):
        _ridge(
            image,
            horizon - size[1] * (0.17 - depth * 0.05),
            size[1] * 0.06,
            _lit(mix((120, 140, 168), (66, 92, 104), depth / 2), hour),
            chance,
        )
    water = gradient(
        (size[0], int(size[1] * 0.26)),
        [(0, _lit(mix((104, 160, 180), hour.sky[2], 0.5), hour)), (1, _lit((44, 96, 124), hour))],
    )
    image.paste(water, (0, horizon))
    draw = ImageDraw.Draw(image)
    for _ in range(170):
        y = horizon + int(chance.random() ** 1.6 * size[1] * 0.24)
        x, w = chance.uniform(0, size[0]), chance.uniform(8, 60) * (y - horizon + 12) / (size[1] * 0.2)
        draw.line((x, y, x + w, y), fill=_lit(mix((220, 232, 232), hour.sun, 0.5), hour), width=1)
    for _ in range(chance.randint(2, 5)):
        x, y, s = (
            chance.uniform(0.05, 0.95) * size[0],
            horizon + chance.uniform(0.02, 0.1) * size[1],
            chance.uniform(0.02, 0.05) * size[1],
        )
        draw.polygon([(x, y), (x, y - s * 2), (x + s, y - s * 0.2)], fill=(248, 244, 234))
        draw.polygon(
            [(x - s * 0.6, y), (x + s * 0.9, y), (x + s * 0.6, y + s * 0.3), (x - s * 0.4, y + s * 0.3)],
            fill=(90, 60, 50),
        )
    ground = int(size[1] * 0.68)
    _wall(image, ground - int(size[1] * 0.035), int(size[1] * 0.04), _lit((196, 184, 164), hour))
    return _road(image, hour, ground, (150, 142, 132)), ground


def mountain_pass(size: tuple[int, int], hour: Hour, chance: Random) -> tuple[Image.Image, int]:
    """High peaks with snow, firs, a stone wall along the road."""
    image, horizon = _sky(size, hour, chance, 0.5)
    draw = ImageDraw.Draw(image)
    for depth, tone in enumerate(((148, 160, 186), (104, 118, 134), (74, 96, 82))):
        for _ in range(4):
            x, h, w = (
                chance.uniform(-0.1, 1.1) * size[0],
                size[1] * chance.uniform(0.16, 0.4 - depth * 0.11),
                size[0] * chance.uniform(0.16, 0.3),
            )
            base = horizon + size[1] * (0.03 + depth * 0.045)
            colour = _lit(tone, hour)
            draw.polygon([(x - w, base), (x, base - h), (x + w, base)], fill=colour)
            draw.polygon([(x, base - h), (x + w, base), (x + w * 0.2, base)], fill=light(colour, -0.18))
            if depth < 2:
                cap = [
                    (x, base - h),
                    (x - w * 0.3, base - h * 0.7),
                    (x - w * 0.12, base - h * 0.76),
                    (x, base - h * 0.64),
                    (x + w * 0.13, base - h * 0.75),
                    (x + w * 0.3, base - h * 0.7),
                ]
                draw.polygon(cap, fill=_lit((242, 244, 250), hour))
    draw.rectangle((0, horizon + size[1] * 0.115, size[0], size[1]), fill=_lit((88, 106, 70), hour))
    for _ in range(46):
        x, y = chance.uniform(0, size[0]), horizon + size[1] * chance.uniform(0.07, 0.15)
        s = size[1] * chance.uniform(0.04, 0.09)
        draw.polygon(
            [(x - s * 0.3, y), (x, y - s), (x + s * 0.3, y)],
            fill=_lit(mix((34, 62, 48), (58, 88, 62), chance.random()), hour),
        )
    ground = int(size[1] * 0.68)
    _wall(image, ground - int(size[1] * 0.06), int(size[1] * 0.065), _lit((150, 144, 134), hour))
    return _road(image, hour, ground, (118, 114, 112)), ground


def street(size: tuple[int, int], hour: Hour, chance: Random) -> tuple[Image.Image, int]:
    """A row of façades with shutters, awnings, flags and a bell tower behind them."""
    image, _ = _sky(size, hour, chance, 0.5)
    draw = ImageDraw.Draw(image)
    ground = int(size[1] * 0.67)
    _tower(draw, chance.uniform(0.15, 0.85) * size[0], ground, size[1] * chance.uniform(0.52, 0.62), hour, chance)
    x = -chance.uniform(0, 0.1) * size[0]
    while x < size[0]:
        w, h = size[0] * chance.uniform(0.12, 0.22), size[1] * chance.uniform(0.34, 0.54)
        _house(draw, (x, ground - h, x + w, ground), hour, chance)
        x += w
    _flags(draw, size, ground, chance)
    return _road(image, hour, ground, (146, 136, 124)), ground


def square(size: tuple[int, int], hour: Hour, chance: Random) -> tuple[Image.Image, int]:
    """A long arcade with two rows of arches, lit from inside when it is dark."""
    image, _ = _sky(size, hour, chance, 0.5)
    draw = ImageDraw.Draw(image)
    ground, wall = int(size[1] * 0.67), _lit(chance.choice(WALLS), hour)
    top = ground - size[1] * chance.uniform(0.4, 0.5)
    draw.rectangle((0, top, size[0], ground), fill=wall)
    draw.rectangle((0, top, size[0], top + size[1] * 0.018), fill=light(wall, 0.25))
    inside = (255, 204, 120) if hour.name in {"night", "dusk"} else light(wall, -0.5)
    pitch = size[0] / chance.randint(7, 11)
    middle = top + (ground - top) * 0.42
    for n in range(-1, 13):
        x = n * pitch
        for upper, lower in ((top + size[1] * 0.05, middle - size[1] * 0.025), (middle + size[1] * 0.03, ground)):
            draw.rectangle((x + pitch * 0.2, upper + pitch * 0.3, x + pitch * 0.8, lower), fill=inside)
            draw.pieslice((x + pitch * 0.2, upper, x + pitch * 0.8, upper + pitch * 0.6), 180, 360, fill=inside)
    draw.rectangle((0, middle - size[1] * 0.02, size[0], middle), fill=light(wall, 0.22))
    _flags(draw, size, ground, chance)
    return _road(image, hour, ground, (164, 152, 138)), ground


def _lit(colour: Colour, hour: Hour) -> Colour:
    return light(mix(colour, hour.sky[1], 0.12), -hour.shade)


def _sky(size: tuple[int, int], hour: Hour, chance: Random, share: float) -> tuple[Image.Image, int]:
    horizon = int(size[1] * share)
    image = gradient(size, [(0, hour.sky[0]), (share * 0.6, hour.sky[1]), (share, hour.sky[2]), (1, hour.sky[2])])
    clouds = Image.new("L", (size[0] // 4, size[1] // 4))
    draw = ImageDraw.Draw(clouds)
    for _ in range(0 if hour.name == "night" else chance.randint(2, 6)):
        cx, cy = chance.uniform(0, clouds.width), chance.uniform(0.04, share * 0.7) * clouds.height
        for _ in range(9):
            x, y, r = cx + chance.gauss(0, 34), cy + chance.gauss(0, 4), chance.uniform(7, 20)
            draw.ellipse((x - r * 1.9, y - r * 0.5, x + r * 1.9, y + r * 0.5), fill=chance.randint(90, 190))
    image.paste(light(hour.sky[2], 0.4), (0, 0, *size), soften(clouds, 5, 3).resize(size, Image.Resampling.BICUBIC))
    if hour.name == "night":
        stars = ImageDraw.Draw(image)
        for _ in range(90):
            x, y = chance.uniform(0, size[0]), chance.uniform(0, horizon * 0.8)
            stars.point((x, y), fill=(220, 224, 250))
    return glow(image, (chance.uniform(0.1, 0.9) * size[0], horizon * 0.75), size[0] * 0.4, hour.sun, 0.75), horizon


def _ridge(image: Image.Image, top: float, rough: float, colour: Colour, chance: Random) -> list[tuple[float, float]]:
    points = [(n / 7 * image.width, top + chance.uniform(-rough, rough)) for n in range(-1, 9)]
    line = spline(points, closed=False, steps=14)
    ImageDraw.Draw(image).polygon(
        [*line, (image.width * 1.2, image.height), (-image.width * 0.2, image.height)], fill=colour
    )
    return line


def _cypresses(image: Image.Image, ridge: list[tuple[float, float]], depth: int, hour: Hour, chance: Random) -> None:
    draw = ImageDraw.Draw(image)
    start = chance.randint(8, 90)
    for x, y in ridge[start : start + chance.randint(12, 30) : 2]:
        s = image.height * (0.018 + depth * 0.014) * chance.uniform(0.8, 1.2)
        tree = spline(
            [(x, y - s * 3), (x + s * 0.42, y - s), (x + s * 0.2, y), (x - s * 0.2, y), (x - s * 0.42, y - s)], steps=4
        )
        draw.polygon(tree, fill=_lit((42, 64, 46), hour))


def _farm(image: Image.Image, spot: tuple[float, float], hour: Hour, chance: Random) -> None:
    (x, y), s = spot, image.height * 0.055
    _house(ImageDraw.Draw(image), (x, y - s, x + s * 1.9, y + s * 0.25), hour, chance, floors=2)


def _house(
    draw: ImageDraw.ImageDraw, box: tuple[float, float, float, float], hour: Hour, chance: Random, floors: int = 0
) -> None:
    left, top, right, bottom = box
    wall, shutter = _lit(chance.choice(WALLS), hour), _lit(chance.choice(SHUTTERS), hour)
    roof = (right - left) * 0.05
    draw.rectangle((left, top, right, bottom + 2), fill=wall)
    draw.polygon(
        [(left - roof, top), (left + roof, top - roof * 1.6), (right - roof, top - roof * 1.6), (right + roof, top)],
        fill=_lit((164, 84, 60), hour),
    )
    floors, bays = floors or chance.choice((3, 3, 4)), max(2, round((right - left) / (bottom - top) * 4))
    high, wide = (bottom - top) / floors, (right - left) / bays
    for floor in range(floors):
        for bay in range(bays):
            x, y = left + wide * (bay + 0.5), top + high * (floor + 0.5)
            w, h = wide * 0.17, high * 0.29
            if floor == floors - 1:
                draw.rectangle((x - w * 1.7, y - h, x + w * 1.7, bottom), fill=light(wall, -0.55))
                if chance.random() < 0.5:
                    draw.polygon(
                        [(x - w * 2.2, y - h * 0.7), (x + w * 2.2, y - h * 0.7), (x + w * 2.7, y), (x - w * 2.7, y)],
                        fill=chance.choice(((176, 52, 44), (240, 232, 214), (54, 96, 80))),
                    )
                continue
            glass = (255, 214, 138) if hour.shade > 0.25 and chance.random() < 0.6 else light(shutter, -0.55)
            draw.rectangle((x - w, y - h, x + w, y + h), fill=glass)
            for side in (-1, 1):
                draw.rectangle(sorted_box(x + side * w, y - h, x + side * w * 2, y + h), fill=shutter)


def sorted_box(x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
    """The box with its corners in the order that Pillow wants."""
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _tower(draw: ImageDraw.ImageDraw, x: float, ground: int, high: float, hour: Hour, chance: Random) -> None:
    w, colour = high * 0.085, _lit(chance.choice(WALLS), hour)
    draw.rectangle((x - w, ground - high, x + w, ground), fill=colour)
    draw.polygon(
        [(x - w * 1.15, ground - high), (x, ground - high * 1.2), (x + w * 1.15, ground - high)],
        fill=_lit((150, 78, 58), hour),
    )
    draw.rectangle((x - w * 0.4, ground - high * 0.93, x + w * 0.4, ground - high * 0.8), fill=light(colour, -0.6))


def _flags(draw: ImageDraw.ImageDraw, size: tuple[int, int], ground: int, chance: Random) -> None:
    y, step = ground - size[1] * chance.uniform(0.3, 0.4), size[0] / 26
    for n in range(27):
        x, sag = n * step, 10 * (1 - ((n % 9 - 4.5) / 4.5) ** 2)
        colour = ((206, 60, 50), (246, 240, 226), (48, 122, 84))[n % 3]
        draw.polygon([(x, y + sag), (x + step * 0.8, y + sag), (x + step * 0.4, y + sag + step)], fill=colour)


def _wall(image: Image.Image, top: int, high: int, colour: Colour) -> None:
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, top, image.width, top + high), fill=colour)
    draw.rectangle((0, top, image.width, top + high // 5), fill=light(colour, 0.25))
    for n in range(0, image.width, high * 2 or 1):
        draw.line((n, top, n, top + high), fill=light(colour, -0.2), width=1)


def _road(image: Image.Image, hour: Hour, ground: int, colour: Colour) -> Image.Image:
    base = _lit(colour, hour)
    size = (image.width, image.height - ground)
    image.paste(gradient(size, [(0, light(base, 0.16)), (0.15, base), (1, light(base, -0.3))]), (0, ground))
    if hour.name == "rain":
        mirror = image.crop((0, max(0, ground - size[1]), image.width, ground)).transpose(
            Image.Transpose.FLIP_TOP_BOTTOM
        )
        image.paste(
            Image.blend(image.crop((0, ground, image.width, image.height)), mirror.resize(size), 0.34), (0, ground)
        )
    return image
