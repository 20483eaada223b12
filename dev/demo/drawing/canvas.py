"""The drawing board: smooth shapes, gradients and light on Pillow images.

In: points, colours and sizes in pixels. Out: images; nothing here knows what is drawn.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

Colour = tuple[int, int, int]
Point = tuple[float, float]

FINE = 2
"""Everything sharp is drawn this many times larger and reduced, which smooths its edges."""


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """The colour `share` of the way from one to the other."""
    r, g, b = (round(a + (z - a) * share) for a, z in zip(one, other, strict=True))
    return r, g, b


def light(colour: Colour, amount: float) -> Colour:
    """Lighter for a positive amount up to 1, darker for a negative one."""
    return mix(colour, (255, 250, 240), amount) if amount > 0 else mix(colour, (12, 10, 16), -amount)


def gradient(size: tuple[int, int], stops: Sequence[tuple[float, Colour]]) -> Image.Image:
    """A vertical gradient through `stops` (place from 0 at the top to 1, colour)."""
    places = [place for place, _ in stops]
    rows = np.linspace(0, 1, size[1])
    column = np.stack([np.interp(rows, places, [colour[i] for _, colour in stops]) for i in range(3)], axis=1)
    strip = Image.fromarray(column.astype(np.uint8).reshape(size[1], 1, 3), "RGB")
    return strip.resize(size, Image.Resampling.NEAREST)


def spline(points: Sequence[Point], *, closed: bool = True, steps: int = 10) -> list[Point]:
    """A smooth line through all points (Catmull and Rom, 1974)."""
    p = np.array(points, dtype=float)
    before, here, after, beyond = (np.roll(p, shift, axis=0) for shift in (1, 0, -1, -2))
    if not closed:
        before, here = np.vstack([p[:1], p[:-2]]), p[:-1]
        after, beyond = p[1:], np.vstack([p[2:], p[-1:]])
    t = np.linspace(0, 1, steps, endpoint=False)[None, :, None]
    b, h, a, y = (part[:, None, :] for part in (before, here, after, beyond))
    curve = 0.5 * (2 * h + (a - b) * t + (2 * b - 5 * h + 4 * a - y) * t**2 + (3 * h - b - 3 * a + y) * t**3)
    line = [(float(x), float(z)) for x, z in curve.reshape(-1, 2)]
    return line if closed else [*line, points[-1]]


def mask(size: tuple[int, int], points: Sequence[Point]) -> Image.Image:
    """Where a polygon is: 255 inside, 0 outside."""
    made = Image.new("L", size)
    ImageDraw.Draw(made).polygon(list(points), fill=255)
    return made


def shaded(layer: Image.Image, points: Sequence[Point], stops: Sequence[tuple[float, Colour]]) -> None:
    """Fill a polygon on `layer` with a vertical gradient that spans just its own height."""
    left, top = (int(min(p[i] for p in points)) - 1 for i in (0, 1))
    size = tuple(int(max(p[i] for p in points)) - start + 2 for i, start in ((0, left), (1, top)))
    shape = mask((size[0], size[1]), [(x - left, y - top) for x, y in points])
    layer.paste(gradient((size[0], size[1]), stops), (left, top), shape)


def glow(image: Image.Image, centre: Point, radius: float, colour: Colour, strength: float) -> Image.Image:
    """The image with a soft light added around a point."""
    small = 128
    y, x = np.mgrid[0:small, 0:small]
    scale_x, scale_y = image.width / small, image.height / small
    distance = np.hypot((x * scale_x - centre[0]), (y * scale_y - centre[1])) / radius
    fall = (np.exp(-(distance**2) * 2.2) * strength)[..., None] * np.array(colour)
    added = Image.fromarray(fall.clip(0, 255).astype(np.uint8), "RGB").resize(image.size, Image.Resampling.BICUBIC)
    return ImageChops.screen(image, added)


def soften(image: Image.Image, across: int, down: int = 1) -> Image.Image:
    """Out of focus, or swept along: detail finer than `across` × `down` pixels is gone."""
    small = image.resize((max(2, image.width // across), max(2, image.height // down)), Image.Resampling.BOX)
    return small.resize(image.size, Image.Resampling.BICUBIC)


def shadow(image: Image.Image, box: tuple[float, float, float, float], strength: int = 150) -> None:
    """A soft dark ellipse on the ground."""
    left, top, right, bottom = (int(v) for v in box)
    width, height = max(8, right - left), max(8, bottom - top)
    soft = Image.new("L", (max(4, width // 4), max(4, height // 4)))
    inset = max(1, soft.height // 4)
    ImageDraw.Draw(soft).ellipse((inset, inset, soft.width - inset, soft.height - inset), fill=strength)
    soft = soft.filter(ImageFilter.GaussianBlur(inset)).resize((width, height), Image.Resampling.BICUBIC)
    image.paste(Image.new("RGB", (width, height), (10, 8, 14)), (left, top), soft)


@lru_cache(maxsize=64)
def lettering(size: int) -> ImageFont.FreeTypeFont:
    """The font that Pillow carries, so that no machine needs one installed."""
    font = ImageFont.load_default(size=size)
    assert isinstance(font, ImageFont.FreeTypeFont)  # noqa: S101 -- Pillow without FreeType cannot draw these pictures
    return font


def write(layer: Image.Image, centre: Point, text: str, size: int, fill: Colour, *, bold: float = 0.05) -> None:
    """Text around a point."""
    font = lettering(max(6, size))
    stroke = round(size * bold)
    ImageDraw.Draw(layer).text(centre, text, font=font, fill=fill, anchor="mm", stroke_width=stroke, stroke_fill=fill)


@lru_cache(maxsize=4)
def _grain(size: tuple[int, int]) -> Image.Image:
    noise = np.random.default_rng(7).normal(128, 5.5, (size[1] // 2, size[0] // 2)).clip(0, 255).astype(np.uint8)
    return Image.fromarray(noise, "L").resize(size, Image.Resampling.BILINEAR).convert("RGB")


@lru_cache(maxsize=4)
def _vignette(size: tuple[int, int]) -> Image.Image:
    y, x = np.mgrid[-1:1:64j, -1:1:96j]
    fall = (255 * (1 - 0.34 * np.clip(np.hypot(x, y) - 0.45, 0, 1) ** 1.6)).astype(np.uint8)
    return Image.fromarray(fall, "L").resize(size, Image.Resampling.BICUBIC).convert("RGB")


def develop(image: Image.Image, tint: Colour, strength: float) -> Image.Image:
    """The last step in the darkroom: a tint over all, darker corners, a little grain."""
    tinted = Image.blend(image, ImageChops.multiply(image, Image.new("RGB", image.size, tint)), strength)
    cornered = ImageChops.multiply(tinted, _vignette(image.size))
    return ImageChops.add(cornered, _grain(image.size), 1, -128)
