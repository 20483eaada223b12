"""Pages to sign in by: an address, then a mailed link or its code.

In: an address, a code, or the token of a link. Out: a session's cookie. A link never acts on GET.
"""

import re
from urllib.parse import quote

from aiohttp import web

from services.comments.actions.complete_signin import complete_signin
from services.comments.actions.request_signin import request_signin
from services.comments.routes.deciding import BROWSER, browser_of, set_session
from services.comments.routes.rooms import rooms_of
from services.comments.web.desk.trying import NO_ADDRESS
from services.comments.web.desk.visit import inside
from shared import desk
from shared.desk.wording import capital
from shared.errors import Gone, Invalid, Unauthorised
from shared.web import see_other

PATH = "/desk/sign-in"


async def show_door(request: web.Request) -> web.StreamResponse:
    """Ask for the address; `?sent=1` asks for the code of the mail instead."""
    template = "code.html" if "sent" in request.query else "sign-in.html"
    return _page(request, template)


async def send_mail(request: web.Request) -> web.StreamResponse:
    """Send the mail, if the address is one of the staff's; the page says the same either way."""
    rooms = rooms_of(request)
    form = await desk.fields(request)
    desk.refuse_forgery(request)
    leads = inside(form.text("next"), "")
    tail = f"&next={quote(leads, safe='')}" if leads else ""
    response = see_other(f"{PATH}?sent=1{tail}")
    email = form.text("email")
    try:
        await request_signin(rooms.db, rooms.clock, rooms.keys, email=email, browser=browser_of(request, response))
    except Invalid as error:
        return _page(request, "sign-in.html", status=422, email=email, fault=error.fields[0].detail, leads=leads)
    return response


async def take_code(request: web.Request) -> web.StreamResponse:
    """Sign in with the six digits."""
    form = await desk.fields(request)
    desk.refuse_forgery(request)
    leads = inside(form.text("next"), "/desk")
    try:
        return await _open(request, leads, code=re.sub(r"\D", "", form.text("code")))
    except (Invalid, Gone, Unauthorised) as error:
        return _page(request, "code.html", status=422, fault=error.message, leads=leads)


async def show_link(request: web.Request) -> web.StreamResponse:
    """The page that a mailed link leads to: a button, since programs open links too."""
    return _page(request, "link.html", token=request.match_info["token"])


async def take_link(request: web.Request) -> web.StreamResponse:
    """Sign in with the link."""
    form = await desk.fields(request)
    desk.refuse_forgery(request)
    token = request.match_info["token"]
    try:
        return await _open(request, inside(form.text("next"), "/desk"), link=token)
    except (Gone, Unauthorised) as error:
        return _page(request, "link.html", status=410, token=token, fault=error.message)


async def _open(request: web.Request, leads: str, *, link: str = "", code: str = "") -> web.Response:
    rooms = rooms_of(request)
    cookie = await complete_signin(
        rooms.db,
        rooms.clock,
        browser=request.cookies.get(BROWSER, ""),
        link=link,
        code=code,
        agent=request.headers.get("User-Agent", ""),
    )
    response = see_other(leads)
    set_session(rooms, response, cookie)
    return response


def _page(
    request: web.Request,
    template: str,
    *,
    status: int = 200,
    email: str = "",
    fault: str = "",
    leads: str = "",
    token: str = "",
) -> web.Response:
    leads, t = leads or inside(request.query.get("next", ""), ""), desk.words_of(request)
    said = f"{capital(t.said(fault, NO_ADDRESS if email else '')).rstrip('.')}." if fault else ""
    return desk.page(
        request,
        template,
        None,
        status=status,
        email=email,
        fault=said,
        leads=leads,
        token=token,
        path=PATH,
    )


ROUTES = (
    web.get(PATH, show_door),
    web.post(PATH, send_mail),
    web.post(f"{PATH}/code", take_code),
    web.get(f"{PATH}/link/{{token}}", show_link),
    web.post(f"{PATH}/link/{{token}}", take_link),
)
