"""Uploads on their way: streamed to a local file in constant memory, counted and hashed as they pass.

In: chunks of bytes. Out: a whole file with its size and SHA-256, deleted again unless somebody took it.
"""

import asyncio
import hashlib
import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from shared.errors import TooLarge, Unavailable

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


async def _write(descriptor: int, chunks: AsyncIterator[bytes], limit: int) -> tuple[bytes, int]:
    digest = hashlib.sha256()
    size = 0
    buffer = bytearray()

    def flush() -> None:
        digest.update(buffer)
        rest = memoryview(buffer)
        while rest:
            rest = rest[os.write(descriptor, rest) :]

    async for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise TooLarge(f"a picture may have at most {limit // 1_000_000} MB")
        buffer += chunk
        if len(buffer) >= _BUFFER:
            await asyncio.to_thread(flush)
            buffer = bytearray()
    await asyncio.to_thread(flush)
    return digest.digest(), size


def _away(error: OSError) -> Unavailable:
    return Unavailable(f"uploads can't be kept just now ({error.strerror})", code="store_away", retry_after=10)
