"""Bring a whole gallery in from a folder or a zip, with a table of captions; a repeat changes nothing.

In: a folder or zip, a CSV (file, caption, alt, credit) in it or beside it. Out: pictures in the table's order, else by
name; a report.

A file that is refused doesn't stop the others. Names inside a zip are only looked up, never used as paths.
"""

import contextlib
import re
import zipfile
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Protocol

from services.images.actions.caption_gallery import MOST_BYTES, read_captions
from services.images.actions.receive_picture import ReceivePicture
from services.images.domain import Words, check_key
from services.images.staging import Staging, Upload
from services.images.store import galleries
from shared.clock import Clock
from shared.errors import Invalid, Refused
from shared.postgres import Database

_PICTURE = re.compile(r"\.(jpe?g|png|webp|gif|avif|heic|heif|tiff?|svg|pdf)$", re.IGNORECASE)
_TABLE = re.compile(r"^[^.].*\.csv$", re.IGNORECASE)
_REFUSING = (Refused, KeyError, zipfile.BadZipFile, RuntimeError, OSError)
_MOST = 5000
_CHUNK = 1 << 20


@dataclass(slots=True, kw_only=True)
class Report:
    """What came of it."""

    added: int = 0
    known: int = 0
    described: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)


class Source(Protocol):
    """Files by name."""

    def names(self) -> list[str]:
        """The names of pictures and tables."""
        ...

    def open(self, name: str) -> IO[bytes]:
        """One of them, for reading."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportGallery:
    """One import of one gallery."""

    database: Database
    receive: ReceivePicture
    staging: Staging
    clock: Clock

    async def from_source(
        self,
        source: Path,
        *,
        captions: Path | None,
        site: str,
        key: str,
        title: str,
        url: str,
        limit: int,
        progress: Callable[[int, int], None] = lambda _done, _all: None,
    ) -> Report:
        """Do it, saying after each file how many are done of how many.

        Raises Invalid for names or tables that can't be used, Unavailable.
        """
        check_key(site, "site")
        check_key(key, "key")
        words = read_captions(captions.read_bytes()) if captions else {}
        report = Report()
        changed = await self._prepare(site, key, title, url)
        with _opened(source) as files:
            words = words or _own(files, report)
            names = _ordered(files.names(), list(words))
            for number, name in enumerate(names, 1):
                changed |= await self._bring(files, name, words.get(name), report, site=site, key=key, limit=limit)
                progress(number, len(names))
        if changed:
            async with self.database.transaction() as tx:
                await tx.emit(await galleries.changed(tx, site, key))
        return report

    async def from_uploads(self, uploads: Sequence[Upload], *, site: str, key: str, limit: int) -> Report:
        """The same for files that came by a form: pictures, zips, and a table of captions among them."""
        report = Report()
        words = _own(_Uploads(list(uploads)), report)
        changed = False
        with contextlib.ExitStack() as opened:
            sources: list[Source] = [_Uploads(list(uploads))]
            sources += [
                opened.enter_context(_opened(item.path)) for item in uploads if item.name.lower().endswith(".zip")
            ]
            for files in sources:
                for name in _ordered(files.names(), list(words)):
                    changed |= await self._bring(files, name, words.get(name), report, site=site, key=key, limit=limit)
        if changed:
            async with self.database.transaction() as tx:
                await tx.emit(await galleries.changed(tx, site, key))
        return report

    async def _prepare(self, site: str, key: str, title: str, url: str) -> bool:
        async with self.database.transaction() as tx:
            if await galleries.add_gallery(tx, site, key, title, url):
                return True
            there = await galleries.lock_gallery(tx, site, key)
            wanted = (title or (there.title if there else ""), url or (there.page_url if there else ""))
            if there and wanted != (there.title, there.page_url):
                await galleries.name_gallery(tx, site, key, *wanted)
                return True
        return False

    async def _bring(
        self, files: Source, name: str, words: Words | None, report: Report, *, site: str, key: str, limit: int
    ) -> bool:
        try:
            async with self.staging.keep(_chunks(files, name), limit=limit, name=name) as upload:
                received = await self.receive.for_gallery(
                    upload, site=site, gallery=key, words=words or Words(), uploader="import", announce=False
                )
        except _REFUSING as error:
            report.refused.append((name, _why(error)))
            return False
        if not received.repeated:
            report.added += 1
            return True
        report.known += 1
        if words is None:
            return False
        async with self.database.transaction() as tx:
            described = await galleries.describe_picture(tx, received.id, words, self.clock.now())
        report.described += described
        return described


def _own(files: Source, report: Report) -> dict[str, Words]:
    """What the tables among the files say; one that can't be used is refused, and the pictures come in without it."""
    words: dict[str, Words] = {}
    for name in filter(_TABLE.search, sorted(files.names())):
        try:
            with files.open(name) as file:
                words |= read_captions(file.read(MOST_BYTES + 1))
        except _REFUSING as error:
            report.refused.append((name, _why(error)))
    return words


def _why(error: Exception) -> str:
    return error.message if isinstance(error, Refused) else f"the file can't be read ({error.__class__.__name__})"


def _wanted(name: str) -> bool:
    return bool(_PICTURE.search(name) or _TABLE.search(name))


def _ordered(names: list[str], wanted: list[str]) -> list[str]:
    there = {name for name in names if _PICTURE.search(name)}
    first = [name for name in wanted if name in there]
    return first + sorted(there - set(first), key=_natural)


def _natural(name: str) -> list[tuple[int, str]]:
    """`2.jpg` before `10.jpg`."""
    return [(int(part), "") if part.isdigit() else (0, part.lower()) for part in re.split(r"(\d+)", name)]


async def _chunks(files: Source, name: str) -> AsyncIterator[bytes]:
    with files.open(name) as file:
        while chunk := file.read(_CHUNK):
            yield chunk


@contextmanager
def _opened(source: Path) -> Iterator[Source]:
    if source.is_dir():
        yield _Folder(source)
        return
    try:
        with zipfile.ZipFile(source) as archive:
            yield _Zip(archive)
    except (zipfile.BadZipFile, OSError) as error:
        raise Invalid(f"{source.name} is neither a folder nor a zip that can be read") from error


class _Folder:
    def __init__(self, path: Path) -> None:
        self._path = path

    def names(self) -> list[str]:
        return [file.name for file in self._path.iterdir() if file.is_file() and _wanted(file.name)]

    def open(self, name: str) -> IO[bytes]:
        return (self._path / name).open("rb")


class _Zip:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        if len(archive.infolist()) > _MOST:
            raise Invalid(f"the zip has more than {_MOST} files")
        self._archive = archive
        self._entries = {
            PurePosixPath(entry.filename.replace("\\", "/")).name: entry
            for entry in archive.infolist()
            if not entry.is_dir() and _wanted(PurePosixPath(entry.filename).name) and "__MACOSX" not in entry.filename
        }

    def names(self) -> list[str]:
        return list(self._entries)

    def open(self, name: str) -> IO[bytes]:
        return self._archive.open(self._entries[name])


class _Uploads:
    def __init__(self, uploads: list[Upload]) -> None:
        self._uploads = {upload.name: upload for upload in uploads}

    def names(self) -> list[str]:
        return list(self._uploads)

    def open(self, name: str) -> IO[bytes]:
        return self._uploads[name].path.open("rb")
