"""Uploads on their way: streamed to a local file in constant memory, counted and hashed as they pass.

In: chunks of bytes. Out: a whole file with its size and SHA-256, deleted again unless somebody took it.
"""

import asyncio
import fcntl
import hashlib
import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from shared.errors import Conflict, TooLarge, Unavailable

_BUFFER = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A whole file on local disk."""

    path: Path
    sha256: bytes
    size: int
    name: str = ""


class Staging:
    """A folder that only holds what is on its way; it may be emptied while the service is down."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def prepare(self) -> None:
        """Make the folder. Raises Unavailable when that can't be done."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _away(error) from error

    @asynccontextmanager
    async def keep(self, chunks: AsyncIterator[bytes], *, limit: int, name: str = "") -> AsyncIterator[Upload]:
        """The upload while the block runs. Raises TooLarge above `limit` bytes, Unavailable without room."""
        try:
            descriptor, path_text = await asyncio.to_thread(tempfile.mkstemp, dir=self._folder, prefix="upload-")
        except OSError as error:
            raise _away(error) from error
        path = Path(path_text)
        try:
            try:
                sha256, size = await _write(descriptor, chunks, limit)
            except OSError as error:
                raise _away(error) from error
            finally:
                os.close(descriptor)
            yield Upload(path=path, sha256=sha256, size=size, name=Path(name.replace("\\", "/")).name)
        finally:
            path.unlink(missing_ok=True)

    def begin(self, id: str, *, room: int) -> None:
        """Make an empty file for parts. Raises Unavailable when so many bytes don't fit."""
        try:
            if os.statvfs(self._folder).f_bavail * os.statvfs(self._folder).f_frsize < room:
                raise Unavailable("there is no room for this upload just now", code="store_away", retry_after=60)
            self.path(id).touch(exist_ok=False)
        except OSError as error:
            raise _away(error) from error

    def path(self, id: str) -> Path:
        """Where the parts lie."""
        return self._folder / f"parts-{id}"

    def arrived(self, id: str) -> int | None:
        """How many bytes lie there; None when there is no file."""
        try:
            return self.path(id).stat().st_size
        except FileNotFoundError:
            return None

    async def append(self, id: str, offset: int, chunks: AsyncIterator[bytes], *, limit: int) -> int:
        """Add a part, synced; how many bytes lie there now. What arrived of a broken part stays.

        Raises TooLarge beyond the announced size, Conflict while another part is arriving, Unavailable.
        """
        try:
            descriptor = os.open(self.path(id), os.O_WRONLY)
        except OSError as error:
            raise _away(error) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.lseek(descriptor, offset, os.SEEK_SET)
            await _write(descriptor, chunks, limit - offset)
        except BlockingIOError as error:
            raise Conflict("another part of this upload is arriving", code="busy") from error
        except OSError as error:
            raise _away(error) from error
        finally:
            await asyncio.to_thread(os.fsync, descriptor)
            size = os.fstat(descriptor).st_size
            os.close(descriptor)
        return size

    @asynccontextmanager
    async def whole(self, id: str, *, name: str) -> AsyncIterator[Upload]:
        """The finished file, hashed."""
        path = self.path(id)
        sha256 = await asyncio.to_thread(_hash, path)
        yield Upload(path=path, sha256=sha256, size=path.stat().st_size, name=name)

    def drop(self, id: str) -> None:
        """Forget the parts."""
        self.path(id).unlink(missing_ok=True)


def _hash(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


async def _write(descriptor: int, chunks: AsyncIterator[bytes], limit: int) -> tuple[bytes, int]:
    digest = hashlib.sha256()
    size = 0
    buffer = bytearray()

    def flush() -> None:
        digest.update(buffer)
        rest = memoryview(buffer)
        while rest:
            rest = rest[os.write(descriptor, rest) :]

    try:
        async for chunk in chunks:
            size += len(chunk)
            if size > limit:
                raise TooLarge(f"a picture may have at most {max(1, limit // 1_000_000)} MB")
            buffer += chunk
            if len(buffer) >= _BUFFER:
                await asyncio.to_thread(flush)
                buffer = bytearray()
    finally:
        # what has arrived of a broken part need not be sent again
        await asyncio.to_thread(flush)
    return digest.digest(), size


def _away(error: OSError) -> Unavailable:
    return Unavailable(f"uploads can't be kept just now ({error.strerror})", code="store_away", retry_after=10)
