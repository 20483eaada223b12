"""Step: see which format the first bytes claim, before any library sees the file.

In: the first 4 KiB. Out: the media type, or a refusal with its sentence.
"""

import os

from services.images.rendering.order import Refused
from services.images.rendering.plate import Plate

HEAD = 4096
LOADERS = {
    "image/jpeg": "jpegload_source",
    "image/png": "pngload_source",
    "image/webp": "webpload_source",
    "image/gif": "gifload_source",
    "image/avif": "heifload_source",
}
_HEIC = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis"}
_AVIF = {b"avif", b"avis"}


def sniff(plate: Plate) -> None:
    """Refuse what is no picture of the five formats."""
    media_type(os.pread(plate.descriptor, HEAD, 0))


def media_type(head: bytes) -> str:
    """The media type that the first bytes claim. Raises Refused for everything else."""
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[:6] in {b"GIF87a", b"GIF89a"}:
        return "image/gif"
    if head[4:8] == b"ftyp":
        return _boxed(head)
    raise _stranger(head)


def _boxed(head: bytes) -> str:
    size = min(int.from_bytes(head[:4], "big"), len(head))
    brands = {head[8:12], *(head[at : at + 4] for at in range(16, size, 4))}
    if brands & _AVIF:
        return "image/avif"
    if brands & _HEIC or head[8:12] in {b"mif1", b"msf1"}:
        raise Refused(
            "heic", "HEIC pictures can't be used here. Please send it as JPEG: on an iPhone, choose “Most Compatible”."
        )
    raise Refused("video", "This is a film or an unknown kind of file, not a picture. Please send a JPEG.")


def _stranger(head: bytes) -> Refused:
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head:
        return Refused("empty", "The file is empty.")
    if text.startswith(b"<") and b"<svg" in head.lower():
        return Refused("svg", "SVG drawings can't be used here. Please send it as PNG.")
    if head.startswith(b"%PDF"):
        return Refused("pdf", "This is a PDF document, not a picture. Please send the picture itself.")
    if head[:4] in {b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"}:
        return Refused("tiff", "TIFF pictures can't be used here. Please send it as JPEG or PNG.")
    return Refused("unknown", "This isn't a picture we know. Please send JPEG, PNG, WebP, AVIF or GIF.")
