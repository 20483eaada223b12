"""Reads a request's body into a typed value, or says which field is at fault.

In: a request. Out: a struct (JSON) or the fields of a form. Nothing that can't be stored gets through:
no duplicate key, no lone surrogate, no NUL character.
"""

import asyncio
import json
import re
from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec
from aiohttp import web

from shared.errors import Field, Invalid, Malformed, TooLarge, UnsupportedType

T = TypeVar("T")

LIMIT = 65_536
READ_SECONDS = 10.0
_WHERE = re.compile(r"^(?P<what>.*?)(?: - at `(?P<path>\$.*)`)?$", re.DOTALL)
_MISSING = re.compile(r"missing required field `(?P<name>[^`]+)`")
_UNKNOWN = re.compile(r"unknown field `(?P<name>[^`]+)`")
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]")


async def body(request: web.Request, type_: type[T], *, limit: int = LIMIT) -> T:
    """The JSON body as `type_`.

    Raises UnsupportedType, TooLarge (over `limit` bytes), Malformed (not JSON, a key given twice, too slow)
    and Invalid with a pointer.
    """
    if request.content_type not in {"application/json", "application/merge-patch+json"}:
        raise UnsupportedType("send the body as application/json")
    raw = await read(request, limit=limit)
    try:
        value = msgspec.json.decode(raw, type=type_)
    except msgspec.ValidationError as error:
        raise invalid(error) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed(f"the body is not JSON: {error}") from error
    _check(raw)
    return value


async def form(request: web.Request, *, limit: int = LIMIT) -> Mapping[str, str]:
    """The fields of an `application/x-www-form-urlencoded` body, each given once.

    Raises UnsupportedType, TooLarge, Malformed and Invalid.
    """
    from urllib.parse import parse_qsl  # noqa: PLC0415 - forms are rare

    if request.content_type != "application/x-www-form-urlencoded":
        raise UnsupportedType("send the form as application/x-www-form-urlencoded")
    raw = await read(request, limit=limit)
    try:
        pairs = parse_qsl(raw.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=100)
    except (UnicodeDecodeError, ValueError) as error:
        raise Malformed("the form can't be read") from error
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise Malformed("a field of the form is given twice", code="duplicate_key")
    for name, value in pairs:
        if "\0" in value:
            raise _no_nul(f"/{name}")
    return fields


async def read(request: web.Request, *, limit: int = LIMIT, seconds: float = READ_SECONDS) -> bytes:
    """The body's bytes. Raises TooLarge, and Malformed when it doesn't arrive within `seconds`."""
    if (request.content_length or 0) > limit:
        raise TooLarge(f"the body may have at most {limit} bytes")
    content = request.content
    if content.is_eof() and content.exception() is None:  # it came with the head
        whole = content.read_nowait()
        if len(whole) > limit:
            raise TooLarge(f"the body may have at most {limit} bytes")
        return whole
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(seconds):
            while part := await content.readany():
                size += len(part)
                if size > limit:
                    raise TooLarge(f"the body may have at most {limit} bytes")
                parts.append(part)
    except TimeoutError as error:
        raise Malformed(f"the body did not arrive within {seconds:g} seconds", code="too_slow") from error
    except (web.RequestPayloadError, ConnectionError) as error:
        raise Malformed("the body can't be read", code="bad_encoding") from error
    return b"".join(parts)


def invalid(error: msgspec.ValidationError) -> Invalid:
    """What msgspec found, as a fault of one field."""
    match = _WHERE.match(str(error))
    what, path = (match["what"], match["path"] or "$") if match else (str(error), "$")
    pointer = "".join(f"/{name or index}" for name, index in _STEP.findall(path[1:]))
    if missing := _MISSING.search(what):
        return _one(f"{pointer}/{missing['name']}", "this field is required")
    if unknown := _UNKNOWN.search(what):
        return _one(f"{pointer}/{unknown['name']}", "this field is not known")
    return _one(pointer, what.replace("`", ""))


def _one(pointer: str, detail: str) -> Invalid:
    return Invalid(f"{pointer or 'the body'}: {detail}", fields=(Field(pointer=pointer, detail=detail),))


def _check(raw: bytes) -> None:
    """Duplicate keys and characters that no database stores; fields that no type asked for are looked at here alone."""
    try:
        value = _STRICT.decode(raw.decode())
    except (ValueError, RecursionError) as error:
        raise Malformed("the body is not JSON, or not in UTF-8") from error
    if b"\\u" in raw:
        _storable(value, "")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Malformed("a key of the body is given twice", code="duplicate_key")
    return found


_STRICT = json.JSONDecoder(object_pairs_hook=_unique, parse_int=str)
"""`parse_int`: a number of 5,000 digits is refused by int() and not worth reading."""


def _storable(value: Any, pointer: str) -> None:
    if isinstance(value, str):
        if "\0" in value:
            raise _no_nul(pointer)
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise _one(pointer, "half of a surrogate pair is no character") from error
    elif isinstance(value, dict):
        for key, item in value.items():
            _storable(key, pointer)
            _storable(item, f"{pointer}/{key}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _storable(item, f"{pointer}/{index}")


def _no_nul(pointer: str) -> Invalid:
    return _one(pointer, "the NUL character can't be stored")
