"""The nouns: pictures, renditions, galleries, jobs, and the rules about their names and places.

In: nothing. Out: frozen values. Pure.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from shared.errors import Field, Invalid
from shared.events import Rendition as RenditionFact

KEY = re.compile(r"^[a-z0-9][a-z0-9_-]{0,63}$")
"""What a site or gallery may be called."""

ID = re.compile(r"^[a-z2-7]{26}$")
"""A picture's id: 128 random bits in base32, never a hash of its content."""

CAPTION, ALT, CREDIT = 2000, 1000, 300


class State(StrEnum):
    """Where a picture is. `first` has its first look; `failed` and `removed` are ends."""

    WAITING = "waiting"
    FIRST = "first"
    READY = "ready"
    FAILED = "failed"
    REMOVED = "removed"


class Kind(StrEnum):
    """What a job does; see `PRIORITY`."""

    FIRST = "first"
    FULL = "full"
    SPOT = "spot"
    PUBLISH = "publish"
    DISCARD = "discard"
    PRUNE = "prune"


PRIORITY = {Kind.PUBLISH: 0, Kind.FIRST: 10, Kind.SPOT: 20, Kind.FULL: 30, Kind.DISCARD: 40, Kind.PRUNE: 50}
AHEAD = 5
"""What a reader's picture is ahead of a gallery's: a reader waits for one, an editor sends hundreds."""
"""Every first look comes before any full set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendition:
    """One file of a picture."""

    recipe: int
    name: str
    media_type: str
    width: int
    height: int
    bytes: int
    etag: str
    animated: bool = False

    @property
    def file(self) -> str:
        """The last part of its path: `1-800.avif`."""
        return f"{self.recipe}-{self.name}"

    @property
    def for_pages(self) -> bool:
        """False for the small JPEGs for mails and for squares, which aren't for a srcset."""
        return not self.name.startswith(("mail", "square"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One picture as it stands in the store."""

    id: str
    site: str
    owner: str
    state: State
    held: bool
    gallery: str | None
    original_number: int | None
    comment: UUID | None
    upload_key: bytes | None
    file_name: str
    media_type: str
    width: int
    height: int
    size: int
    colour: str
    placeholder: bytes | None
    caption: str
    alt: str
    credit: str
    focal_x: float
    focal_y: float
    recipe: int
    version: int
    code: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Something to do with a picture, leased to one worker."""

    id: int
    picture: str
    kind: Kind
    recipe: int
    detail: str
    deaths: int
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What an editor says about a picture; None leaves what is there."""

    caption: str | None = None
    alt: str | None = None
    credit: str | None = None

    def check(self) -> None:
        """Raise Invalid, naming the field, for a text that is too long."""
        for name, most in (("caption", CAPTION), ("alt", ALT), ("credit", CREDIT)):
            value = getattr(self, name)
            if value is not None and len(value) > most:
                detail = f"at most {most} characters"
                raise Invalid(f"the {name} is too long", fields=(Field(pointer=f"/{name}", detail=detail),))


def original_key(picture: str) -> str:
    """Where the original lies, privately."""
    return f"original/{picture[:2]}/{picture}"


def rendition_key(picture: str, file: str, *, held: bool) -> str:
    """Where a rendition lies; below `public/` it is its URL's path."""
    return f"held/{picture}/{file}" if held else f"public/pictures/{picture}/{file}"


def public_path(picture: str, file: str) -> str:
    """The path of a public rendition below the public base URL."""
    return f"/pictures/{picture}/{file}"


def as_fact(rendition: Rendition, path: str) -> RenditionFact:
    """The rendition as events and answers show it."""
    return RenditionFact(
        path=path,
        media_type=rendition.media_type,
        width=rendition.width,
        height=rendition.height,
        bytes=rendition.bytes,
    )


def check_key(value: str, name: str) -> str:
    """The key, when it is one. Raises Invalid naming the field."""
    if not KEY.match(value):
        detail = "lower-case letters, digits, - and _, at most 64"
        raise Invalid(f"the {name} is not a key", fields=(Field(pointer=f"/{name}", detail=detail),))
    return value
