"""What the desk's own scripts show an editor is said in the editor's language, refusals too.

In: a handler of the API. Out: the same handler; the sentences of its refusals are translated, codes stay.
"""

import functools
from collections.abc import Awaitable, Callable
from dataclasses import replace

from aiohttp import web

from services.images.routes.gatekeeping import Gate
from shared import desk
from shared.errors import Invalid, PaddockError, Unauthorised
from shared.staff import Staff

Handler = Callable[[web.Request], Awaitable[web.Response]]


def spoken(gate: Gate, handler: Handler) -> Handler:
    """The handler, whose refusals speak the language of whoever asks; English, where nobody has translated them."""

    @functools.wraps(handler)
    async def speaking(request: web.Request) -> web.Response:
        try:
            return await handler(request)
        except PaddockError as refusal:
            said = desk.words_of(request, _who(gate, request)).said
            refusal.message = said(refusal.message)
            if isinstance(refusal, Invalid):
                refusal.fields = tuple(replace(field, detail=said(field.detail)) for field in refusal.fields)
            raise

    return speaking


def _who(gate: Gate, request: web.Request) -> Staff | None:
    try:
        return gate.staff(request)
    except Unauthorised:
        return None
