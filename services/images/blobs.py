"""Where files lie: a local folder or an S3 bucket, behind one small set of verbs.

In: keys such as `original/ab/abc…` and bytes or a local file. Out: files, durable when a verb returns.
Raises Unavailable for a store that is away, full or read-only: time heals it.
"""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol

from shared.errors import Unavailable


class Blobs(Protocol):
    """What the rest of the house needs of a store."""

    async def take(self, path: Path, key: str) -> None:
        """Make a local file the content of `key`; the file is gone afterwards."""
        ...

    async def put(self, key: str, content: bytes) -> None:
        """Store the bytes, whole or not at all."""
        ...

    async def open(self, key: str) -> BinaryIO:
        """A file open for reading, with a descriptor. Raises FileNotFoundError."""
        ...

    async def read(self, key: str) -> bytes:
        """The bytes. Raises FileNotFoundError."""
        ...

    async def copy(self, source: str, target: str) -> None:
        """A second name or a copy. Raises FileNotFoundError."""
        ...

    async def delete(self, key: str) -> None:
        """Take it away; what isn't there is fine."""
        ...

    def keys(self, prefix: str) -> AsyncIterator[tuple[str, int]]:
        """Every key below the prefix, with its size in bytes."""
        ...

    def local(self, key: str) -> Path | None:
        """The file on this machine, None where the store is elsewhere."""
        ...

    async def check(self) -> None:
        """Raise Unavailable when nothing can be written."""
        ...


class LocalBlobs:
    """A folder; every file is written beside its place, synced and renamed."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self._staging = self._root / "staging"

    def prepare(self) -> None:
        """Make the folders. Raises Unavailable when that can't be done."""
        try:
            for folder in (self._staging, self._root / "public" / "pictures"):
                folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _away(error) from error

    async def take(self, path: Path, key: str) -> None:
        """See Blobs."""
        await self._do(self._take, path, key)

    async def put(self, key: str, content: bytes) -> None:
        """See Blobs."""
        await self._do(self._put, key, content)

    async def open(self, key: str) -> BinaryIO:
        """See Blobs."""
        return self.path(key).open("rb")

    async def read(self, key: str) -> bytes:
        """See Blobs."""
        return await asyncio.to_thread(self.path(key).read_bytes)

    async def copy(self, source: str, target: str) -> None:
        """See Blobs."""
        await self._do(self._copy, source, target)

    async def delete(self, key: str) -> None:
        """See Blobs."""
        await self._do(self._delete, key)

    async def keys(self, prefix: str) -> AsyncIterator[tuple[str, int]]:
        """See Blobs."""
        for path in await asyncio.to_thread(lambda: sorted((self._root / prefix).rglob("*"))):
            if path.is_file():
                yield path.relative_to(self._root).as_posix(), path.stat().st_size

    async def check(self) -> None:
        """See Blobs."""
        await self._do(self._check)

    def local(self, key: str) -> Path | None:
        """See Blobs."""
        return self.path(key)

    def path(self, key: str) -> Path:
        """The file of a key. Raises ValueError for a key that leads out of the store."""
        parts = PurePosixPath(key)
        if parts.is_absolute() or ".." in parts.parts or "\0" in key:
            raise ValueError("a key must stay inside the store")
        return self._root / parts

    async def _do(self, work: object, *values: object) -> None:
        try:
            await asyncio.to_thread(work, *values)  # type: ignore[arg-type]
        except FileNotFoundError:
            raise
        except OSError as error:
            raise _away(error) from error

    def _take(self, path: Path, key: str) -> None:
        target = self.path(key)
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.stat().st_dev != self._root.stat().st_dev:
            with path.open("rb") as source, tempfile.NamedTemporaryFile(dir=self._staging, delete=False) as file:
                shutil.copyfileobj(source, file, 1 << 20)
            path.unlink()
            path = Path(file.name)
        _sync(path)
        path.rename(target)
        _sync(target.parent)

    def _put(self, key: str, content: bytes) -> None:
        target = self.path(key)
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self._staging, delete=False) as file:
            temporary = Path(file.name)
            try:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
                # the edge runs as another user and reads renditions from this folder
                os.fchmod(file.fileno(), 0o644)
                temporary.rename(target)
            except BaseException:
                temporary.unlink(missing_ok=True)
                raise
        _sync(target.parent)

    def _copy(self, source: str, target: str) -> None:
        old, new = self.path(source), self.path(target)
        new.parent.mkdir(parents=True, exist_ok=True)
        if not new.exists():
            os.link(old, new)
        _sync(new.parent)

    def _delete(self, key: str) -> None:
        path = self.path(key)
        path.unlink(missing_ok=True)
        # an empty folder is litter; a filled one stays
        if path.parent.is_dir() and not any(path.parent.iterdir()) and len(PurePosixPath(key).parts) > 2:
            path.parent.rmdir()

    def _check(self) -> None:
        with tempfile.NamedTemporaryFile(dir=self._staging) as file:
            file.write(b"paddock")
            file.flush()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _away(error: OSError) -> Unavailable:
    return Unavailable(f"the picture store can't be written ({error.strerror})", code="store_away", retry_after=10)
