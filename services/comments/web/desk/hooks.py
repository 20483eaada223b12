"""Webhooks at the desk: a publisher's servers that are told of events, each delivery with its attempts; for owners."""

from aiohttp import web

from services.comments.actions.change_webhook import TYPES, NewWebhook, add_webhook, retry_delivery, switch_webhook
from services.comments.store import webhooks
from services.comments.store.webhooks import Webhook
from services.comments.web.desk.trying import faults, tried
from services.comments.web.desk.visit import OWNS, Visit, id_in, visit
from shared.desk import later
from shared.errors import Invalid, NotFound

PATH = "/desk/webhooks"


async def show_webhooks(request: web.Request) -> web.StreamResponse:
    """All of them, and a form for one more."""
    return await _page(await visit(request, *OWNS))


async def make_webhook(request: web.Request) -> web.StreamResponse:
    """Add one; its secret is on this page and never again."""
    here = await visit(request, *OWNS)
    try:
        made = await add_webhook(
            here.rooms.db,
            here.rooms.clock,
            site=here.site,
            url=here.form.text("url"),
            events=tuple(here.form.all("events")),
            actor=here.actor,
        )
    except Invalid as refused:
        return await _page(here, fault=faults(here.t, refused))
    return await _page(here, made=made)


async def show_webhook(request: web.Request) -> web.StreamResponse:
    """One webhook with what it was sent last."""
    here = await visit(request, *OWNS)
    webhook = await _find(here)
    rows = await webhooks.list_deliveries(here.rooms.db, here.site, webhook.id)
    return here.page("webhook.html", webhook=webhook, rows=rows)


async def act(request: web.Request) -> web.StreamResponse:
    """Switch a webhook, take it away, or send one of its deliveries again."""
    here = await visit(request, *OWNS)
    webhook, what = await _find(here), here.form.text("act")
    leads = here.address(f"{PATH}/{webhook.id}")
    if what == "again":
        again = retry_delivery(here.rooms.db, here.rooms.clock, site=here.site, delivery=here.form.integer("delivery"))
        return await tried(here, again, said=here.t("It is sent again now."), leads=leads)
    wanted = {"on": True, "off": False, "delete": None}
    if what not in wanted:
        raise Invalid("say what to do")
    said = {
        "on": later("It is told again."),
        "off": later("It is told nothing."),
        "delete": later("The webhook is gone, with its log."),
    }
    action = switch_webhook(
        here.rooms.db, here.rooms.clock, site=here.site, webhook=webhook.id, active=wanted[what], actor=here.actor
    )
    return await tried(here, action, said=here.t(said[what]), leads=here.address(PATH) if what == "delete" else leads)


async def _find(here: Visit) -> Webhook:
    wanted = id_in(here.request, "webhook")
    for one in await webhooks.list_webhooks(here.rooms.db, here.site):
        if one.id == wanted:
            return one
    raise NotFound("there is no such webhook on this site", code="webhook_not_found")


async def _page(here: Visit, *, made: NewWebhook | None = None, fault: dict[str, str] | None = None) -> web.Response:
    return here.page(
        "webhooks.html",
        status=422 if fault else 200,
        rows=await webhooks.list_webhooks(here.rooms.db, here.site),
        types=TYPES,
        made=made,
        chosen=here.form.all("events"),
        url=here.form.text("url") if fault else "",
        fault=fault or {},
    )


ROUTES = (
    web.get(PATH, show_webhooks),
    web.post(PATH, make_webhook),
    web.get(f"{PATH}/{{webhook}}", show_webhook),
    web.post(f"{PATH}/{{webhook}}", act),
)
