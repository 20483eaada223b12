"""Runs an action for a form and says how it went: a sentence on the page that the form came from.

In: an action. Out: a 303 with what was done, or with why it was refused.
"""

from collections.abc import Awaitable
from typing import Any

from aiohttp import web

from services.comments.web.desk.visit import Visit
from shared import desk
from shared.desk import Flash, Words
from shared.desk.wording import capital
from shared.errors import Field, Invalid, Refused, Unauthorised

NO_ADDRESS = "this is not an email address"
"""What is wrong with an address, where its own library has only English for it."""


async def tried(here: Visit, action: Awaitable[Any], *, said: str, leads: str) -> web.Response:
    """Lead to `leads` (or back, if the form asks) with `said`; a refusal is said there instead."""
    try:
        await action
    except Unauthorised:
        raise
    except Refused as refused:
        return desk.look_there(here.back(leads), Flash(text=refusal(here.t, refused), kind="fault"))
    here.rooms.changes.stir()
    return desk.look_there(here.back(leads), Flash(text=said))


def refusal(t: Words, refused: Refused) -> str:
    """Why it was refused, as a sentence."""
    said = t.said(refused.message)
    if isinstance(refused, Invalid) and refused.fields:
        said = "; ".join(_detail(t, field) for field in refused.fields)
    return f"{capital(said)}."


def faults(t: Words, refused: Invalid) -> dict[str, str]:
    """What is wrong, per field of the form."""
    return {field.pointer.strip("/").split("/")[-1]: capital(_detail(t, field)) for field in refused.fields}


def _detail(t: Words, field: Field) -> str:
    return t.said(field.detail, NO_ADDRESS if field.pointer == "/email" else "")
