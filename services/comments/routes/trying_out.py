"""Where a browser on a publisher's page says that the widget runs there, for the editor who checks it."""

from aiohttp import web

from services.comments.actions.confirm_trial import confirm_trial
from services.comments.routes.rooms import rooms_of
from services.comments.shapes import TrialBody
from shared.web import body

PREFIX = "try-"


async def post_trial(request: web.Request) -> web.StreamResponse:
    """Confirm a check by the token from the page's fragment: 204."""
    rooms = rooms_of(request)
    wanted = await body(request, TrialBody)
    token = request.match_info["trial"].removeprefix(PREFIX)
    origin = request.headers.get("Origin", "")
    await confirm_trial(rooms.db, rooms.clock, rooms.sites, token=token, origin=origin, page=wanted.page)
    return web.Response(status=204, headers={"Cache-Control": "no-store"})
