"""Makes hostile files: mutated, truncated, mixed and lying ones, always the same for the same seed.

In: good files and a seed. Out: bytes.
"""

import random
import struct
import zlib
from collections.abc import Iterator
from itertools import count

from tests.images.drawing import png, png_chunk

MAGICS = {
    "jpeg": b"\xff\xd8\xff\xe0",
    "png": b"\x89PNG\r\n\x1a\n",
    "webp": b"RIFF\xff\xff\x00\x00WEBPVP8 ",
    "gif": b"GIF89a",
    "avif": b"\0\0\0\x20ftypavif\0\0\0\0avifmif1miaf",
    "heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
    "tiff": b"II*\0",
    "pdf": b"%PDF-1.7\n",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'>",
}


def mutations(seeds: list[bytes], seed: int) -> Iterator[bytes]:
    """Endless files, each a good one with one to eight faults."""
    for number in count():
        chance = random.Random(seed * 1_000_003 + number)
        content = bytearray(chance.choice(seeds))
        for _ in range(chance.randint(1, 8)):
            if content:
                _spoil(content, chance, seeds)
        yield bytes(content)


def _spoil(content: bytearray, chance: random.Random, seeds: list[bytes]) -> None:
    at = chance.randrange(len(content)) if chance.random() < 0.5 else chance.randrange(min(len(content), 700))
    kind = chance.randrange(8)
    if kind == 0:
        content[at] ^= 1 << chance.randrange(8)
    elif kind == 1:
        content[at] = chance.choice((0, 1, 0x7F, 0x80, 0xFE, 0xFF))
    elif kind == 2:
        content[at : at + 4] = struct.pack(">I", chance.choice((0, 1, 0x7FFFFFFF, 0xFFFFFFFF, 65535, 65536)))
    elif kind == 3:
        content[at : at + 2] = struct.pack(">H", chance.choice((0, 1, 2, 0x7FFF, 0xFFFF)))
    elif kind == 4:
        del content[at : at + chance.randrange(1, 64)]
    elif kind == 5:
        content[at:at] = chance.randbytes(chance.randrange(1, 64))
    elif kind == 6:
        other = chance.choice(seeds)
        start = chance.randrange(len(other))
        content[at : at + 200] = other[start : start + 200]
    else:
        del content[at:]


def bomb_png(side: int) -> bytes:
    """Side × side white pixels of one bit, a few hundred kB at most."""
    row = b"\0" + b"\xff" * ((side + 7) // 8)
    packer = zlib.compressobj(9)
    body = b"".join(packer.compress(row * min(1000, side - at)) for at in range(0, side, 1000)) + packer.flush()
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return MAGICS["png"] + png_chunk(b"IHDR", head) + png_chunk(b"IDAT", body) + png_chunk(b"IEND", b"")


def claiming_png(width: int, height: int) -> bytes:
    """A kilobyte that claims to be huge."""
    return png(width, height, bytes(1000))


def text_bomb_png(megabytes: int) -> bytes:
    """A tiny picture with a compressed text that unpacks to many megabytes."""
    packed = zlib.compress(bytes(megabytes * 1_000_000), 9)
    text, profile = png_chunk(b"zTXt", b"Comment\0\0" + packed), png_chunk(b"iCCP", b"icc\0\0" + packed)
    return png(8, 8, b"".join(b"\0" + bytes(24) for _ in range(8)), extra=text + profile)


def endless_gif(frames: int, *, side: int = 1) -> bytes:
    """So many frames of one pixel."""
    head = b"GIF89a" + struct.pack("<HH", side, side) + b"\x80\0\0" + b"\0\0\0\xff\xff\xff"
    frame = b"\x21\xf9\x04\0\x01\0\0\0" + b"\x2c" + struct.pack("<HHHH", 0, 0, 1, 1) + b"\0" + b"\x02\x02\x44\x01\0"
    return head + frame * frames + b"\x3b"


def scan_bomb_jpeg(jpeg: bytes, scans: int) -> bytes:
    """A progressive JPEG whose last scan is repeated so often."""
    start = jpeg.rfind(b"\xff\xda")
    scan = jpeg[start:-2]
    return jpeg[:-2] + scan * scans + b"\xff\xd9"
