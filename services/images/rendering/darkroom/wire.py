"""How the darkroom speaks: orders and outcomes as one packet each, products length-prefixed on a pipe.

In: structs of `rendering.order`, raw bytes. Out: the same. What comes out of a child's pipe is not trusted.
"""

import struct
from collections.abc import Iterator

from msgspec import MsgspecError
from msgspec.json import Decoder, Encoder

from services.images.rendering.order import Product, Refusal

PACKET = 64 * 1024
MOST_BYTES = 128 * 1024 * 1024
"""More than any recipe makes of any picture; a child that sends more is lying."""

_HEAD = struct.Struct("<cII")
_encoder = Encoder()
_product = Decoder(Product)
_refusal = Decoder(Refusal)


class Garbled(Exception):
    """A child's answer can't be read."""


def frame(answer: Product | Refusal, content: bytes = b"") -> bytes:
    """One product or refusal with its bytes, ready for the pipe."""
    kind = b"p" if isinstance(answer, Product) else b"r"
    body = _encoder.encode(answer)
    return _HEAD.pack(kind, len(body), len(content)) + body


def frames(raw: bytes) -> Iterator[tuple[Product | Refusal, bytes]]:
    """Everything a child sent, in order. Raises Garbled when it stops in the middle or makes no sense."""
    at = 0
    while at < len(raw):
        try:
            kind, length, size = _HEAD.unpack_from(raw, at)
            body = raw[at + _HEAD.size : at + _HEAD.size + length]
            answer = _product.decode(body) if kind == b"p" else _refusal.decode(body)
        except (struct.error, MsgspecError) as error:
            raise Garbled("a child's answer can't be read") from error
        at += _HEAD.size + length
        content = raw[at : at + size]
        if len(content) != size:
            raise Garbled("a child's answer stops in the middle")
        at += size
        yield answer, content
