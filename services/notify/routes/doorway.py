"""What every page behind a mailed link starts with: the token's link, or a page that says it is no more."""

from dataclasses import dataclass

from aiohttp import web

from services.notify.domain import Link, Purpose
from services.notify.store import links, people
from services.notify.templates.pages import Page, draw_page
from services.notify.templates.words import words
from shared.clock import Clock
from shared.postgres import Database
from shared.web.answers import html

HEADERS = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Doorway:
    """What the pages need."""

    database: Database
    clock: Clock
    public_url: str


class NoLink(Exception):
    """There is no such link; `response` says so to a person."""

    def __init__(self, response: web.Response) -> None:
        super().__init__("no such link")
        self.response = response


async def open_link(doorway: Doorway, request: web.Request, purpose: Purpose) -> tuple[Link, str]:
    """The link of the path's token and its site's name. Raises NoLink for an unknown one or another purpose."""
    link = await links.find_link(doorway.database, request.match_info["token"].lower())
    if link is None or link.purpose is not purpose:
        raise NoLink(gone(request.headers.get("Accept-Language", "en")[:2]))
    site = await people.find_site(doorway.database, link.site)
    return link, site["name"] if site else link.site


def show(page: Page, *, status: int = 200) -> web.Response:
    """The page, not stored, not indexed, and telling nobody where the reader came from."""
    return html(draw_page(page), status=status, headers=HEADERS)


def gone(language: str) -> web.Response:
    """The page for a link that is not known or over."""
    say = words(language)
    page = Page(
        language=say.language, site="Paddock", title=say("pages.link_gone"), lines=(say("pages.link_gone_hint"),)
    )
    return show(page, status=404)
