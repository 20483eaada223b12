"""A reader's rights: all about one address given out, or forgotten by every service with a receipt."""

from aiohttp import web

from services.comments.actions.erase_subject import request_erasure, show_receipt
from services.comments.actions.export_subject import export_subject
from services.comments.web.desk.trying import faults
from services.comments.web.desk.visit import OWNS, Visit, id_in, visit
from shared import desk
from shared.desk import Flash
from shared.errors import Invalid, NotFound
from shared.web import json

PATH = "/desk/rights"


async def show_rights(request: web.Request) -> web.StreamResponse:
    """The form."""
    return _page(await visit(request, *OWNS))


async def act(request: web.Request) -> web.StreamResponse:
    """Give out what is known of an address, or have it forgotten."""
    here = await visit(request, *OWNS)
    email = here.form.text("email")
    try:
        if here.form.text("act") != "erase":
            found = await export_subject(here.rooms.db, here.rooms.keys, site=here.site, email=email)
            return json(found, headers={"Content-Disposition": 'attachment; filename="reader.json"'})
        if not here.form.flag("sure"):
            return _page(here, email=email, fault={"sure": here.t("tick this first")})
        made = await request_erasure(here.rooms.db, here.rooms.clock, here.rooms.keys, site=here.site, email=email)
    except Invalid as refused:
        return _page(here, email=email, fault=faults(here.t, refused))
    said = here.t("Every service is asked to forget this address.")
    return desk.look_there(here.address(f"{PATH}/{made}"), Flash(text=said))


async def show_erasure(request: web.Request) -> web.StreamResponse:
    """The receipt: which service has erased what."""
    here = await visit(request, *OWNS)
    receipt = await show_receipt(here.rooms.db, request=id_in(request, "erasure"))
    if receipt.site != here.site:
        raise NotFound("there is no such request", code="request_not_found")
    return here.page("receipt.html", receipt=receipt)


def _page(here: Visit, *, email: str = "", fault: dict[str, str] | None = None) -> web.Response:
    return here.page("rights.html", status=422 if fault else 200, email=email, fault=fault or {})


ROUTES = (
    web.get(PATH, show_rights),
    web.post(PATH, act),
    web.get(f"{PATH}/{{erasure}}", show_erasure),
)
