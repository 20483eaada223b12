"""Draws the pictures that the tests need, in every format, orientation and colour space, with seeds for chance.

In: a folder. Out: paths of files. Pillow, pyvips and our own bytes play the cameras and programs of the world.
"""

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pyvips
from PIL import Image, ImageCms

CANARY = "CANARY"
"""Stands in every piece of metadata that must not get out."""

TRANSPOSED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""How an upright picture lies in a file with this EXIF orientation."""


def scene(width: int = 240, height: int = 160, seed: int = 1) -> Image.Image:
    """A picture whose corners differ, with soft gradients and a little grain, so that every turn shows."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    red = 40 + 180 * x / max(1, width - 1)
    green = 30 + 160 * y / max(1, height - 1)
    blue = 200 - 120 * (x + y) / max(1, width + height - 2)
    pixels = np.stack([red, green, blue], axis=-1)
    pixels[: max(1, height // 4), : max(1, width // 4)] = (200, 60, 60)
    pixels[-max(1, height // 4) :, : max(1, width // 4)] = (60, 130, 70)
    pixels += rng.normal(0, 2, pixels.shape)
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def adobe_rgb() -> bytes:
    """An ICC matrix profile with the primaries and the gamma of Adobe RGB (1998), adapted to D50."""
    return matrix_profile(
        ((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457)), 563 / 256
    )


def matrix_profile(primaries: tuple[tuple[float, float, float], ...], gamma: float, padding: int = 0) -> bytes:
    """A version 2 display profile of three primaries (XYZ at D50) and one gamma; `padding` more bytes at its end."""

    def xyz(values: tuple[float, float, float]) -> bytes:
        return b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(value * 65536) for value in values))

    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256)) + b"\0\0"
    words = b"a test\0"
    description = b"desc\0\0\0\0" + struct.pack(">I", len(words)) + words + bytes(78)
    tags = [
        (b"desc", description + bytes(-len(description) % 4)),
        (b"cprt", b"text\0\0\0\0none\0\0\0\0"),
        (b"wtpt", xyz((0.9642, 1.0, 0.8249))),
        *zip((b"rXYZ", b"gXYZ", b"bXYZ"), map(xyz, primaries), strict=True),
        *((name, curve) for name in (b"rTRC", b"gTRC", b"bTRC")),
    ]
    offset = 128 + 4 + 12 * len(tags)
    table, body = struct.pack(">I", len(tags)), b""
    for name, content in tags:
        table += struct.pack(">4sII", name, offset + len(body), len(content))
        body += content
    size = offset + len(body) + padding
    head = struct.pack(">I4sI4s4s4s", size, b"none", 0x02400000, b"mntr", b"RGB ", b"XYZ ")
    head += bytes(12) + b"acsp" + bytes(28) + struct.pack(">3i", 63190, 65536, 54061) + bytes(48)
    return head + table + body + bytes(padding)


def to_matrix_space(image: Image.Image, profile: bytes) -> Image.Image:
    """The same colours as numbers of another profile (lcms, relative colorimetric)."""
    converted = ImageCms.profileToProfile(
        image,
        ImageCms.createProfile("sRGB"),
        ImageCms.ImageCmsProfile(io.BytesIO(profile)),
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        outputMode="RGB",
    )
    assert converted is not None
    return converted


def segments(jpeg: bytes, *more: tuple[int, bytes]) -> bytes:
    """The JPEG with more marker segments straight after its beginning."""
    extra = b"".join(bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body for marker, body in more)
    return jpeg[:2] + extra + jpeg[2:]


def png(
    width: int, height: int, rows: bytes, *, depth: int = 8, kind: int = 2, extra: bytes = b"", interlace: int = 0
) -> bytes:
    """A PNG with these claims and whatever rows; nothing checks that they fit."""
    head = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, interlace)
    return (
        b"\x89PNG\r\n\x1a\n"
        + png_chunk(b"IHDR", head)
        + extra
        + png_chunk(b"IDAT", zlib.compress(rows, 9))
        + png_chunk(b"IEND", b"")
    )


