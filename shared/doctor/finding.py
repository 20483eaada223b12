"""What one look found: fine, worth knowing, or a fault with the way out."""

from enum import StrEnum

from msgspec import Struct


class Level(StrEnum):
    """How much it matters."""

    FINE = "fine"
    NOTE = "note"
    FAULT = "fault"


class Finding(Struct, frozen=True, kw_only=True):
    """One sentence on one thing; `do` is the way out of a fault."""

    what: str
    level: Level
    says: str
    do: str = ""


def fine(what: str, says: str) -> Finding:
    """Nothing to do."""
    return Finding(what=what, level=Level.FINE, says=says)


def note(what: str, says: str, do: str) -> Finding:
    """Not broken, but somebody should know."""
    return Finding(what=what, level=Level.NOTE, says=says, do=do)


def fault(what: str, says: str, do: str) -> Finding:
    """Broken; `do` mends it."""
    return Finding(what=what, level=Level.FAULT, says=says, do=do)
