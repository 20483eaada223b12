"""One person's rights over the API, on behalf of whoever asked the publisher: export, erasure, receipt."""

from aiohttp import web

from services.comments.actions.erase_subject import request_erasure, show_receipt
from services.comments.actions.export_subject import export_subject
from services.comments.routes.commenting import id_of
from services.comments.routes.rooms import rooms_of, staff_of
from services.comments.staff_shapes import ErasureBody
from shared.errors import NotFound
from shared.web import body, json


async def post_erasure(request: web.Request) -> web.StreamResponse:
    """Ask every service to forget an address."""
    rooms = rooms_of(request)
    site = request.match_info["site"]
    await staff_of(request, site)
    wanted = await body(request, ErasureBody)
    made = await request_erasure(rooms.db, rooms.clock, rooms.keys, site=site, email=wanted.email)
    receipt = await show_receipt(rooms.db, request=made)
    return json(receipt, status=202, headers={"Location": f"/v1/sites/{site}/erasures/{made}"})


async def get_erasure(request: web.Request) -> web.StreamResponse:
    """The receipt: which services have erased what."""
    rooms = rooms_of(request)
    site = request.match_info["site"]
    await staff_of(request, site)
    receipt = await show_receipt(rooms.db, request=id_of(request, "request", "request_not_found"))
    if receipt.site != site:
        raise NotFound("there is no such request", code="request_not_found")
    return json(receipt)


async def post_export(request: web.Request) -> web.StreamResponse:
    """All that comments knows of an address; a POST, so that the address is in no log."""
    rooms = rooms_of(request)
    site = request.match_info["site"]
    await staff_of(request, site)
    wanted = await body(request, ErasureBody)
    return json(await export_subject(rooms.db, rooms.keys, site=site, email=wanted.email))
