"""Dead letters: events that a service could not take in. Looked at, given back, thrown away; for owners.

Several publishers may share one installation: an owner sees the letters of the site, and those that name none.
"""

from typing import Any

from aiohttp import web
from msgspec import DecodeError, Struct

from services.comments.web.desk.visit import OWNS, Visit, visit
from shared import desk
from shared.codec import decode
from shared.desk import Flash
from shared.errors import NotFound, Unavailable
from shared.messaging import broker, dead_letters
from shared.messaging.dead_letters import DeadLetter

PATH = "/desk/dead-letters"
SERVICES = ("comments", "notify", "images")
LONGEST = 8_000


class Shown(Struct, frozen=True, kw_only=True):
    """One letter of a service."""

    service: str
    letter: DeadLetter


async def show_letters(request: web.Request) -> web.StreamResponse:
    """All of them, per service."""
    here = await visit(request, *OWNS)
    found = [Shown(service=service, letter=one) for service in SERVICES for one in await _letters(here, service)]
    return here.page("dead-letters.html", rows=found)


async def show_letter(request: web.Request) -> web.StreamResponse:
    """One letter with what is in it."""
    here = await visit(request, *OWNS)
    service, letter = await _find(here)
    text = letter.body[:LONGEST].decode(errors="replace")
    return here.page("dead-letter.html", row=Shown(service=service, letter=letter), text=text)


async def act(request: web.Request) -> web.StreamResponse:
    """Give a letter back to its service, or throw it away."""
    here = await visit(request, *OWNS)
    service, letter = await _find(here)
    url, ids = here.rooms.config.common.amqp_url, frozenset({letter.id})
    try:
        if here.form.text("act") == "drop":
            await dead_letters.drop(url, service, ids=ids)
            said = here.t("Thrown away.")
        else:
            await dead_letters.replay(url, service, ids=ids)
            said = here.t("Given back to {service}. If it fails again, it comes back here.", service=service)
    except broker.AWAY as error:
        raise Unavailable("the broker is away; try again in a moment", code="broker_away") from error
    return desk.look_there(here.address(PATH), Flash(text=said))


async def _find(here: Visit) -> tuple[str, DeadLetter]:
    service = here.request.match_info["service"]
    letters = await _letters(here, service) if service in SERVICES else []
    wanted = here.request.match_info["letter"]
    for letter in letters:
        if letter.id == wanted:
            return service, letter
    raise NotFound("there is no such letter any more", code="letter_not_found")


async def _letters(here: Visit, service: str) -> list[DeadLetter]:
    try:
        found = await dead_letters.letters(here.rooms.config.common.amqp_url, service)
    except broker.AWAY as error:
        raise Unavailable("the broker is away; try again in a moment", code="broker_away") from error
    return [letter for letter in found if _site(letter.body) in {"", here.site}]


def _site(body: bytes) -> str:
    """The site that a letter is about, wherever it says so."""
    try:
        value: Any = decode(body, dict)
    except (DecodeError, ValueError):
        return ""
    return _look(value)


def _look(value: Any) -> str:  # noqa: ANN401 - any JSON
    if not isinstance(value, dict):
        return ""
    if isinstance(value.get("site"), str):
        return str(value["site"])
    return next((found for inner in value.values() if (found := _look(inner))), "")


ROUTES = (
    web.get(PATH, show_letters),
    web.get(f"{PATH}/{{service}}/{{letter}}", show_letter),
    web.post(f"{PATH}/{{service}}/{{letter}}", act),
)
