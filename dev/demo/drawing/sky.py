"""The light of the hour: the sky, its clouds, its sun, and what it does to every colour.

In: a size and a source of chance. Out: the sky down to the horizon; colours as they look in that light.
"""

from dataclasses import dataclass
from random import Random

from PIL import Image, ImageDraw

from dev.demo.drawing.canvas import Colour, glow, gradient, light, mix, soften


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


def lit(colour: Colour, hour: Hour) -> Colour:
    """The colour in this hour's light."""
    return light(mix(colour, hour.sky[1], 0.12), -hour.shade)


def sky(size: tuple[int, int], hour: Hour, chance: Random, share: float) -> tuple[Image.Image, int]:
    """The sky, and the row of pixels where it ends."""
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
