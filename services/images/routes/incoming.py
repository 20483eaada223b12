"""Reads an uploaded picture from a request, piece by piece.

In: a multipart or raw request. Out: an async iterator of chunks and the file's name.
"""

import asyncio
from collections.abc import AsyncIterator

from aiohttp import BodyPartReader, MultipartReader, web
from aiohttp.http_exceptions import HttpProcessingError

from shared.errors import Malformed, TooLarge, UnsupportedType

_CHUNK = 256 * 1024
_PATIENCE = 30.0
_LONGEST = 1800.0
_SLACK = 64 * 1024
_UNREADABLE = (ValueError, AssertionError, HttpProcessingError, web.RequestPayloadError)
"""What aiohttp raises at a body that is no multipart; the third at a part's own headers."""


def check_length(request: web.Request, limit: int) -> None:
    """Raise TooLarge before a single byte is read when the sender announces too many."""
    if (request.content_length or 0) > limit + _SLACK:
        raise TooLarge(f"a picture may have at most {limit // 1_000_000} MB")


class _Patience:
    """So long for the next piece, so long for everything."""

    def __init__(self) -> None:
        self._end = asyncio.get_running_loop().time() + _LONGEST

    def next(self) -> float:
        """Seconds for the next piece. Raises TimeoutError when all of them are over."""
        left = self._end - asyncio.get_running_loop().time()
        if left <= 0:
            raise TimeoutError
        return min(_PATIENCE, left)


async def parts(request: web.Request) -> AsyncIterator[BodyPartReader]:
    """The parts of a multipart body. Raises UnsupportedType and Malformed."""
    if not request.content_type.startswith("multipart/"):
        raise UnsupportedType("send the picture as multipart/form-data with a part named file")
    try:
        reader = await request.multipart()
        patience = _Patience()
        while (part := await asyncio.wait_for(reader.next(), patience.next())) is not None:
            if isinstance(part, MultipartReader):
                raise Malformed("a part of the body has parts of its own")
            yield part
    except TimeoutError as error:
        raise Malformed("the body did not arrive in time", code="too_slow") from error
    except _UNREADABLE as error:
        raise Malformed("the multipart body can't be read") from error


async def chunks(part: BodyPartReader) -> AsyncIterator[bytes]:
    """The part's bytes, decoded. Raises Malformed when they stop coming."""
    patience = _Patience()
    try:
        while chunk := await asyncio.wait_for(part.read_chunk(_CHUNK), patience.next()):
            yield chunk
    except TimeoutError as error:
        raise Malformed("the picture did not arrive in time", code="too_slow") from error
    except _UNREADABLE as error:
        raise Malformed("the multipart body can't be read") from error


async def raw(request: web.Request) -> AsyncIterator[bytes]:
    """The body's bytes. Raises Malformed when they stop coming."""
    patience = _Patience()
    try:
        while chunk := await asyncio.wait_for(request.content.readany(), patience.next()):
            yield chunk
    except TimeoutError as error:
        raise Malformed("the picture did not arrive in time", code="too_slow") from error
    except web.RequestPayloadError as error:
        raise Malformed("the body can't be read") from error