def png_chunk(name: bytes, body: bytes) -> bytes:
    """One chunk with its length and check sum."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


class Pictures:
    """Files in a folder."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder

    def write(self, name: str, content: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content)
        return path

    def save(self, name: str, image: Image.Image, format: str, **options: Any) -> Path:
        path = self.folder / name
        image.save(path, format, **options)
        return path

    def jpeg(
        self, name: str = "scene.jpg", *, width: int = 240, height: int = 160, seed: int = 1, **options: Any
    ) -> Path:
        return self.save(name, scene(width, height, seed), "JPEG", **{"quality": 95, "subsampling": 0, **options})

    def oriented(self, orientation: int, *, mirror_only_in_exif: bool = True) -> Path:
        exif = Image.Exif()
        exif[0x0112] = orientation
        image = scene()
        if orientation in TRANSPOSED and mirror_only_in_exif:
            image = image.transpose(TRANSPOSED[orientation])
        return self.save(f"orientation-{orientation}.jpg", image, "JPEG", quality=95, subsampling=0, exif=exif)

    def telling(self) -> Path:
        """A JPEG whose every kind of metadata holds the canary: EXIF, GPS, XMP, IPTC, comment, thumbnail, ICC text."""
        exif = Image.Exif()
        exif[0x010E] = exif[0x010F] = exif[0x0110] = f"{CANARY} camera"
        exif[0x013B], exif[0x8298] = "Ann Author", "Copyright Ann"
        gps = exif.get_ifd(0x8825)
        gps[1], gps[2], gps[3], gps[4] = "N", (45.0, 32.0, 20.0), "E", (10.0, 13.0, 11.0)
        gps[0x001D] = f"{CANARY}-GPS"
        exif.get_ifd(0x8769)[0x9286] = b"ASCII\0\0\0" + CANARY.encode()
        path = self.jpeg("telling.jpg", width=400, height=300, exif=exif, comment=f"{CANARY} comment", xmp=_xmp())
        thumbnail = io.BytesIO()
        scene(64, 48).save(thumbnail, "JPEG", comment=f"{CANARY} thumbnail")
        return self.write(
            "telling.jpg",
            segments(
                path.read_bytes(),
                (
                    0xED,
                    b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x14\x1c\x02\x78\0\x0f" + CANARY.encode() + b" iptc   ",
                ),
                (0xEF, CANARY.encode() + thumbnail.getvalue()),
            ),
        )

    def cmyk(self) -> Path:
        """A CMYK JPEG with libvips' own CMYK profile in it."""
        path = self.folder / "cmyk.jpg"
        image = pyvips.Image.new_from_array(np.asarray(scene()), interpretation="srgb")
        image.icc_transform("cmyk", input_profile="srgb", intent="relative").jpegsave(str(path), Q=95)
        return path

    def p3(self) -> Path:
        path = self.folder / "p3.jpg"
        image = pyvips.Image.new_from_array(np.asarray(scene()), interpretation="srgb")
        image.icc_transform("p3", input_profile="srgb", intent="relative").jpegsave(
            str(path), Q=95, subsample_mode="off"
        )
        return path

    def adobe(self) -> Path:
        profile = adobe_rgb()
        return self.save(
            "adobe.jpg", to_matrix_space(scene(), profile), "JPEG", quality=95, subsampling=0, icc_profile=profile
        )

    def adobe_by_exif(self, colour_space: int, interoperability: str, orientation: int = 1) -> Path:
        """The same without a profile, as cameras write it: only the EXIF names the colour space."""
        exif = Image.Exif()
        exif[0x0112] = orientation
        capture = exif.get_ifd(0x8769)
        capture[0xA001] = colour_space
        if interoperability:
            capture[0xA005] = {1: interoperability}
        image = to_matrix_space(scene(), adobe_rgb())
        if orientation in TRANSPOSED:
            image = image.transpose(TRANSPOSED[orientation])
        name = f"adobe-{colour_space}-{interoperability}-{orientation}.jpg"
        return self.save(name, image, "JPEG", quality=95, subsampling=0, exif=exif)

    def deep_png(self) -> Path:
        path = self.folder / "deep.png"
        pixels = np.asarray(scene()).astype(np.uint16) * 257
        pyvips.Image.new_from_array(pixels, interpretation="rgb16").pngsave(str(path), bitdepth=16)
        return path

    def avif(self, name: str = "scene.avif", *, width: int = 240, height: int = 160) -> Path:
        path = self.folder / name
        image = pyvips.Image.new_from_array(np.asarray(scene(width, height)), interpretation="srgb")
        image.heifsave(str(path), compression="av1", Q=90, effort=2, subsample_mode="off")
        return path

    def film(self, name: str, format: str, *, frames: int = 6, width: int = 160, height: int = 120) -> Path:
        images = [scene(width, height, seed) for seed in range(frames)]
        return self.save(name, images[0], format, save_all=True, append_images=images[1:], duration=80, loop=0)


def _xmp() -> bytes:
    return (
        '<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf='
        '"http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/" dc:source="{CANARY}"/></rdf:RDF></x:xmpmeta>'
    ).encode()
