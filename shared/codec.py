"""JSON in and out, by type (msgspec)."""

from typing import Any, TypeVar

import msgspec

T = TypeVar("T")

_encoder = msgspec.json.Encoder()


def encode(value: Any) -> bytes:
    """JSON of structs, dataclasses, UUIDs, datetimes and plain values; field order is kept."""
    return _encoder.encode(value)


def decode(raw: bytes | str, type_: type[T]) -> T:
    """The JSON as `type_`; unknown fields are ignored. Raises msgspec.DecodeError or ValidationError."""
    return msgspec.json.decode(raw, type=type_)
