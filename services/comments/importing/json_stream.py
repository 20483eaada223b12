"""Reads JSON of any size in constant memory: the objects in the lists of one big object, or one value a line.

In: pieces of bytes. Out: each object's bytes, with the name of its list or the number of its line.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

import msgspec

from services.comments.importing.records import FileError

LONGEST = 8 * 1024 * 1024
T = TypeVar("T")
# a whole string, a bracket, or a quotation mark whose string has not ended in this buffer
_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{}\[\]]|"', re.DOTALL)


def members(chunks: Iterable[bytes]) -> Iterator[tuple[str, bytes]]:
    """The objects in the lists of the object that the file is: (name of the list, JSON). Raises FileError."""
    return _Scan().run(chunks)


def lines(chunks: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """The lines with something on them, numbered from 1. Raises FileError for one without measure."""
    rest, number = b"", 0
    for chunk in chunks:
        pieces = (rest + chunk).split(b"\n")
        rest = pieces.pop()
        if len(rest) > LONGEST:
            raise FileError(f"line {number + len(pieces) + 1} is longer than {LONGEST // 1024 // 1024} MB")
        for piece in pieces:
            number += 1
            if piece.strip():
                yield number, piece.strip().removeprefix(b"\xef\xbb\xbf")
    if rest.strip():
        yield number + 1, rest.strip().removeprefix(b"\xef\xbb\xbf")


def decoded(raw: bytes, type_: type[T], place: str) -> T | str:
    """The value, or a sentence when it is not of that type. Raises FileError when it is not JSON at all."""
    try:
        return msgspec.json.decode(raw, type=type_, strict=False)
    except msgspec.ValidationError as error:
        return f"{place} is not what its format says: {error}"
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise FileError(f"{place} is not JSON: {error}") from error
    except RecursionError as error:
        raise FileError(f"{place} is nested too deep") from error


class _Scan:
    def __init__(self) -> None:
        self._buffer = b""
        self._at = 0
        self._depth = 0
        self._name = ""
        self._start = -1
        self._in_string = False
        self._outline: list[bytes] = []
        self._outlined = 0

    def run(self, chunks: Iterable[bytes]) -> Iterator[tuple[str, bytes]]:
        for chunk in chunks:
            self._buffer += chunk
            if not self._in_string or b'"' in chunk:
                yield from self._scan()
                self._forget()
            if len(self._buffer) > LONGEST + len(chunk):
                raise FileError(f"one value in the list {self._name!r} is longer than {LONGEST // 1024 // 1024} MB")
        self._finish()

    def _scan(self) -> Iterator[tuple[str, bytes]]:
        for match in _TOKEN.finditer(self._buffer, self._at):
            token = match[0]
            if token == b'"':
                self._at = match.start()
                self._in_string = True
                return
            self._at = match.end()
            if token[:1] == b'"':
                if self._depth == 1:
                    self._name = token[1:-1].decode("utf-8", "replace")[:100]
            elif token in b"{[":
                self._depth += 1
                if self._depth == 3 and token == b"{":
                    self._start = match.start()
                    self._outline.append(self._buffer[self._outlined : self._start])
                    self._outlined = len(self._buffer)
            else:
                self._depth -= 1
                if self._depth == 2 and self._start >= 0:
                    yield self._name, self._buffer[self._start : self._at]
                    self._outline.append(b"0")
                    self._start, self._outlined = -1, self._at
        self._at = len(self._buffer)
        self._in_string = False

    def _forget(self) -> None:
        if self._start >= 0:
            cut = self._start
        else:
            cut = self._at
            self._outline.append(self._buffer[self._outlined : cut])
        self._buffer = self._buffer[cut:]
        self._at -= cut
        self._outlined = 0
        self._start = min(0, self._start)

    def _finish(self) -> None:
        """What stood around the objects must be JSON too."""
        outline = b"".join([*self._outline, self._buffer]).removeprefix(b"\xef\xbb\xbf")
        if not outline.strip():
            raise FileError("the file is empty")
        try:
            whole: Any = msgspec.json.decode(outline)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise FileError(f"this is not a JSON export, or it ends in the middle ({error})") from error
        if not isinstance(whole, dict):
            raise FileError("this is not a JSON export: it is no object with lists in it")
