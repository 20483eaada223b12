"""Who stands along the road: crowds with hats and flags, a lady in a big red hat, drivers in caps and goggles.

In: a layer, a place and a size in pixels. Out: figures drawn on it.
"""

from random import Random

from PIL import Image, ImageDraw

from dev.demo.drawing.canvas import Colour, light, spline

CLOTHES: tuple[Colour, ...] = (
    (196, 62, 52), (52, 84, 122), (232, 220, 196), (88, 110, 84), (222, 174, 84), (116, 70, 90), (64, 62, 66), (150, 172, 186), (240, 240, 232), (182, 116, 78),
)  # fmt: skip
SKIN: tuple[Colour, ...] = ((236, 194, 162), (220, 172, 138), (198, 148, 114), (160, 112, 84))
HATS: tuple[Colour, ...] = ((238, 226, 196), (60, 54, 52), (214, 190, 142), (176, 60, 50), (76, 92, 112))


def crowd(
    layer: Image.Image, ground: float, height: float, chance: Random, *, shade: float, density: float = 1.0
) -> None:
    """Two rows of people along the road, the back row darker, some waving little flags."""
    for row in (1, 0):
        x, step = -height * 0.2, height * (0.3 - 0.02 * row) / density
        while x < layer.width + height * 0.2:
            person(
                layer,
                x,
                ground - row * height * 0.16,
                height * chance.uniform(0.86, 1.06),
                chance,
                shade=shade + row * 0.14,
            )
            x += step * chance.uniform(0.75, 1.35)


def person(layer: Image.Image, x: float, feet: float, height: float, chance: Random, *, shade: float) -> None:
    """One figure from the back row of memory: legs, coat, head, perhaps a hat, perhaps a raised arm."""
    draw = ImageDraw.Draw(layer)
    coat, skin = (light(chance.choice(colours), -shade) for colours in (CLOTHES, SKIN))
    head, width = height * 0.068, height * 0.13
    top = feet - height
    for side in (-1, 1):
        draw.line(
            (x + side * width * 0.35, feet, x + side * width * 0.3, feet - height * 0.46),
            fill=light(coat, -0.45),
            width=max(2, int(width * 0.5)),
        )
    shoulders = feet - height * 0.8
    body = [
        (x - width * 0.5, feet - height * 0.4),
        (x - width * 0.72, shoulders + height * 0.06),
        (x - width * 0.35, shoulders),
        (x + width * 0.35, shoulders),
        (x + width * 0.72, shoulders + height * 0.06),
        (x + width * 0.5, feet - height * 0.4),
    ]
    draw.polygon(spline(body, steps=4), fill=coat)
    draw.ellipse((x - head, top + head * 0.4, x + head, top + head * 2.7), fill=skin)
    draw.pieslice(
        (x - head, top + head * 0.3, x + head, top + head * 2.4),
        180,
        360,
        fill=light(chance.choice(((52, 38, 30), (98, 66, 40), (186, 152, 96), (120, 118, 116))), -shade),
    )
    if chance.random() < 0.38:
        hat = light(chance.choice(HATS), -shade)
        draw.ellipse((x - head * 1.7, top + head * 0.75, x + head * 1.7, top + head * 1.35), fill=hat)
        draw.pieslice((x - head, top - head * 0.2, x + head, top + head * 2), 180, 360, fill=hat)
    if chance.random() < 0.22:
        side = chance.choice((-1, 1))
        hand = (x + side * width * 1.1, top - height * 0.02)
        draw.line(
            (x + side * width * 0.55, shoulders + height * 0.05, *hand), fill=coat, width=max(2, int(width * 0.34))
        )
        if chance.random() < 0.6:
            w = height * 0.13
            for n, colour in enumerate(((42, 122, 80), (244, 242, 234), (200, 54, 48))):
                draw.rectangle(
                    (hand[0] + w * n / 3, hand[1] - w * 0.9, hand[0] + w * (n + 1) / 3, hand[1] - w * 0.2),
                    fill=light(colour, -shade),
                )


