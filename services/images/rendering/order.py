"""What the darkroom is asked for and what it answers: plain values that travel over a socket.

In: nothing. Out: `Order`, `Facts`, `Product`, `Refusal`, `Outcome`; bytes only beside them, never inside.
"""

from enum import StrEnum

from msgspec import Struct

FIRST_TURNED = 5
"""EXIF orientations 5 to 8 lie on their side."""


class Task(StrEnum):
    """What to do with an original."""

    PROBE = "probe"
    FIRST = "first"
    FULL = "full"
    SPOT = "spot"
    DRILL = "drill"


class Spot(Struct, frozen=True, kw_only=True):
    """A place in the upright picture as fractions 0 to 1; without width and height it is a point."""

    x: float
    y: float
    w: float = 0.0
    h: float = 0.0


class Limits(Struct, frozen=True, kw_only=True):
    """What the probe admits; pixels in millions of pixels."""

    megapixels: float = 100.0
    whole_megapixels: float = 50.0
    avif_megapixels: float = 30.0
    frame_megapixels: float = 50.0
    frames: int = 2000
    side: int = 30_000
    profile_bytes: int = 4_000_000


class Order(Struct, frozen=True, kw_only=True):
    """One piece of work on one original. `skip` names files that exist already."""

    number: int
    task: Task
    owner: str = "gallery"
    recipe: int = 1
    webp: bool = False
    limits: Limits = Limits()
    skip: tuple[str, ...] = ()
    spot: Spot | None = None
    focal: tuple[float, float] = (0.5, 0.5)
    keep_credit: bool = False
    seconds: float = 60.0


class Facts(Struct, frozen=True, kw_only=True):
    """What the header says; width and height are the upright picture's."""

    media_type: str
    width: int
    height: int
    stored_width: int
    stored_height: int
    frames: int = 1
    bands: int = 3
    alpha: bool = False
    whole: bool = False
    orientation: int = 1
    profile: str = ""
    artist: str = ""
    copyright: str = ""

    @property
    def turned(self) -> bool:
        """True when the stored rows are the upright picture's columns."""
        return self.orientation >= FIRST_TURNED


class Product(Struct, frozen=True, kw_only=True):
    """One thing made. `kind` is facts, file, look or drill; a file's bytes follow it on the pipe."""

    kind: str
    name: str = ""
    media_type: str = ""
    width: int = 0
    height: int = 0
    size: int = 0
    animated: bool = False
    colour: str = ""
    focal_x: float = 0.5
    focal_y: float = 0.5
    facts: Facts | None = None
    notes: dict[str, str] = {}


class Refusal(Struct, frozen=True, kw_only=True):
    """Why the picture cannot be used: a stable code and a sentence for the person who sent it."""

    code: str
    reason: str


class Outcome(Struct, frozen=True, kw_only=True):
    """How a child ended. `signal` and `late` tell a death from an answer; memory in KiB, time in seconds."""

    number: int
    status: int = 0
    signal: int = 0
    late: bool = False
    cpu: float = 0.0
    memory: int = 0


class Refused(Exception):
    """Raised by a step that will not go on with this picture."""

    def __init__(self, code: str, reason: str) -> None:
        """Carry the code and the sentence."""
        super().__init__(code)
        self.refusal = Refusal(code=code, reason=reason)
