"""Take a big file in parts: begin, append as often as it takes, and go on where it stopped.

In: announced size, then bytes at an offset. Out: a picture, or a whole gallery when the file is a zip.

The file on disk is the truth about how much has arrived; each part is synced before it is answered.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from services.images.actions.import_gallery import ImportGallery
from services.images.actions.receive_picture import ReceivePicture, new_id
from services.images.domain import ID, Words
from services.images.staging import Staging
from services.images.store import parts
from services.images.store.parts import PartUpload
from shared.clock import Clock
from shared.errors import Conflict, Field, Gone, Invalid, NotFound, Refused, TooLarge
from shared.postgres import Database, ForeignKeyViolation

MOST_ZIP = 20_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeUpload:
    """One upload from its announcement to its picture."""

    database: Database
    staging: Staging
    receive: ReceivePicture
    bring: ImportGallery
    clock: Clock
    gallery_bytes: int

    async def begin(self, *, site: str, gallery: str, name: str, size: int, words: Words, uploader: str) -> PartUpload:
        """Announce a file. Raises NotFound without such a gallery, TooLarge, Invalid, Unavailable."""
        words.check()
        if size < 1:
            raise Invalid("the size is missing", fields=(Field(pointer="/size", detail="a number of bytes"),))
        if size > (MOST_ZIP if _is_zip(name) else self.gallery_bytes):
            raise TooLarge(f"a picture may have at most {self.gallery_bytes // 1_000_000} MB")
        id = new_id()
        self.staging.begin(id, room=size)
        try:
            async with self.database.transaction() as tx:
                await parts.begin_upload(
                    tx,
                    id=id,
                    site=site,
                    gallery=gallery,
                    file_name=Path(name.replace("\\", "/")).name,
                    size=size,
                    words=(words.caption or "", words.alt or "", words.credit or ""),
                    uploader=uploader,
                    now=self.clock.now(),
                )
        except ForeignKeyViolation as error:
            self.staging.drop(id)
            raise NotFound("there is no such gallery", code="no_such_gallery") from error
        except BaseException:
            self.staging.drop(id)
            raise
        return await self.find(id)

    async def find(self, id: str) -> PartUpload:
        """How far it is. Raises NotFound."""
        upload = await parts.find_upload(self.database, id) if ID.match(id) else None
        if upload is None:
            raise NotFound("there is no such upload")
        return upload

    async def append(self, id: str, offset: int, chunks: AsyncIterator[bytes]) -> PartUpload:
        """Add bytes at `offset`. Raises Conflict with the right offset, Gone when the parts are lost, Unavailable."""
        upload = await self.find(id)
        if upload.picture or upload.code:
            return upload
        there = self.staging.arrived(id)
        if there is None:
            raise Gone("the parts that had arrived are lost; begin again")
        if offset != there:
            raise Conflict(f"{there} bytes have arrived; go on from there", code="wrong_offset")
        arrived = await self.staging.append(id, offset, chunks, limit=upload.size)
        await parts.advance_upload(self.database, id, arrived, self.clock.now())
        if arrived == upload.size:
            await self._finish(upload)
        return await self.find(id)

    async def _finish(self, upload: PartUpload) -> None:
        try:
            zipped = _is_zip(upload.file_name)
            picture, code, reason = await self._import(upload) if zipped else await self._picture(upload)
        except Refused as refusal:
            await parts.end_upload(
                self.database,
                upload.id,
                picture=None,
                code=refusal.code,
                reason=refusal.message,
                now=self.clock.now(),
            )
        else:
            await parts.end_upload(
                self.database, upload.id, picture=picture, code=code, reason=reason, now=self.clock.now()
            )
        self.staging.drop(upload.id)

    async def _picture(self, upload: PartUpload) -> tuple[str, str, str]:
        """The picture; that it is a duplicate, and of which number."""
        words = Words(caption=upload.caption, alt=upload.alt, credit=upload.credit)
        async with self.staging.whole(upload.id, name=upload.file_name) as file:
            received = await self.receive.for_gallery(
                file, site=upload.site, gallery=upload.gallery, words=words, uploader=upload.uploader
            )
        if received.repeated:
            return received.id, "repeated", f"the gallery has it already, as number {received.number}"
        return received.id, "", ""

    async def _import(self, upload: PartUpload) -> tuple[str, str, str]:
        """How many came in, and the names and reasons of what was refused, in one text."""
        report = await self.bring.from_source(
            self.staging.path(upload.id),
            captions=None,
            site=upload.site,
            key=upload.gallery,
            title="",
            url="",
            limit=self.gallery_bytes,
        )
        if not report.refused:
            return upload.id, "", ""
        came = [f"{report.added} added", *([f"{report.known} there already"] if report.known else [])]
        refused = [f"{name}: {reason}" for name, reason in report.refused]
        return upload.id, "partly", "; ".join([*came, *refused])[:2000]


def _is_zip(name: str) -> bool:
    return name.lower().endswith(".zip")
