"""The album: which 160 pictures there are, what each shows, its caption and how it is framed.

In: the demo's entry list. Out: for each number from 1 to 160 a picture with caption, alt text and credit.
"""

from dataclasses import dataclass
from random import Random
from typing import Final

from PIL import Image

from dev.demo.drawing import details, ends, people, scenery
from dev.demo.drawing.canvas import FINE, Colour, develop, glow, shadow, soften
from dev.demo.drawing.cars import side_view
from dev.demo.drawing.field import Entry, entries
from dev.demo.drawing.sky import HOURS, Hour

COUNT: Final = 160
HAT: Final = 3
"""The picture with the lady in the big red hat."""
ONE_LIGHT: Final = 12
"""The picture of the red car that has only one tail light."""

COLOURS: Final[dict[str, Colour]] = {
    "red": (184, 28, 30), "dark red": (122, 20, 30), "blue": (34, 74, 142), "light blue": (116, 164, 196), "silver": (176, 182, 188),
    "white": (234, 230, 218), "green": (28, 78, 56), "black": (40, 40, 46), "cream": (226, 208, 168), "grey": (120, 126, 130), "yellow": (226, 182, 52), "ivory": (238, 228, 202),
}  # fmt: skip
CAPS: Final[tuple[Colour, ...]] = ((96, 66, 44), (236, 228, 206), (54, 60, 72), (150, 36, 34), (196, 160, 104))
CREDITS: Final = ("Paddock demo", "Paddock demo / second car", "Paddock demo / roadside")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """What picture `number` is."""

    number: int
    kind: str
    entry: Entry
    hour: Hour
    place: str
    portrait: bool
    caption: str
    alt: str
    credit: str


def shots() -> list[Shot]:
    """All pictures in the order of the gallery: from the start in Brescia to Rome and back."""
    field = entries()
    one_light = next(entry for entry in field if entry.plate == "MI 18 3385")
    others = [entry for entry in field if entry is not one_light]
    return [
        _shot(number, one_light if number in {ONE_LIGHT, ONE_LIGHT + 1} else others[(number * 7) % len(others)])
        for number in range(1, COUNT + 1)
    ]


