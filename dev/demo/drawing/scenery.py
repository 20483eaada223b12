"""Where it happens: hills, lakes, passes, streets and squares, each in its own hour of light.

In: a size and a source of chance. Out: the background and the height of the ground, softly out of focus.
"""

from random import Random

from PIL import Image, ImageDraw

from dev.demo.drawing.canvas import Colour, gradient, light, mix, spline
from dev.demo.drawing.houses import WALLS, flags, house, tower
from dev.demo.drawing.sky import Hour, lit, sky


def hills(size: tuple[int, int], hour: Hour, chance: Random) -> tuple[Image.Image, int]:
    """Rolling country with rows of cypresses and a farm, and the road in front."""
    image, horizon = sky(size, hour, chance, 0.46)
    far, near = mix((128, 150, 170), hour.sky[2], 0.45), (112, 134, 66)
    if hour.name in {"gold", "dawn", "dusk"}:
        near = (156, 138, 66)
    for depth in range(5):
        colour = lit(mix(far, near, depth / 4), hour)
        top = horizon - size[1] * 0.09 + depth * size[1] * 0.055
        ridge = _ridge(image, top, size[1] * (0.03 + depth * 0.012), colour, chance)
        if depth in {1, 2, 3}:
            _cypresses(image, ridge, depth, hour, chance)
        if depth == 2:
            _farm(image, ridge[len(ridge) // 3], hour, chance)
    return _road(image, hour, int(size[1] * 0.66), (132, 124, 112)), int(size[1] * 0.66)


def lake(size: tuple[int, int], hour: Hour, chance: Random) -> tuple[Image.Image, int]:
    """A lake before mountains, sails on it, a promenade in front."""
    image, horizon = sky(size, hour, chance, 0.44)
    for depth in range(3):
        _ridge(
            image,
            horizon - size[1] * (0.17 - depth * 0.05),
            size[1] * 0.06,
            lit(mix((120, 140, 168), (66, 92, 104), depth / 2), hour),
            chance,
        )
    water = gradient(
        (size[0], int(size[1] * 0.26)),
        [(0, lit(mix((104, 160, 180), hour.sky[2], 0.5), hour)), (1, lit((44, 96, 124), hour))],
    )
    image.paste(water, (0, horizon))
    draw = ImageDraw.Draw(image)
    for _ in range(170):
        y = horizon + chance.random() ** 1.6 * size[1] * 0.24
        x, w = chance.uniform(0, size[0]), chance.uniform(8, 60) * (y - horizon + 12) / (size[1] * 0.2)
        draw.line((x, y, x + w, y), fill=lit(mix((220, 232, 232), hour.sun, 0.5), hour), width=1)
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
    _wall(image, ground - int(size[1] * 0.035), int(size[1] * 0.04), lit((196, 184, 164), hour))
    return _road(image, hour, ground, (150, 142, 132)), ground


def mountain_pass(size: tuple[int, int], hour: Hour, chance: Random) -> tuple[Image.Image, int]:
    """High peaks with snow, firs, a stone wall along the road."""
    image, horizon = sky(size, hour, chance, 0.5)
    draw = ImageDraw.Draw(image)
    for depth, tone in enumerate(((148, 160, 186), (104, 118, 134), (74, 96, 82))):
        for _ in range(4):
            x, h, w = (
                chance.uniform(-0.1, 1.1) * size[0],
                size[1] * chance.uniform(0.16, 0.4 - depth * 0.11),
                size[0] * chance.uniform(0.16, 0.3),
            )
            base = horizon + size[1] * (0.03 + depth * 0.045)
            colour = lit(tone, hour)
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
                draw.polygon(cap, fill=lit((242, 244, 250), hour))
    draw.rectangle((0, horizon + size[1] * 0.115, size[0], size[1]), fill=lit((88, 106, 70), hour))
    for _ in range(46):
        x, y = chance.uniform(0, size[0]), horizon + size[1] * chance.uniform(0.07, 0.15)
        s = size[1] * chance.uniform(0.04, 0.09)
        draw.polygon(
            [(x - s * 0.3, y), (x, y - s), (x + s * 0.3, y)],
            fill=lit(mix((34, 62, 48), (58, 88, 62), chance.random()), hour),
        )
    ground = int(size[1] * 0.68)
    _wall(image, ground - int(size[1] * 0.06), int(size[1] * 0.065), lit((150, 144, 134), hour))
    return _road(image, hour, ground, (118, 114, 112)), ground


def street(size: tuple[int, int], hour: Hour, chance: Random) -> tuple[Image.Image, int]:
    """A row of façades with shutters, awnings, flags and a bell tower behind them."""
    image, _ = sky(size, hour, chance, 0.5)
    draw = ImageDraw.Draw(image)
    ground = int(size[1] * 0.67)
    tower(draw, chance.uniform(0.15, 0.85) * size[0], ground, size[1] * chance.uniform(0.52, 0.62), hour, chance)
    x = -chance.uniform(0, 0.1) * size[0]
    while x < size[0]:
        w, h = size[0] * chance.uniform(0.12, 0.22), size[1] * chance.uniform(0.34, 0.54)
        house(draw, (x, ground - h, x + w, ground), hour, chance)
        x += w
    flags(draw, size, ground, chance)
    return _road(image, hour, ground, (146, 136, 124)), ground


def square(size: tuple[int, int], hour: Hour, chance: Random) -> tuple[Image.Image, int]:
    """A long arcade with two rows of arches, lit from inside when it is dark."""
    image, _ = sky(size, hour, chance, 0.5)
    draw = ImageDraw.Draw(image)
    ground, wall = int(size[1] * 0.67), lit(chance.choice(WALLS), hour)
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
    flags(draw, size, ground, chance)
    return _road(image, hour, ground, (164, 152, 138)), ground


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
        draw.polygon(tree, fill=lit((42, 64, 46), hour))


def _farm(image: Image.Image, spot: tuple[float, float], hour: Hour, chance: Random) -> None:
    (x, y), s = spot, image.height * 0.055
    house(ImageDraw.Draw(image), (x, y - s, x + s * 1.9, y + s * 0.25), hour, chance, floors=2)


def _wall(image: Image.Image, top: int, high: int, colour: Colour) -> None:
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, top, image.width, top + high), fill=colour)
    draw.rectangle((0, top, image.width, top + high // 5), fill=light(colour, 0.25))
    for n in range(0, image.width, high * 2 or 1):
        draw.line((n, top, n, top + high), fill=light(colour, -0.2), width=1)


def _road(image: Image.Image, hour: Hour, ground: int, colour: Colour) -> Image.Image:
    base = lit(colour, hour)
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
