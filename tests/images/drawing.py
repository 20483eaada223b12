"""Draws the pictures that the tests need, in every format, orientation and colour space, with seeds for chance.

In: a folder. Out: paths of files, made once. Pillow and pyvips are used here as the cameras of the world.
"""

from pathlib import Path

import numpy as np
from PIL import Image


def scene(width: int = 240, height: int = 160, seed: int = 1) -> Image.Image:
    """A picture whose quarters differ, with a soft gradient and a little grain, so that every turn shows."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    red = 40 + 180 * x / max(1, width - 1)
    green = 30 + 160 * y / max(1, height - 1)
    blue = 200 - 120 * (x + y) / max(1, width + height - 2)
    pixels = np.stack([red, green, blue], axis=-1)
    pixels[: max(1, height // 4), : max(1, width // 4)] = (220, 30, 40)
    pixels[-max(1, height // 4) :, : max(1, width // 4)] = (30, 120, 50)
    pixels += rng.normal(0, 3, pixels.shape)
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


class Pictures:
    """Files in a folder."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder

    def jpeg(
        self, name: str = "scene.jpg", *, width: int = 240, height: int = 160, seed: int = 1, **save: object
    ) -> Path:
        path = self.folder / name
        scene(width, height, seed).save(path, "JPEG", quality=save.pop("quality", 90), **save)
        return path
