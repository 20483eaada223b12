"""Opens what an operator names: a file or a pipe, gzip or not, and counts what was read for the progress shown.

In: a path, `-` for standard input. Out: a binary stream; reading it raises FileError for a broken gzip.
"""

import gzip
import hashlib
import io
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from services.comments.importing.records import FileError

CHUNK = 64 * 1024
_GZIP = b"\x1f\x8b"


class Source:
    """A stream of bytes that knows how far it is. `size` is 0 when nobody knows the end."""

    def __init__(self, raw: BinaryIO, *, size: int = 0) -> None:
        self.size = size
        self._counted = _Counted(raw)
        buffered = io.BufferedReader(self._counted, CHUNK)
        packed = buffered.peek(2)[:2] == _GZIP
        self._stream: io.BufferedIOBase = gzip.GzipFile(fileobj=buffered) if packed else buffered

    @property
    def position(self) -> int:
        """How many bytes of the file were read."""
        return self._counted.position

    @property
    def digest(self) -> str:
        """The hex SHA-256 of what was read so far of the file itself."""
        return self._counted.hash.hexdigest()

    def read(self, size: int = CHUNK) -> bytes:
        """The next bytes, at most `size`; none at the end. Raises FileError."""
        try:
            return self._stream.read(size)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise FileError(f"the gzip file is broken: {error}") from error

    def chunks(self) -> Iterator[bytes]:
        """The whole stream in pieces. Raises FileError."""
        while chunk := self.read():
            yield chunk


@contextmanager
def opened(path: str) -> Iterator[Source]:
    """The file at a path, or standard input for `-`. Raises FileError when it can't be opened."""
    if path == "-":
        yield Source(sys.stdin.buffer)
        return
    try:
        size = Path(path).stat().st_size
        stream = Path(path).open("rb")  # noqa: SIM115 - what fails inside the caller's block is no fault of opening
    except OSError as error:
        raise FileError(f"{path} can't be opened: {error.strerror}") from error
    with stream:
        yield Source(stream, size=size)


class _Counted(io.RawIOBase):
    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw
        self.position = 0
        self.hash = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        data = self._raw.read(len(buffer))
        buffer[: len(data)] = data
        self.position += len(data)
        self.hash.update(data)
        return len(data)
