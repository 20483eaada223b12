"""Every page of the desk that comments draws, and what draws them."""

from collections.abc import Iterable
from pathlib import Path

from aiohttp import web

from services.comments.web.desk import (
    account,
    authors,
    bringing,
    dead_letters,
    deciding,
    handling,
    history,
    hooks,
    outside,
    queue,
    rights,
    settings,
    signing_in,
    staffing,
    starting,
    threads,
    viewing,
    wording,
)
from shared import desk
from shared.clock import Clock

FOLDER = Path(__file__).parent / "templates"
ROOMS = (
    signing_in,
    account,
    queue,
    viewing,
    deciding,
    handling,
    authors,
    threads,
    history,
    staffing,
    settings,
    starting,
    dead_letters,
    bringing,
    hooks,
    rights,
    outside,
)


def routes() -> list[web.AbstractRouteDef]:
    """The pages' routes, and the frame's own files."""
    rooms: list[Iterable[web.AbstractRouteDef]] = [room.ROUTES for room in ROOMS]
    return [route for room in [*rooms, desk.static_routes()] for route in room]


def templates(clock: Clock) -> desk.Templates:
    """The templates of these pages."""
    return desk.environment(FOLDER, clock=clock, words=wording.WORDS)
