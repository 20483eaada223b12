"""Which renditions a picture gets: sizes, formats and efforts, by number.

In: a recipe's number, who owns the picture, the upright size. Out: the list of `Make`, largest first.

A recipe never changes once it has shipped, since its number is part of every URL; a better one gets
the next number. Qualities and efforts were measured with libvips 8.18.7 beside sharp at its defaults; what came
of it is in docs/pictures.md (`./paddock bench pictures --peers`).
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import partial

HEIGHT_LIMIT = 8192
"""A very tall picture is narrowed to this height; WebP cannot hold more than 16,383 rows."""

FIRST_LOOK = 320
MAIL_WIDTH = 600
MAIL_BYTES = 60_000


class Format(StrEnum):
    """A file format of renditions; the value is the extension."""

    AVIF = "avif"
    WEBP = "webp"
    JPEG = "jpg"

    @property
    def media_type(self) -> str:
        """The registered media type."""
        return {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Make:
    """One file to make: nominal width of the recipe, real size in pixels, format, quality and effort.

    A JPEG that isn't `gradual` is a baseline one.
    """

    nominal: int
    width: int
    height: int
    format: Format
    quality: int
    effort: int = 0
    gradual: bool = True

    @property
    def name(self) -> str:
        """The file's name below its recipe's number, as `800.avif`."""
        return f"{self.nominal}.{self.format.value}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Width:
    """One width of a recipe: the qualities of its files, and the effort of its AVIF."""

    nominal: int
    avif: int
    avif_effort: int
    webp: int
    jpeg: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """The widths, largest first, and what holds for all of them.

    `gradual` makes the JPEGs progressive with code tables of their own: two to five parts in a hundred smaller, three
    to four times the work. `jpeg_quality` is that of first looks and squares, `film_quality` that of animations.
    """

    gallery: tuple[Width, ...]
    comment: tuple[Width, ...]
    jpeg_quality: int
    film_quality: int
    gradual: bool
    webp_effort: int = 2

    def widths(self, owner: str) -> tuple[Width, ...]:
        """Those of a gallery's pictures or of readers' attachments."""
        return self.gallery if owner == "gallery" else self.comment


_SPARING = ((1600, 2), (800, 3), (320, 3))

# Effort 0 costs a third of effort 1, and most of a picture's work is in the large widths. At 320 pixels it would need
# half as many bytes again for the same likeness, and effort 1 costs next to nothing.
RECIPES: dict[int, Recipe] = {
    1: Recipe(
        gallery=(
            Width(nominal=2560, avif=54, avif_effort=0, webp=77, jpeg=77),
            Width(nominal=1600, avif=55, avif_effort=0, webp=79, jpeg=78),
            Width(nominal=800, avif=55, avif_effort=0, webp=79, jpeg=78),
            Width(nominal=320, avif=60, avif_effort=1, webp=79, jpeg=78),
        ),
        comment=(
            Width(nominal=1600, avif=55, avif_effort=1, webp=79, jpeg=78),
            Width(nominal=800, avif=55, avif_effort=1, webp=79, jpeg=78),
            Width(nominal=320, avif=60, avif_effort=1, webp=79, jpeg=78),
        ),
        jpeg_quality=78,
        film_quality=79,
        gradual=False,
    ),
    2: Recipe(
        gallery=tuple(Width(nominal=size, avif=50, avif_effort=effort, webp=72, jpeg=70) for size, effort in _SPARING),
        comment=tuple(Width(nominal=size, avif=50, avif_effort=1, webp=72, jpeg=70) for size, _ in _SPARING),
        jpeg_quality=70,
        film_quality=72,
        gradual=True,
    ),
}
"""1 is the standard; 2 is for sites whose readers pay for their bytes."""

LATEST = 1


def sizes(widths: tuple[int, ...], width: int, height: int) -> list[tuple[int, int, int]]:
    """(nominal, width, height) for each nominal width, largest first, never larger than the picture.

    Nominal widths beyond the picture collapse into the smallest of them, which has the picture's own size.
    """
    chosen: list[tuple[int, int, int]] = []
    for nominal in sorted(widths):
        scale = min(1.0, nominal / width, HEIGHT_LIMIT / height)
        chosen.append((nominal, max(1, round(width * scale)), max(1, round(height * scale))))
        if scale == 1.0:
            break
    return chosen[::-1]


def makes(*, number: int, owner: str, webp: bool, width: int, height: int) -> list[Make]:
    """Every file of the full set in the order of making: by falling width, then AVIF, WebP, JPEG."""
    recipe = RECIPES[number]
    chosen = {one.nominal: one for one in recipe.widths(owner)}
    files: list[Make] = []
    for nominal, wide, high in sizes(tuple(chosen), width, height):
        one = chosen[nominal]
        make = partial(Make, nominal=nominal, width=wide, height=high)
        files.append(make(format=Format.AVIF, quality=one.avif, effort=one.avif_effort))
        if webp:
            files.append(make(format=Format.WEBP, quality=one.webp, effort=recipe.webp_effort))
        files.append(make(format=Format.JPEG, quality=one.jpeg, gradual=recipe.gradual))
    return files


def first_look(*, number: int, width: int, height: int) -> Make:
    """The one small JPEG that stands in until the full set is there."""
    nominal, wide, high = sizes((FIRST_LOOK,), width, height)[0]
    return Make(nominal=nominal, width=wide, height=high, format=Format.JPEG, quality=RECIPES[number].jpeg_quality)
