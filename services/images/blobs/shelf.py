"""The verbs that the rest of the house needs of a store of files.

In: keys such as `original/ab/abc…` and bytes or a local file. Out: files, durable when a verb returns.
Raises Unavailable for a store that is away, full or read-only: time heals it.
"""

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


def checked(key: str) -> str:
    """The key. Raises ValueError for one that leads out of the store."""
    parts = PurePosixPath(key)
    if parts.is_absolute() or ".." in parts.parts or "\0" in key or not key:
        raise ValueError("a key must stay inside the store")
    return key


def away(reason: str) -> Unavailable:
    """The store can't be used just now."""
    return Unavailable(f"the picture store can't be used just now ({reason})", code="store_away", retry_after=10)
