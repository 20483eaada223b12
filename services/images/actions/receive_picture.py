"""Take an original in: probe it, keep it, and tell the workers, or refuse it with a reason.

In: a file on local disk with its hash, and whose it is. Out: the picture's id and state.
A picture is accepted when its row and its `picture.uploaded` are committed; the original lies in the store before.
"""

import base64
import contextlib
import secrets
from dataclasses import dataclass

from services.images.actions.discard_picture import remove
from services.images.blobs.shelf import Blobs
from services.images.domain import Words, original_key
from services.images.rendering.darkroom.client import Darkroom
from services.images.rendering.order import Facts, Limits, Order, Refusal, Task
from services.images.rendering.recipe import LATEST, RECIPES
from services.images.staging import Upload
from services.images.store import galleries, pictures, sites
from shared.clock import Clock
from shared.errors import Field, Invalid, NotFound, Refused, Unavailable, UnsupportedType
from shared.events import PictureUploaded
from shared.ids import token_hash
from shared.postgres import Database, Transaction, UniqueViolation

UPLOAD_KEY_BYTES = 20
_STRANGERS = {"heic", "svg", "pdf", "tiff", "unknown", "video"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What became of an upload. `repeated` when the gallery had it already."""

    id: str
    width: int
    height: int
    upload_key: str = ""
    number: int = 0
    repeated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivePicture:
    """`for_comment` and `for_gallery` are the two doors."""

    database: Database
    blobs: Blobs
    darkroom: Darkroom
    clock: Clock
    gallery_limits: Limits
    reader_limits: Limits

    async def for_comment(self, upload: Upload, *, site: str) -> Received:
        """A reader's attachment, held until its comment is public. Raises Refused and Unavailable."""
        settings = await sites.site_settings(self.database, site)
        if settings is None:
            raise NotFound("there is no such site", code="no_such_site")
        facts = await self.probe(upload, self.reader_limits, owner="comment")
        id, key = new_id(), _upload_key()
        await self.blobs.take(upload.path, original_key(id))
        try:
            async with self.database.transaction() as tx:
                await self._add(
                    tx, id, upload, facts, site=site, gallery=None, position=None, words=Words(), key=key,
                    recipe=recipe_of(settings),
                )  # fmt: skip
        except BaseException:
            await self._undo(id)
            raise
        return Received(id=id, width=facts.width, height=facts.height, upload_key=key)

    async def for_gallery(
        self, upload: Upload, *, site: str, gallery: str, words: Words, uploader: str = "", announce: bool = True
    ) -> Received:
        """An editor's picture at the end of its gallery; one that is there already is found, not doubled.

        Raises Refused (NotFound without such a gallery) and Unavailable.
        """
        words.check()
        if same := await self._same(upload, site, gallery):
            return same
        settings = await sites.site_settings(self.database, site) or {}
        facts = await self.probe(upload, self.gallery_limits, owner="gallery")
        id = new_id()
        await self.blobs.take(upload.path, original_key(id))
        try:
            async with self.database.transaction() as tx:
                if await galleries.lock_gallery(tx, site, gallery) is None:
                    raise NotFound("there is no such gallery", code="no_such_gallery")
                await self._replace_failed(tx, upload, site, gallery)
                position = await galleries.last_position(tx, site, gallery) + 1
                await self._add(
                    tx, id, upload, facts, site=site, gallery=gallery, position=position, words=words, key="",
                    uploader=uploader, recipe=recipe_of(settings),
                )  # fmt: skip
                if announce:
                    await tx.emit(await galleries.changed(tx, site, gallery))
        except UniqueViolation:
            await self._undo(id)
            if same := await self._same(upload, site, gallery):
                return same
            raise
        except BaseException:
            await self._undo(id)
            raise
        return Received(id=id, width=facts.width, height=facts.height, number=position)

    async def _replace_failed(self, tx: Transaction, upload: Upload, site: str, gallery: str) -> None:
        """What failed with the same content is tried again, and isn't shown as refused twice."""
        for id in await pictures.find_failed(tx, site, gallery, upload.sha256):
            if picture := await pictures.lock_picture(tx, id):
                await remove(tx, picture, self.clock)

    async def probe(self, upload: Upload, limits: Limits, *, owner: str) -> Facts:
        """What the header says. Raises Refused with the reason."""
        order = Order(number=0, task=Task.PROBE, owner=owner, limits=limits, seconds=10)
        with upload.path.open("rb") as original:
            answer = await self.darkroom.ask(order, original)
        if answer.refusal:
            raise _refused(answer.refusal)
        if answer.unlocked:
            raise Unavailable("pictures can't be opened safely here", code="unlocked", retry_after=60)
        facts = next((product.facts for product, _ in answer.products if product.facts), None)
        if answer.died or facts is None:
            raise Invalid("The file is damaged: it can't be read as a picture.", code="unreadable")
        return facts

    async def _add(
        self,
        tx: Transaction,
        id: str,
        upload: Upload,
        facts: Facts,
        *,
        site: str,
        gallery: str | None,
        position: int | None,
        words: Words,
        key: str,
        recipe: int,
        uploader: str = "",
    ) -> None:
        owner = "gallery" if gallery else "comment"
        await pictures.add_picture(
            tx,
            id=id,
            site=site,
            owner=owner,
            held=owner == "comment",
            gallery=gallery,
            position=position,
            upload_key=token_hash(key) if key else None,
            uploader=uploader,
            file_name=upload.name,
            sha256=upload.sha256,
            size=upload.size,
            media_type=facts.media_type,
            width=facts.width,
            height=facts.height,
            words=words,
            recipe=recipe,
            now=self.clock.now(),
        )
        await tx.emit(PictureUploaded(picture=id, site=site, owner=owner, recipe=recipe))

    async def _same(self, upload: Upload, site: str, gallery: str) -> Received | None:
        found = await pictures.find_same(self.database, site, gallery, upload.sha256)
        picture = await pictures.find_picture(self.database, found) if found else None
        if picture is None:
            return None
        number = await pictures.number_of(self.database, picture)
        return Received(id=picture.id, width=picture.width, height=picture.height, number=number, repeated=True)

    async def _undo(self, id: str) -> None:
        """The row was not committed: its original is litter. What can't be deleted now, the checker finds."""
        with contextlib.suppress(Unavailable):
            if await pictures.find_picture(self.database, id) is None:
                await self.blobs.delete(original_key(id))


def _refused(refusal: Refusal) -> Refused:
    """415 for what is no picture of ours, 422 for one that can't be used."""
    if refusal.code in _STRANGERS:
        return UnsupportedType(refusal.reason, code=refusal.code)
    return Invalid(refusal.reason, fields=(Field(pointer="/file", detail=refusal.reason),), code=refusal.code)


def new_id() -> str:
    """128 random bits as base32 in lower case."""
    return base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=").lower()


def recipe_of(settings: dict[str, object]) -> int:
    """The recipe that a site's settings choose, or the latest."""
    chosen = settings.get("renditions_recipe", LATEST)
    return chosen if isinstance(chosen, int) and chosen in RECIPES else LATEST


def _upload_key() -> str:
    return base64.b32encode(secrets.token_bytes(UPLOAD_KEY_BYTES)).decode().rstrip("=").lower()
