"""How far apart are two pictures: colour as CIE 1976 delta E, structure as SSIM (Wang et al. 2004).

In: files' bytes or Pillow images of the same size. Out: numbers.
"""

import io

import numpy as np
import numpy.typing as npt
import pyvips
from PIL import Image

Pixels = npt.NDArray[np.float64]


def opened(content: bytes) -> Image.Image:
    """The picture as RGB or RGBA, whatever its format."""
    if content[4:12] == b"ftypavif":
        array = pyvips.Image.new_from_buffer(content, "").numpy()
        return Image.fromarray(array)
    image = Image.open(io.BytesIO(content))
    image.load()
    return image if image.mode in {"RGB", "RGBA"} else image.convert("RGB")


def delta_e(one: Image.Image, other: Image.Image) -> float:
    """The mean distance in CIE L*a*b*; below 2 nobody sees it."""
    return float(np.linalg.norm(_lab(one) - _lab(other), axis=-1).mean())


def levels(one: Image.Image, other: Image.Image) -> float:
    """The mean distance of the values from 0 to 255."""
    return float(np.abs(_floats(one) - _floats(other)).mean())


def ssim(one: Image.Image, other: Image.Image) -> float:
    """Structural similarity of the luminance, 8 × 8 windows; 1 is the same."""
    a, b = (_floats(image.convert("RGB")) @ np.array([0.299, 0.587, 0.114]) for image in (one, other))
    if min(a.shape) < 8:
        return 1.0 - float(np.abs(a - b).mean()) / 255
    mean_a, mean_b = _windows(a), _windows(b)
    var_a, var_b = _windows(a * a) - mean_a**2, _windows(b * b) - mean_b**2
    both = _windows(a * b) - mean_a * mean_b
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    value = (2 * mean_a * mean_b + c1) * (2 * both + c2) / ((mean_a**2 + mean_b**2 + c1) * (var_a + var_b + c2))
    return float(value.mean())


def _windows(values: Pixels) -> Pixels:
    sums = np.pad(values, ((1, 0), (1, 0))).cumsum(0).cumsum(1)
    result: Pixels = (sums[8:, 8:] - sums[:-8, 8:] - sums[8:, :-8] + sums[:-8, :-8]) / 64
    return result


def _floats(image: Image.Image) -> Pixels:
    return np.asarray(image.convert("RGB"), dtype=np.float64)


def _lab(image: Image.Image) -> Pixels:
    values = _floats(image) / 255
    linear = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    matrix = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = linear @ matrix.T / np.array([0.95047, 1.0, 1.08883])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.stack([116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], axis=-1)
