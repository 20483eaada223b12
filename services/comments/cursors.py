"""Where a page of a thread ends, as an opaque word.

In: a position, or the word that a client sends back. Out: the other one; raises Malformed for anything else.
"""

import base64
import binascii
import re

from services.comments.domain import Sort
from services.comments.store.threads import Position
from shared.errors import Malformed

_FORM = re.compile(r"(oldest|newest|pick)\.([0-2])\.((?:[1-9]\d{0,8}-){0,2}[1-9]\d{0,8})")


def write_cursor(sort: Sort, position: Position) -> str:
    """The word for a position in an order."""
    text = f"{sort}.{position.rank}.{'-'.join(str(number) for number in position.path)}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(sort: Sort, cursor: str) -> Position:
    """The position in this order; nothing means the beginning. Raises Malformed."""
    if not cursor:
        return Position()
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except (binascii.Error, ValueError) as error:
        raise _malformed() from error
    match = _FORM.fullmatch(text)
    if match is None or match[1] != sort:
        raise _malformed()
    return Position(rank=int(match[2]), path=tuple(int(number) for number in match[3].split("-")))


def _malformed() -> Malformed:
    return Malformed("this cursor does not belong to this list; start again without it", code="bad_cursor")
