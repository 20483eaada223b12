"""Errors that only images knows: what a refused original means to whoever sent it."""

from services.images.rendering.order import Refusal
from shared.errors import Field, Invalid, Refused, UnsupportedType

_STRANGERS = {"heic", "svg", "pdf", "tiff", "unknown", "video"}


class StaleWorkError(Exception):
    """The picture changed while it was worked on; the work is thrown away and done again."""


def refused(refusal: Refusal) -> Refused:
    """415 for what is no picture of ours, 422 for one that can't be used."""
    if refusal.code in _STRANGERS:
        return UnsupportedType(refusal.reason, code=refusal.code)
    return Invalid(refusal.reason, fields=(Field(pointer="/file", detail=refusal.reason),), code=refusal.code)
