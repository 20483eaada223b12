"""Reads XML of any size in constant memory, and refuses what XML can be abused for.

In: pieces of bytes. Out: the start and the end of each element, in order, the end with the element's own text.
Document types, entities and external references are refused (defusedxml), so are texts, names and nesting
without measure. Bytes that XML forbids but WordPress writes all the same (control characters) are dropped.
"""

import codecs
import re
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser
from msgspec import Struct

from services.comments.importing.records import FileError

LONGEST_TEXT = 4 * 1024 * 1024
LONGEST_SILENCE = 1024 * 1024
DEEPEST = 60

_ENCODING = re.compile(rb"<\?xml[^>]{0,200}encoding\s{0,9}=\s{0,9}[\"']([A-Za-z0-9._-]{1,40})")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Element(Struct, frozen=True):
    """The start (`end` false) or the end of an element; `text` is its own text, at the end alone."""

    name: str
    end: bool
    depth: int
    text: str
    attributes: dict[str, str]


def elements(chunks: Iterable[bytes]) -> Iterator[Element]:
    """The elements of a document. Raises FileError with the line where it can't be read."""
    handler = _Handler()
    parser: Any = DefusedExpatParser(forbid_dtd=True, forbid_entities=True, forbid_external=True)
    parser.setContentHandler(handler)
    fed = 0
    try:
        for piece in _pieces(chunks):
            parser.feed(piece)
            fed = 0 if handler.moved() else fed + len(piece)
            if fed > LONGEST_SILENCE:
                raise FileError(f"line {parser.getLineNumber()}: one piece of markup has no end")
            yield from handler.drain()
        parser.close()
    except DefusedXmlException as error:
        kind = type(error).__name__.removesuffix("Forbidden")
        raise FileError(f"line {parser.getLineNumber()}: the file declares what no export needs ({kind})") from error
    except SAXParseException as error:
        raise FileError(f"line {error.getLineNumber()}: this is not XML: {error.getMessage()}") from error
    except (SAXException, ValueError, LookupError) as error:
        raise FileError(f"this is not XML: {error}") from error
    yield from handler.drain()


def _pieces(chunks: Iterable[bytes]) -> Iterator[bytes | str]:
    """UTF-8 as text that XML allows; what says that it is written otherwise goes to the parser as it is."""
    stream = iter(chunks)
    head = b""
    for chunk in stream:
        head += chunk
        if len(head) >= 512:
            break
    match = _ENCODING.search(head[:512])
    declared = match[1].decode().lower() if match else "utf-8"
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"} or declared not in {"utf-8", "utf8", "us-ascii", "ascii"}:
        yield head
        yield from stream
        return
    decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
    for chunk in (head, *()):
        yield _FORBIDDEN.sub("", decoder.decode(chunk))
    for chunk in stream:
        yield _FORBIDDEN.sub("", decoder.decode(chunk))
    yield _FORBIDDEN.sub("", decoder.decode(b"", final=True))


class _Handler(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self._found: deque[Element] = deque()
        self._texts: list[list[str]] = []
        self._size = 0
        self._moves = 0

    def moved(self) -> bool:
        """Whether anything was seen since the last time."""
        moves, self._moves = self._moves, 0
        return moves > 0

    def drain(self) -> Iterator[Element]:
        """What was found and not handed out yet."""
        while self._found:
            yield self._found.popleft()

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802, ANN401 - the name and type of xml.sax
        self._moves += 1
        if len(self._texts) >= DEEPEST:
            raise FileError(f"elements are nested more than {DEEPEST} deep")
        self._texts.append([])
        self._size = 0
        self._found.append(Element(name, False, len(self._texts), "", dict(attrs.items())))

    def endElement(self, name: str) -> None:  # noqa: N802
        self._moves += 1
        depth = len(self._texts)
        self._found.append(Element(name, True, depth, "".join(self._texts.pop()), {}))
        self._size = 0

    def characters(self, content: str) -> None:
        """A piece of an element's text."""
        self._moves += 1
        self._size += len(content)
        if self._size > LONGEST_TEXT:
            raise FileError(f"one text is longer than {LONGEST_TEXT // 1024 // 1024} MB")
        self._texts[-1].append(content)