def draw(shot: Shot, width: int = 1680) -> Image.Image:
    """The picture itself, upright, `width` pixels on its longer side."""
    chance = Random(shot.number * 7919)
    size = (width, width * 2 // 3) if not shot.portrait else (width * 2 // 3, width)
    colour = COLOURS[shot.entry.colour]
    if shot.kind in {"wheel", "dashboard"}:
        close = details.wheel_detail if shot.kind == "wheel" else details.dashboard
        return develop(close(size, colour, shot.entry.number, chance), shot.hour.tint, 0.6)
    half = (size[0] // 2, size[1] // 2)
    painter = getattr(scenery, shot.place)
    image, ground = painter(half, shot.hour, chance)
    image, ground = image.resize(size, Image.Resampling.BICUBIC), ground * 2
    if shot.kind == "panning":
        image = soften(image, 26)
    return develop(_staffed(image, ground, shot, colour, chance), shot.hour.tint, 0.6)


def _staffed(image: Image.Image, ground: int, shot: Shot, colour: Colour, chance: Random) -> Image.Image:
    width, height = image.size
    shade = shot.hour.shade
    if shot.kind not in {"panning", "landscape"} or shot.place in {"street", "square"}:
        behind = image.convert("RGBA")
        people.crowd(
            behind,
            ground + height * 0.02,
            height * (0.25 if shot.kind == "crowd" else 0.19),
            chance,
            shade=shade + 0.06,
            density=1.3 if shot.kind == "crowd" else 0.9,
        )
        image = behind.convert("RGB")
        if shot.kind == "panning":
            image = soften(image, 18)
    crew = (chance.choice(CAPS), chance.choice(CAPS))
    if shot.kind in {"front", "rear"}:
        share = 0.52 if not shot.portrait else 0.84
        span = int(width * share * chance.uniform(0.92, 1.08))
        if shot.kind == "front":
            layer = ends.front_view(
                span * FINE,
                colour,
                shot.entry.number,
                shot.entry.plate,
                crew,
                upright=shot.entry.body in {"tourer", "racer"},
            )
        else:
            layer = ends.rear_view(
                span * FINE,
                colour,
                shot.entry.number,
                shot.entry.plate,
                crew,
                lights=1 if shot.entry.plate == "MI 18 3385" else 2,
            )
        x, feet = int(width * chance.uniform(0.4, 0.6)), int(height * 0.9)
    else:
        share = {"landscape": 0.34, "crowd": 0.46, "panning": 0.74}.get(shot.kind, 0.64)
        span = int(width * share * (1.25 if shot.portrait else 1) * chance.uniform(0.94, 1.06))
        layer = side_view(
            shot.entry.body,
            span * FINE,
            colour,
            shot.entry.number,
            shot.entry.plate,
            crew,
            mirrored=chance.random() < 0.5,
        )
        x, feet = (
            int(width * chance.uniform(0.42, 0.58)),
            int(ground + (height - ground) * (0.42 if shot.kind == "landscape" else 0.62)),
        )
    layer = layer.reduce(FINE)
    shadow(image, (x - layer.width * 0.52, feet - height * 0.035, x + layer.width * 0.52, feet + height * 0.035), 205)
    image.paste(layer, (x - layer.width // 2, feet - layer.height + 2), layer)
    if shot.number == HAT:
        front = image.convert("RGBA")
        people.lady_in_red_hat(front, width * 0.83, height * 1.02, height * 0.66)
        image = front.convert("RGB")
    if shot.hour.name in {"night", "dusk"}:
        image = glow(image, (x + layer.width * 0.42, feet - layer.height * 0.4), width * 0.14, (255, 226, 160), 0.55)
    if shot.hour.name in {"gold", "dawn"}:
        image = glow(image, (width * chance.choice((0.05, 0.95)), height * 0.1), width * 0.55, (255, 196, 120), 0.34)
    return image


_STAGES: Final = (
    (26, "Brescia", ("street", "square")), (44, "Desenzano", ("lake",)), (70, "on the road south", ("hills", "street")), (92, "Rome", ("square", "street")),
    (118, "Tuscany", ("hills",)), (138, "the Futa pass", ("mountain_pass", "hills")), (161, "Brescia, coming home", ("street", "square", "lake")),
)  # fmt: skip
_KINDS: Final = [
    "side",
    "front",
    "crowd",
    "rear",
    "side",
    "panning",
    "wheel",
    "landscape",
    "side",
    "front",
    "dashboard",
    "rear",
    "panning",
]
_WORDS: Final = {
    "side": "{car} passes the spectators, {stage}",
    "front": "Face to face with the {car}, {stage}",
    "rear": "The {car} from behind, {stage}",
    "crowd": "The crowd waits for the {car}, {stage}",
    "panning": "At full speed: {car}, {stage}",
    "landscape": "A small car in a wide country: {car}, {stage}",
    "wheel": "Wire wheel of the {car}",
    "dashboard": "At the wheel of the {car}",
}


def _shot(number: int, entry: Entry) -> Shot:
    chance = Random(number * 31 + 5)
    kind = _KINDS[(number * 3 + number // 13) % len(_KINDS)]
    _, stage, places = next(row for row in _STAGES if number < row[0])
    place = chance.choice(places)
    hour = HOURS[(number * 2 + number // 9) % len(HOURS)]
    caption = _WORDS[kind].format(car=entry.words, stage=stage)
    if number == HAT:
        kind, place, hour = "crowd", "street", HOURS[1]
        caption = "Brescia, the first morning: spectators along the start"
    if number == ONE_LIGHT:
        kind, place, hour = "rear", "street", HOURS[4]
        caption = "A red car leaves Brescia in the last light"
    elif number == ONE_LIGHT + 1:
        kind, caption = "side", "The red car again, a street further on"
    portrait = number % 11 == 5 and kind not in {"landscape", "panning", "dashboard", "wheel"}
    looks = {"wheel": "Close view of a spoked wheel", "dashboard": "Steering wheel and dials"}.get(
        kind, f"A {entry.colour} car, start number {entry.number}"
    )
    ground = {
        "hills": "in rolling hills",
        "lake": "by a lake",
        "street": "between old façades",
        "square": "before an arcade",
        "mountain_pass": "on a mountain road",
    }[place]
    alt = (
        looks
        if kind in {"wheel", "dashboard"}
        else f"{looks}, {ground}" + (", on the right a lady in a big red hat" if number == HAT else "")
    )
    return Shot(
        number=number,
        kind=kind,
        entry=entry,
        hour=hour,
        place=place,
        portrait=portrait,
        caption=caption,
        alt=alt,
        credit=CREDITS[number % 3],
    )
