"""The staff's desk: pages about comments, threads, people and settings, on the service's own actions.

In: forms and links of a signed-in browser. Out: pages in the frame of `shared.desk`; they work without script.
"""

from collections.abc import Iterable
from pathlib import Path

from aiohttp import web
from jinja2 import Environment

from services.comments.web.desk import (
    account,
    deciding,
    queue,
    signing_in,
    wording,
)
from shared import desk
from shared.clock import Clock

FOLDER = Path(__file__).parent / "templates"


def routes() -> list[web.AbstractRouteDef]:
    """Every page of the desk that comments draws, and the frame's own files."""
    rooms: Iterable[Iterable[web.AbstractRouteDef]] = (
        signing_in.ROUTES,
        account.ROUTES,
        queue.ROUTES,
        deciding.ROUTES,
        desk.static_routes(),
    )
    return [route for room in rooms for route in room]


def templates(clock: Clock) -> Environment:
    """The templates of these pages."""
    return desk.environment(FOLDER, clock=clock, words=wording.WORDS)