def lady_in_red_hat(layer: Image.Image, x: float, feet: float, height: float) -> None:
    """A lady in a cream dress and a very big red hat, seen from a little behind."""
    draw = ImageDraw.Draw(layer)
    head = height * 0.062
    top = feet - height
    dress = [
        (x - height * 0.17, feet),
        (x - height * 0.075, feet - height * 0.5),
        (x - height * 0.1, feet - height * 0.78),
        (x, feet - height * 0.83),
        (x + height * 0.1, feet - height * 0.78),
        (x + height * 0.075, feet - height * 0.5),
        (x + height * 0.17, feet),
    ]
    draw.polygon(spline(dress, steps=6), fill=(244, 232, 208))
    for n in range(14):
        y = feet - height * (0.08 + 0.05 * n)
        draw.ellipse(
            (
                x - height * 0.05 * (1 + n % 3) + height * 0.1,
                y - 4,
                x - height * 0.05 * (1 + n % 3) + height * 0.1 + 8,
                y + 4,
            ),
            fill=(190, 60, 60),
        )
    draw.line(
        (
            x - height * 0.09,
            feet - height * 0.76,
            x - height * 0.2,
            feet - height * 0.58,
            x - height * 0.11,
            feet - height * 0.5,
        ),
        fill=(232, 190, 158),
        width=int(height * 0.04),
        joint="curve",
    )
    draw.rectangle((x - head * 0.4, top + head * 2.2, x + head * 0.4, top + head * 3.4), fill=(226, 180, 148))
    draw.ellipse((x - head, top + head * 0.6, x + head, top + head * 2.9), fill=(236, 192, 160))
    draw.pieslice((x - head * 1.15, top + head * 0.4, x + head * 1.15, top + head * 3.2), 140, 400, fill=(88, 54, 36))
    brim = [
        (x - head * 3.6, top + head * 1.7),
        (x - head * 1.6, top + head * 0.7),
        (x + head * 0.4, top + head * 0.55),
        (x + head * 2.4, top + head * 0.5),
        (x + head * 3.5, top + head * 1.1),
        (x + head * 1.4, top + head * 1.6),
        (x - head * 1.2, top + head * 1.75),
    ]
    draw.polygon(spline(brim, steps=6), fill=(206, 34, 38))
    draw.polygon(
        spline(
            [
                (x - head * 1.3, top + head * 1.1),
                (x - head, top - head * 0.5),
                (x + head * 0.1, top - head * 0.85),
                (x + head * 1.1, top - head * 0.5),
                (x + head * 1.3, top + head),
            ],
            steps=6,
        ),
        fill=(226, 48, 48),
    )
    draw.line(
        spline(
            [(x - head * 1.3, top + head * 0.85), (x, top + head * 1.05), (x + head * 1.3, top + head * 0.75)],
            closed=False,
        ),
        fill=(120, 14, 24),
        width=int(head * 0.34),
    )


def driver(
    draw: ImageDraw.ImageDraw, x: float, y: float, size: float, cap: Colour, coat: Colour, *, ahead: bool = False
) -> None:
    """Head and shoulders over a cockpit's edge; `ahead` when he faces us."""
    draw.polygon(
        spline(
            [
                (x - size * 1.25, y + size * 2.1),
                (x - size * 0.9, y + size * 0.95),
                (x, y + size * 0.7),
                (x + size * 0.9, y + size * 0.95),
                (x + size * 1.25, y + size * 2.1),
            ],
            steps=5,
        ),
        fill=coat,
    )
    draw.ellipse((x - size * 0.62, y - size * 0.75, x + size * 0.62, y + size * 0.95), fill=(232, 188, 156))
    draw.chord((x - size * 0.72, y - size * 0.92, x + size * 0.68, y + size * 0.8), 165, 375, fill=cap)
    if ahead:
        for side in (-1, 1):
            draw.ellipse(
                (
                    x + side * size * 0.3 - size * 0.26,
                    y - size * 0.16,
                    x + side * size * 0.3 + size * 0.26,
                    y + size * 0.28,
                ),
                fill=(60, 64, 70),
                outline=(206, 180, 120),
                width=max(1, int(size * 0.07)),
            )
    else:
        draw.ellipse(
            (x + size * 0.2, y - size * 0.2, x + size * 0.66, y + size * 0.26),
            fill=(60, 64, 70),
            outline=(206, 180, 120),
            width=max(1, int(size * 0.07)),
        )
        draw.line(
            (x - size * 0.68, y - size * 0.02, x + size * 0.22, y - size * 0.02),
            fill=(70, 50, 38),
            width=max(1, int(size * 0.12)),
        )
