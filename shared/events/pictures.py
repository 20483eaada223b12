"""What happened to a picture or a gallery."""

from typing import ClassVar

from shared.events.nouns import Event, Rendition


class PictureUploaded(Event, frozen=True, kw_only=True):
    """An original is stored and waits for its renditions. `owner` is gallery or comment."""

    type: ClassVar[str] = "picture.uploaded.v1"
    source: ClassVar[str] = "images"
    picture: str
    site: str
    owner: str
    recipe: int = 1

    @property
    def subject(self) -> str:
        return f"picture/{self.picture}"


class PictureReady(Event, frozen=True, kw_only=True):
    """A picture has its renditions. `mail` is the path of a small JPEG for mails (at most 60 kB), `stage` is first
    (the first look alone) or full.

    `gallery` and `number` are set for a gallery's picture. Width and height are the upright original's.
    `held` is true while the renditions are private: an attachment of a comment that is not public.
    """

    type: ClassVar[str] = "picture.ready.v1"
    source: ClassVar[str] = "images"
    picture: str
    site: str
    owner: str
    width: int
    height: int
    colour: str
    renditions: tuple[Rendition, ...]
    placeholder: str = ""
    gallery: str = ""
    number: int = 0
    caption: str = ""
    alt: str = ""
    credit: str = ""
    held: bool = False
    stage: str = "full"
    mail: str = ""
    version: int = 1

    @property
    def subject(self) -> str:
        return f"picture/{self.picture}"

    @property
    def sequence(self) -> int:
        return self.version


class PictureFailed(Event, frozen=True, kw_only=True):
    """A picture can't be used; `reason` is a sentence for the person who uploaded it."""

    type: ClassVar[str] = "picture.failed.v1"
    source: ClassVar[str] = "images"
    picture: str
    site: str
    owner: str
    code: str
    reason: str

    @property
    def subject(self) -> str:
        return f"picture/{self.picture}"


class GalleryChanged(Event, frozen=True, kw_only=True):
    """A gallery's pictures in their order; number n is the n-th of `pictures`, from 1."""

    type: ClassVar[str] = "gallery.changed.v1"
    source: ClassVar[str] = "images"
    gallery: str
    site: str
    title: str
    page_url: str
    pictures: tuple[str, ...]
    captions: tuple[str, ...] = ()
    version: int = 1

    @property
    def subject(self) -> str:
        return f"gallery/{self.site}/{self.gallery}"

    @property
    def sequence(self) -> int:
        return self.version
