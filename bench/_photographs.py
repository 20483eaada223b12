"""Photographs to measure with: real ones where there are some, else pictures made like them; and larger copies.

In: a folder for what is made, perhaps a folder of photographs. Out: JPEG files of 12 to 24 megapixels.
"""

from pathlib import Path

import numpy as np
import pyvips

REAL = Path(__file__).parents[2] / "shared" / "pictures"
ENLARGED = (24, 16, 20)
"""Megapixels of the copies."""

NAMES = ("car-12mp.jpg", "cairn-13mp-gps.jpg", "shop-12mp-progressive.jpg")


def photographs(made: Path, given: Path | None) -> list[Path]:
    """The files to measure; those of `given` when it has any."""
    made.mkdir(parents=True, exist_ok=True)
    if given is not None:
        return sorted(path for path in given.iterdir() if path.suffix.lower() in {".jpg", ".jpeg"})
    real = [REAL / name for name in NAMES if (REAL / name).exists()]
    first = real or [painted(made / f"painted-{seed}.jpg", seed, 4240, 2830) for seed in (1, 2, 3)]
    return first + [enlarged(made, path, size) for path, size in zip(first, ENLARGED, strict=True)]


def enlarged(made: Path, source: Path, megapixels: int) -> Path:
    """A larger copy with a sensor's grain, baseline, as a camera would write it."""
    path = made / f"{source.stem}-{megapixels}mp.jpg"
    if not path.exists():
        image = pyvips.Image.new_from_file(str(source)).autorot().colourspace("srgb")
        wide = image.resize((megapixels * 1e6 / (image.width * image.height)) ** 0.5, kernel="cubic").sharpen(sigma=1.0)
        grain = pyvips.Image.gaussnoise(wide.width, wide.height, sigma=4.0, mean=0.0, seed=1)
        (wide + grain).cast("uchar").copy(interpretation="srgb").jpegsave(str(path), Q=92, keep="none")
    return path


def progressive(made: Path, source: Path) -> Path:
    """The same motif with 24 megapixels as a progressive JPEG."""
    path = made / "24mp-progressive.jpg"
    if not path.exists():
        image = pyvips.Image.new_from_file(str(source)).autorot()
        wide = image.resize(6000 / image.width, kernel="cubic").sharpen(sigma=1.0)
        wide.jpegsave(str(path), Q=92, interlace=True, optimize_coding=True, keep="none")
    return path


def baseline(made: Path, source: Path) -> Path:
    """The same with 24 megapixels as a baseline JPEG."""
    path = made / "24mp.jpg"
    if not path.exists():
        pyvips.Image.new_from_file(str(progressive(made, source))).jpegsave(str(path), Q=92, keep="none")
    return path


def painted(path: Path, seed: int, width: int, height: int) -> Path:
    """Noise whose strength falls with its frequency, as in photographs, with hard edges over it."""
    if path.exists():
        return path
    rng = np.random.default_rng(seed)
    pixels = np.zeros((height, width, 3))
    for octave in range(1, 10):
        rows, columns = 2**octave + 1, 2**octave * 3 // 2 + 1
        layer = pyvips.Image.new_from_array(rng.normal(0, 1, (rows, columns, 3)).astype(np.float32))
        grown = layer.resize(width / columns, vscale=height / rows, kernel="cubic").numpy()
        pixels += grown[:height, :width] * 70 / 1.7**octave
    pixels += 128
    for _ in range(60):
        x, y, size = rng.integers(0, width), rng.integers(0, height), rng.integers(20, 400)
        pixels[y : y + size // 2, x : x + size] = rng.integers(0, 255, 3)
    image = pyvips.Image.new_from_array(np.clip(pixels, 0, 255).astype(np.uint8), interpretation="srgb")
    image.jpegsave(str(path), Q=90)
    return path
