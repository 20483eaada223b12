"""The editor's quick start: what to put on a page, and whether it works there: for us, and in the editor's own browser.

In: a page's address. Out: what the server saw on it, and a link that lets the widget on that page answer once.
"""

from datetime import datetime
from urllib.parse import urldefrag

from aiohttp import web
from msgspec import Struct

from services.comments.actions.open_trial import MINUTES, open_trial
from services.comments.store import trials
from services.comments.web.desk.checking import Finding, check_page
from services.comments.web.desk.visit import ARRANGES, Visit, id_in, visit
from shared.codec import decode, encode
from shared.errors import NotFound
from shared.web import see_other

PATH = "/desk/start"
FRAGMENT = "c-try-"
COOKIE = "paddock_trial"


class Check(Struct, frozen=True, kw_only=True):
    """A check as the page shows it. `link` opens the page so that its widget answers; empty once that can't be."""

    id: str
    url: str
    findings: list[Finding]
    link: str
    heard_at: datetime | None
    heard_from: str
    over: bool


async def show_start(request: web.Request) -> web.StreamResponse:
    """The snippet of this site, and a form to check a page."""
    return await _page(await visit(request, *ARRANGES), None)


async def check_start(request: web.Request) -> web.StreamResponse:
    """Look at a page from here, and let the editor's browser look, too."""
    here = await visit(request, *ARRANGES)
    site = await here.rooms.sites.find(here.site)
    url = here.form.text("url")[:2000]
    config = here.rooms.config
    public_url, private = config.common.public_url, config.private_targets
    findings = await check_page(here.t, url, site=site, public_url=public_url, private_targets=private)
    id, token = await open_trial(
        here.rooms.db, here.rooms.clock, site=here.site, url=url, findings=encode(findings).decode()
    )
    answer = see_other(f"{here.address(f'{PATH}/{id}')}#check")
    answer.set_cookie(
        COOKIE,
        token,
        max_age=MINUTES * 60,
        path=f"{PATH}/{id}",
        httponly=True,
        samesite="Lax",
        secure=here.rooms.cookie.startswith("__Host-"),
    )
    return answer


async def show_check(request: web.Request) -> web.StreamResponse:
    """One check: what was seen, and whether the browser has answered."""
    here = await visit(request, *ARRANGES)
    found = await trials.find_trial(here.rooms.db, id_in(request, "trial"), here.site)
    if found is None:
        raise NotFound("there is no such check", code="trial_not_found")
    findings = decode(found.findings.encode(), list[Finding])
    token = request.cookies.get(COOKIE, "")
    over = found.heard_at is None and found.expires_at <= here.rooms.clock.now()
    may = bool(token) and found.heard_at is None and not over and findings[0].good
    check = Check(
        id=str(found.id),
        url=found.url,
        findings=findings,
        link=f"{urldefrag(found.url).url}#{FRAGMENT}{token}" if may else "",
        heard_at=found.heard_at,
        heard_from=found.heard_from,
        over=over,
    )
    return await _page(here, check)


async def _page(here: Visit, check: Check | None) -> web.Response:
    return here.page(
        "start.html",
        about=await here.rooms.sites.find(here.site),
        public_url=here.rooms.config.common.public_url,
        url=check.url if check else "",
        check=check,
    )


ROUTES = (
    web.get(PATH, show_start),
    web.post(PATH, check_start),
    web.get(f"{PATH}/{{trial}}", show_check),
)
