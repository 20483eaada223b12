"""Which renditions a picture gets: sizes, formats and efforts, by number.

In: a recipe's number, who owns the picture, the upright size. Out: the list of `Make`, largest first.

A recipe never changes once it has shipped, since its number is part of every URL; a better one gets
the next number. Qualities and efforts were measured with libvips 8.18.7 beside sharp at its defaults; what came
of it is in docs/pictures.md (`./paddock bench pictures --peers`).
"""

from dataclasses import dataclass
from enum import StrEnum

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
    """One file to make: nominal width of the recipe, real size in pixels, format, quality and effort."""

    nominal: int
    width: int
    height: int
    format: Format
    quality: int
    effort: int = 0

    @property
    def name(self) -> str:
        """The file's name below its recipe's number, as `800.avif`."""
        return f"{self.nominal}.{self.format.value}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """Nominal widths, largest first, with the AVIF effort of each, and the qualities."""

    gallery: tuple[tuple[int, int], ...]
    comment: tuple[tuple[int, int], ...]
    avif_quality: int = 56
    jpeg_quality: int = 77
    webp_quality: int = 79
    webp_effort: int = 2


RECIPES: dict[int, Recipe] = {
    1: Recipe(
        gallery=((2560, 1), (1600, 1), (800, 2), (320, 2)),
        comment=((1600, 1), (800, 1), (320, 1)),
    ),
    2: Recipe(
        gallery=((1600, 2), (800, 3), (320, 3)),
        comment=((1600, 1), (800, 1), (320, 1)),
        avif_quality=50,
        jpeg_quality=70,
        webp_quality=72,
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
    efforts = dict(recipe.gallery if owner == "gallery" else recipe.comment)
    files: list[Make] = []
    for nominal, wide, high in sizes(tuple(efforts), width, height):
        files.append(
            Make(
                nominal=nominal,
                width=wide,
                height=high,
                format=Format.AVIF,
                quality=recipe.avif_quality,
                effort=efforts[nominal],
            )
        )
        if webp:
            files.append(
                Make(
                    nominal=nominal,
                    width=wide,
                    height=high,
                    format=Format.WEBP,
                    quality=recipe.webp_quality,
                    effort=recipe.webp_effort,
                )
            )
        files.append(Make(nominal=nominal, width=wide, height=high, format=Format.JPEG, quality=recipe.jpeg_quality))
    return files


def first_look(*, number: int, width: int, height: int) -> Make:
    """The one small JPEG that stands in until the full set is there."""
    nominal, wide, high = sizes((FIRST_LOOK,), width, height)[0]
    return Make(nominal=nominal, width=wide, height=high, format=Format.JPEG, quality=RECIPES[number].jpeg_quality)
