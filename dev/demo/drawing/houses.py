"""What Italy is built of: façades with shutters and awnings, bell towers, strings of flags.

In: where it stands and the hour. Out: drawn on the board.
"""

from random import Random

from PIL import ImageDraw

from dev.demo.drawing.canvas import Colour, light
from dev.demo.drawing.sky import Hour, lit

WALLS: tuple[Colour, ...] = (
    (222, 178, 120), (204, 132, 92), (232, 204, 160), (214, 158, 134), (190, 110, 84), (236, 222, 190), (178, 150, 118),
)  # fmt: skip
SHUTTERS: tuple[Colour, ...] = ((66, 94, 78), (92, 62, 48), (74, 88, 108), (122, 84, 58))


def house(
    draw: ImageDraw.ImageDraw, box: tuple[float, float, float, float], hour: Hour, chance: Random, floors: int = 0
) -> None:
    """A house front with its windows; two floors make a farm."""
    left, top, right, bottom = box
    wall, shutter = lit(chance.choice(WALLS), hour), lit(chance.choice(SHUTTERS), hour)
    roof = (right - left) * 0.05
    draw.rectangle((left, top, right, bottom + 2), fill=wall)
    draw.polygon(
        [(left - roof, top), (left + roof, top - roof * 1.6), (right - roof, top - roof * 1.6), (right + roof, top)],
        fill=lit((164, 84, 60), hour),
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


def tower(draw: ImageDraw.ImageDraw, x: float, ground: int, high: float, hour: Hour, chance: Random) -> None:
    """A bell tower behind the roofs."""
    w, colour = high * 0.085, lit(chance.choice(WALLS), hour)
    draw.rectangle((x - w, ground - high, x + w, ground), fill=colour)
    draw.polygon(
        [(x - w * 1.15, ground - high), (x, ground - high * 1.2), (x + w * 1.15, ground - high)],
        fill=lit((150, 78, 58), hour),
    )
    draw.rectangle((x - w * 0.4, ground - high * 0.93, x + w * 0.4, ground - high * 0.8), fill=light(colour, -0.6))


def flags(draw: ImageDraw.ImageDraw, size: tuple[int, int], ground: int, chance: Random) -> None:
    """Little flags across the street."""
    y, step = ground - size[1] * chance.uniform(0.3, 0.4), size[0] / 26
    for n in range(27):
        x, sag = n * step, 10 * (1 - ((n % 9 - 4.5) / 4.5) ** 2)
        colour = ((206, 60, 50), (246, 240, 226), (48, 122, 84))[n % 3]
        draw.polygon([(x, y + sag), (x + step * 0.8, y + sag), (x + step * 0.4, y + sag + step)], fill=colour)
