"""What the next page says about the form just sent, carried there by a cookie that lives for a minute.

In: a sentence, perhaps with a way back. Out: a 303 that carries it; the page that shows it lets it go.
"""

import base64
import binascii
from datetime import datetime

from aiohttp import web
from msgspec import MsgspecError, Struct

from shared.codec import decode, encode
from shared.web.answers import see_other

COOKIE = "paddock_flash"
SECONDS = 60
UNDO_SECONDS = 10


class Undo(Struct, frozen=True, kw_only=True):
    """The way back: a form that posts `fields` to `action`; offered for 10 s, later in the history."""

    action: str
    fields: dict[str, str]


class Flash(Struct, frozen=True, kw_only=True):
    """One sentence. `kind` is `done`, `note` or `fault`."""

    text: str
    kind: str = "done"
    undo: Undo | None = None
    until: datetime | None = None


def look_there(location: str, flash: Flash | None = None) -> web.Response:
    """303 to a page of ours, with something to say there."""
    answer = see_other(location)
    if flash is not None:
        value = base64.urlsafe_b64encode(encode(flash)).decode().rstrip("=")
        answer.set_cookie(COOKIE, value, max_age=SECONDS, path="/desk", httponly=True, samesite="Lax")
    return answer


def flash_of(request: web.Request) -> Flash | None:
    """What there is to say; nothing for a cookie that isn't ours."""
    value = request.cookies.get(COOKIE, "")
    if not value:
        return None
    try:
        return decode(base64.urlsafe_b64decode(value + "=" * (-len(value) % 4)), Flash)
    except (MsgspecError, binascii.Error, ValueError):
        return None


def forget(answer: web.Response) -> None:
    """Say it once."""
    answer.del_cookie(COOKIE, path="/desk", httponly=True, samesite="Lax")
