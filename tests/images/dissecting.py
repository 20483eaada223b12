"""Takes a file apart by its own format's rules, and names every part that isn't needed to show the picture.

In: bytes of JPEG, WebP or AVIF. Out: the names of strange parts; nothing of the code under test is used.
"""

import struct
from collections.abc import Iterator

_JPEG_NEEDED = {0xD8, 0xD9, 0xDA, 0xDB, 0xC0, 0xC1, 0xC2, 0xC4, 0xDD, *range(0xD0, 0xD8)}
_WEBP_NEEDED = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF"}
_CONTAINERS = {b"meta", b"iprp", b"ipco", b"iinf", b"dinf"}


def strange_parts(content: bytes) -> list[str]:
    """Segments, chunks or items beyond the pixels; a JFIF head of 16 bytes is no metadata."""
    if content[:2] == b"\xff\xd8":
        return list(_jpeg(content))
    if content[:4] == b"RIFF":
        return list(_webp(content))
    if content[4:8] == b"ftyp":
        return list(_avif(content))
    return ["unknown format"]


def _jpeg(content: bytes) -> Iterator[str]:
    at = 2
    while at < len(content):
        if content[at] != 0xFF:
            at += 1
            continue
        marker = content[at + 1]
        if marker in {0x00, 0xFF, 0xD9, *range(0xD0, 0xD8)}:
            at += 1 if marker == 0xFF else 2
            if marker == 0xD9 and at != len(content):
                yield "bytes after the end"
                return
            continue
        (length,) = struct.unpack_from(">H", content, at + 2)
        body = content[at + 4 : at + 2 + length]
        jfif = marker == 0xE0 and body[:5] == b"JFIF\0" and len(body) == 14
        adobe = marker == 0xEE and body[:5] == b"Adobe" and len(body) == 12
        if marker not in _JPEG_NEEDED and not jfif and not adobe:
            yield f"segment {marker:02x} {body[:12]!r}"
        at += 2 + length


def _webp(content: bytes) -> Iterator[str]:
    (size,) = struct.unpack_from("<I", content, 4)
    if size + 8 != len(content):
        yield "bytes after the end"
    at = 12
    while at + 8 <= len(content):
        name, length = content[at : at + 4], struct.unpack_from("<I", content, at + 4)[0]
        if name not in _WEBP_NEEDED:
            yield f"chunk {name!r}"
        if name == b"VP8X" and content[at + 8] & 0b101100:
            yield "a flag that promises metadata"
        at += 8 + length + length % 2


def _avif(content: bytes) -> Iterator[str]:
    for name, body in _boxes(content):
        if name == b"meta":
            yield from _items(body[4:])
        elif name not in {b"ftyp", b"mdat", b"free"}:
            yield f"box {name!r}"


def _items(meta: bytes) -> Iterator[str]:
    for name, body in _boxes(meta):
        if name == b"iinf":
            for _, entry in _boxes(body[6:]):
                kind = entry[8:12]
                if kind not in {b"av01", b"grid"}:
                    yield f"item {kind!r}"
        if name == b"iprp" and b"prof" in body:
            yield "a colour profile"


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(content):
        size, name = struct.unpack_from(">I4s", content, at)
        if size < 8:
            return
        yield name, content[at + 8 : at + size]
        at += size
