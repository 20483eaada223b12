"""Reads a form of the desk, where a field may be given several times (check boxes of a list).

In: a request. Out: `Fields`; nothing that can't be stored gets through.
"""

from collections.abc import Sequence
from urllib.parse import parse_qsl
from uuid import UUID

from aiohttp import web

from shared.errors import Field, Invalid, Malformed, UnsupportedType
from shared.web.body import LIMIT, read

MOST = 2_000


class Fields:
    """The fields of one form, in their order."""

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        self._pairs = tuple(pairs)

    def text(self, name: str, default: str = "") -> str:
        """The field without space around it, its lines ended as we end them; `default` when it isn't there."""
        for key, value in self._pairs:
            if key == name:
                return value.replace("\r\n", "\n").strip()
        return default

    def all(self, name: str) -> list[str]:
        """Each value given to the field."""
        return [value.strip() for key, value in self._pairs if key == name]

    def lines(self, name: str) -> list[str]:
        """The lines of a text that say something, each once."""
        return list(dict.fromkeys(line.strip() for line in self.text(name).split("\n") if line.strip()))

    def flag(self, name: str) -> bool:
        """Whether a check box was ticked."""
        return self.text(name) not in {"", "0", "off", "false"}

    def integer(self, name: str, default: int = 0) -> int:
        """A whole number. Raises Invalid."""
        text = self.text(name)
        try:
            return int(text) if text else default
        except ValueError as error:
            raise _invalid(name, "this must be a whole number") from error

    def number(self, name: str, default: float = 0.0) -> float:
        """A number. Raises Invalid."""
        text = self.text(name)
        try:
            return float(text) if text else default
        except ValueError as error:
            raise _invalid(name, "this must be a number") from error

    def ids(self, name: str) -> list[UUID]:
        """Each value as an id, each once. Raises Invalid."""
        try:
            return list(dict.fromkeys(UUID(value) for value in self.all(name)))
        except ValueError as error:
            raise _invalid(name, "this is no id") from error


async def fields(request: web.Request, *, limit: int = LIMIT) -> Fields:
    """The fields of an `application/x-www-form-urlencoded` body.

    Raises UnsupportedType, TooLarge, Malformed and Invalid.
    """
    if request.content_type != "application/x-www-form-urlencoded":
        raise UnsupportedType("send the form as application/x-www-form-urlencoded")
    raw = await read(request, limit=limit)
    try:
        pairs = parse_qsl(raw.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST)
    except (UnicodeDecodeError, ValueError) as error:
        raise Malformed("the form can't be read") from error
    for name, value in pairs:
        if "\0" in value:
            raise _invalid(name, "the NUL character can't be stored")
    return Fields(pairs)


def _invalid(name: str, detail: str) -> Invalid:
    return Invalid(f"{name}: {detail}", fields=(Field(pointer=f"/{name}", detail=detail),))
