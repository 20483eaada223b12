"""A local folder as the store; every file is written beside its place, synced and renamed.

In: keys and bytes. Out: files below the folder: `original/` and `held/` private, `public/` read by the edge.
"""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from services.images.blobs.shelf import away, checked


class Folder:
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
            raise away(error.strerror or error.__class__.__name__) from error

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
        return self._root / checked(key)

    async def _do(self, work: object, *values: object) -> None:
        try:
            await asyncio.to_thread(work, *values)  # type: ignore[arg-type]
        except FileNotFoundError as error:
            # a source that isn't there is the caller's; a folder that was tidied away meanwhile comes back
            if work in {self._put, self._take}:
                raise away("a folder went away") from error
            raise
        except OSError as error:
            raise away(error.strerror or error.__class__.__name__) from error

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
        # a file of some size, since a full disk still makes empty ones
        with tempfile.NamedTemporaryFile(dir=self._staging) as file:
            file.write(bytes(65536))
            file.flush()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
