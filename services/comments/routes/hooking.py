"""Webhooks over the API: an owner's."""

from uuid import UUID

from aiohttp import web

from services.comments.actions.change_webhook import add_webhook, retry_delivery, switch_webhook
from services.comments.routes.commenting import id_of
from services.comments.routes.rooms import rooms_of, staff_of
from services.comments.staff_shapes import WebhookBody, WebhookSwitch
from services.comments.store import webhooks
from shared.errors import NotFound
from shared.web import body, json


async def get_webhooks(request: web.Request) -> web.StreamResponse:
    """A site's webhooks, without their secrets."""
    site = request.match_info["site"]
    await staff_of(request, site)
    return json({"webhooks": await webhooks.list_webhooks(rooms_of(request).db, site)})


async def post_webhook(request: web.Request) -> web.StreamResponse:
    """Add a webhook; the answer has its secret, once."""
    rooms = rooms_of(request)
    site = request.match_info["site"]
    _, actor = await staff_of(request, site)
    wanted = await body(request, WebhookBody)
    made = await add_webhook(rooms.db, rooms.clock, site=site, url=wanted.url, events=wanted.events, actor=actor)
    return json(made, status=201)


async def patch_webhook(request: web.Request) -> web.StreamResponse:
    """Switch a webhook on or off."""
    rooms = rooms_of(request)
    site, webhook = request.match_info["site"], _webhook(request)
    _, actor = await staff_of(request, site)
    wanted = await body(request, WebhookSwitch)
    await switch_webhook(rooms.db, rooms.clock, site=site, webhook=webhook, active=wanted.active, actor=actor)
    return web.Response(status=204)


async def delete_webhook(request: web.Request) -> web.StreamResponse:
    """Take a webhook away with its log."""
    rooms = rooms_of(request)
    site, webhook = request.match_info["site"], _webhook(request)
    _, actor = await staff_of(request, site)
    await switch_webhook(rooms.db, rooms.clock, site=site, webhook=webhook, active=None, actor=actor)
    return web.Response(status=204)


async def get_deliveries(request: web.Request) -> web.StreamResponse:
    """What a webhook was sent, and what came of it; the last hundred."""
    site = request.match_info["site"]
    await staff_of(request, site)
    rows = await webhooks.list_deliveries(rooms_of(request).db, site, _webhook(request))
    return json({"deliveries": rows})


async def post_attempt(request: web.Request) -> web.StreamResponse:
    """Send a delivery once more."""
    rooms = rooms_of(request)
    site, delivery = request.match_info["site"], request.match_info["delivery"]
    await staff_of(request, site)
    if not delivery.isascii() or not delivery.isdigit() or len(delivery) > 18:
        raise NotFound("there is no such delivery", code="delivery_not_found")
    await retry_delivery(rooms.db, rooms.clock, site=site, delivery=int(delivery))
    return web.Response(status=202)


def _webhook(request: web.Request) -> UUID:
    return id_of(request, "webhook", "webhook_not_found")
