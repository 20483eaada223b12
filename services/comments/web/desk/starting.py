"""The editor's quick start: what to put on a page, and whether it works from there."""

from aiohttp import web

from services.comments.web.desk.checking import Finding, check_page
from services.comments.web.desk.visit import ARRANGES, Visit, visit

PATH = "/desk/start"


async def show_start(request: web.Request) -> web.StreamResponse:
    """The snippet of this site, and a form to check a page."""
    return await _page(await visit(request, *ARRANGES))


async def check_start(request: web.Request) -> web.StreamResponse:
    """Look at a page as a reader's browser would, and say what is missing."""
    here = await visit(request, *ARRANGES)
    site = await here.rooms.sites.find(here.site)
    url = here.form.text("url")
    findings = await check_page(here.t, url, site=site, public_url=here.rooms.config.common.public_url)
    return await _page(here, url=url, findings=findings)


async def _page(here: Visit, *, url: str = "", findings: list[Finding] | None = None) -> web.Response:
    return here.page(
        "start.html",
        about=await here.rooms.sites.find(here.site),
        public_url=here.rooms.config.common.public_url,
        url=url,
        findings=findings,
    )


ROUTES = (web.get(PATH, show_start), web.post(PATH, check_start))
