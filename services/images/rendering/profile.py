"""Is a colour profile plain sRGB? Converting from one that is would cost seven times the decode for nothing.

In: the bytes of an ICC profile. Out: yes or no; anything odd is a no, which only costs time. And the profile of
Adobe RGB (1998), for cameras that only name it in their EXIF.

Layout: ICC.1:2022, header 128 bytes, then the tag table.
"""

import struct

_SRGB = {
    b"rXYZ": (0.4360, 0.2225, 0.0139),
    b"gXYZ": (0.3851, 0.7169, 0.0971),
    b"bXYZ": (0.1431, 0.0606, 0.7139),
}
_NEAR = 0.004
_HEADER = 132
_MIDDLE = 0.2140
"""Linear light of the middle of sRGB's curve."""


def is_srgb(profile: bytes) -> bool:
    """True when the primaries and the red curve are sRGB's within what an eye can tell."""
    try:
        tags = _tags(profile)
        return all(_near(tags[name], wanted) for name, wanted in _SRGB.items()) and _curved(tags[b"rTRC"])
    except (KeyError, struct.error, IndexError):
        return False


def adobe_rgb() -> bytes:
    """A version 2 matrix profile of Adobe RGB (1998): its primaries adapted to D50, its gamma of 563/256."""
    white, gamma = (0.9642, 1.0, 0.8249), 563
    primaries = (0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457)
    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, gamma) + b"\0\0"
    tags = {b"wtpt": _xyz(white)}
    tags |= dict(zip((b"rXYZ", b"gXYZ", b"bXYZ"), map(_xyz, primaries), strict=True))
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve)
    table, body = struct.pack(">I", len(tags)), b""
    for name, content in tags.items():
        table += struct.pack(">4sII", name, _HEADER + 12 * len(tags) + len(body), len(content))
        body += content
    size = 128 + len(table) + len(body)
    head = struct.pack(">I4sI4s4s4s", size, b"none", 0x02400000, b"mntr", b"RGB ", b"XYZ ")
    head += bytes(12) + b"acsp" + bytes(28) + _xyz(white)[8:] + bytes(48)
    return head + table + body


def _xyz(values: tuple[float, float, float]) -> bytes:
    return b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(value * 65536) for value in values))


def _tags(profile: bytes) -> dict[bytes, bytes]:
    (count,) = struct.unpack_from(">I", profile, 128)
    tags = {}
    for at in range(min(count, 64)):
        name, offset, size = struct.unpack_from(">4sII", profile, _HEADER + 12 * at)
        tags[name] = profile[offset : offset + size]
    return tags


def _near(tag: bytes, wanted: tuple[float, float, float]) -> bool:
    found = struct.unpack_from(">3i", tag, 8)
    return all(abs(value / 65536 - want) < _NEAR for value, want in zip(found, wanted, strict=True))


def _curved(tag: bytes) -> bool:
    kind = tag[:4]
    if kind == b"para":
        gamma: int = struct.unpack_from(">i", tag, 12)[0]
        return 2.1 < gamma / 65536 < 2.5
    if kind != b"curv":
        return False
    (count,) = struct.unpack_from(">I", tag, 8)
    if count == 1:
        power: int = struct.unpack_from(">H", tag, 12)[0]
        return 2.1 < power / 256 < 2.5
    if count < 16:
        return False
    middle: int = struct.unpack_from(">H", tag, 12 + 2 * (count // 2))[0]
    return abs(middle / 65535 - _MIDDLE) < 0.03
