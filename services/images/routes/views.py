"""What the API answers, by name: the doors fill these, and docs/openapi.json describes them.

In: domain values. Out: JSON bodies.
"""

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct

from services.images.actions.receive_picture import Received
from services.images.domain import State
from services.images.store.parts import PartUpload
from shared.events import Rendition as RenditionFact


class Accepted(Struct, frozen=True, kw_only=True):
    """A reader's picture has arrived whole; `upload_key` is shown this once and opens `/v1/pictures/{id}`."""

    id: str
    status: State
    upload_key: str
    width: int
    height: int


class Attachment(Struct, frozen=True, kw_only=True):
    """A reader's picture: how far it is, why it failed, where its files are."""

    id: str
    status: State
    reason: str
    code: str
    width: int
    height: int
    colour: str
    held: bool
    renditions: list[RenditionFact]


class GalleryKept(Struct, frozen=True, kw_only=True):
    """A gallery was made or renamed."""

    key: str
    site: str
    version: int


class GallerySummary(Struct, frozen=True, kw_only=True):
    """A gallery in the list of a site's galleries; counts of pictures."""

    site: str
    key: str
    title: str
    page_url: str
    version: int
    changed_at: datetime
    count: int
    ready: int
    failed: int


class GalleryList(Struct, frozen=True, kw_only=True):
    """A site's galleries, the last changed first."""

    galleries: list[GallerySummary]


class PictureTaken(Struct, frozen=True, kw_only=True):
    """An editor's picture has arrived; `repeated` when the gallery had it already."""

    id: str
    number: int
    status: State
    width: int
    height: int
    repeated: bool


class PicturesTaken(Struct, frozen=True, kw_only=True):
    """A form's pictures, in its order."""

    pictures: list[PictureTaken]


class CaptionRefused(Struct, frozen=True, kw_only=True):
    """A row of a table that can't be used, and why."""

    file: str
    reason: str


class CaptionsTaken(Struct, frozen=True, kw_only=True):
    """What a table of captions changed; `missing` are the files that it names and the gallery hasn't."""

    described: int
    missing: list[str]
    refused: list[CaptionRefused]


class OrderKept(Struct, frozen=True, kw_only=True):
    """The gallery's version with the new order."""

    version: int


class FailedPicture(Struct, frozen=True, kw_only=True):
    """A picture that can't be used, and why, in a sentence for the person who sent it."""

    id: str
    file: str
    code: str
    reason: str


class GalleryProgress(Struct, frozen=True, kw_only=True):
    """How many pictures are in which state."""

    total: int
    states: dict[str, int]
    failed: list[FailedPicture]


class UploadView(Struct, frozen=True, kw_only=True):
    """A file that comes in parts: `offset` bytes have arrived. `status` is arriving, done or failed.

    `code` is `repeated` for a picture that the gallery had already, `partly` for a zip of which
    some files were refused.
    """

    id: str
    name: str
    size: int
    offset: int
    status: str
    picture: str | None
    code: str
    reason: str


class UploadList(Struct, frozen=True, kw_only=True):
    """All that were announced for a gallery, finished ones too."""

    uploads: list[UploadView]


def accepted(received: Received) -> Accepted:
    """For the reader who sent it."""
    return Accepted(
        id=received.id,
        status=State.WAITING,
        upload_key=received.upload_key,
        width=received.width,
        height=received.height,
    )


def taken(received: Received) -> PictureTaken:
    """For the editor who sent it."""
    return PictureTaken(
        id=received.id,
        number=received.number,
        status=State.WAITING,
        width=received.width,
        height=received.height,
        repeated=received.repeated,
    )


def upload_view(upload: PartUpload, said: Callable[[str], str]) -> UploadView:
    """Where a file in parts stands; `said` puts a reason into the editor's language."""
    ended = bool(upload.picture or upload.code)
    refused = bool(upload.code) and not upload.picture
    return UploadView(
        id=upload.id,
        name=upload.file_name,
        size=upload.size,
        offset=upload.arrived,
        status="failed" if refused else "done" if ended else "arriving",
        picture=upload.picture,
        code=upload.code,
        reason="; ".join(_told(one, said) for one in upload.reason.split("; ")),
    )


def _told(reason: str, said: Callable[[str], str]) -> str:
    """A zip's reasons begin with the name of their file."""
    name, gap, rest = reason.partition(": ")
    whole = said(reason)
    return whole if whole != reason or not gap else f"{name}{gap}{said(rest)}"
