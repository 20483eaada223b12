"""The publisher's own site: one article with its gallery and its comments, rendered on the server.

In: what Paddock's public API says of the gallery and the thread. Out: a page that is whole without JavaScript.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import aiohttp
from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dev.demo.drawing.album import COUNT, shots
from dev.demo.surroundings import GALLERY, PAGE, SITE, TITLE, Surroundings

_HERE: Final = Path(__file__).parent
_PATIENCE: Final = aiohttp.ClientTimeout(total=2)
_LANGUAGES: Final = {"en", "it", "de", "fr", "ar"}
SHARP: Final = 800
"""A picture that has no rendition of this width yet is shown as it was drawn."""
log = logging.getLogger("demo")


class Site:
    """The demo's web application."""

    def __init__(self, place: Surroundings) -> None:
        self._place = place
        self._templates = Environment(
            loader=FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=StrictUndefined
        )
        self._templates.filters["largest"] = largest
        self._templates.filters["srcset"] = lambda renditions, kind: srcset(renditions, kind, place.widget_url)
        self._session: aiohttp.ClientSession | None = None
        self.ready = asyncio.Event()

    def application(self) -> web.Application:
        """The routes of the site."""
        application = web.Application()
        application.cleanup_ctx.append(self._asking)
        application.router.add_get("/", self._front)
        application.router.add_get(PAGE, self._article)
        application.router.add_get("/health/ready", self._health)
        application.router.add_static("/static/", _HERE / "static")
        (self._place.pictures / "small").mkdir(parents=True, exist_ok=True)
        application.router.add_static("/drawn/", self._place.pictures)
        return application

    async def _asking(self, application: web.Application) -> AsyncIterator[None]:
        del application
        async with aiohttp.ClientSession(timeout=_PATIENCE) as self._session:
            yield

    async def _front(self, request: web.Request) -> web.Response:
        del request
        raise web.HTTPFound(PAGE)

    async def _health(self, request: web.Request) -> web.Response:
        del request
        return web.Response(text="ok\n", status=200 if self.ready.is_set() else 503)

    async def _article(self, request: web.Request) -> web.Response:
        if not self.ready.is_set():
            return web.Response(
                text="The demo's pictures are being drawn. One moment.\n", status=503, headers={"Retry-After": "2"}
            )
        language = request.query.get("lang", "en")
        theme = request.query.get("theme", "")
        async with asyncio.TaskGroup() as asking:
            gallery = asking.create_task(self._ask(f"/v1/galleries/{GALLERY}", site=SITE))
            thread = asking.create_task(self._ask("/v1/threads", site=SITE, url=self._place.page_url))
        page = self._templates.get_template("article.html").render(
            title=TITLE,
            page_url=self._place.page_url,
            paddock=self._place.widget_url,
            site=SITE,
            gallery=GALLERY,
            pictures=_pictures(gallery.result()),
            thread=thread.result(),
            language=language if language in _LANGUAGES else "en",
            direction="rtl" if language == "ar" else "ltr",
            theme=theme if theme in {"light", "dark"} else "",
        )
        return web.Response(text=page, content_type="text/html", headers={"Content-Security-Policy": self._policy()})

    def _policy(self) -> str:
        """As strict as a publisher can be: Paddock needs no inline script, no inline style and no HTML sink."""
        paddock = self._place.widget_url
        return (
            f"default-src 'none'; script-src {paddock}; connect-src {paddock}; img-src {paddock} 'self'; "
            f"style-src 'self'; form-action {paddock}; base-uri 'none'; frame-ancestors 'none'; "
            "require-trusted-types-for 'script'"
        )

    async def _ask(self, path: str, **query: str) -> dict[str, Any] | None:
        """What Paddock answers, or nothing while it can't: the article is there all the same."""
        assert self._session is not None  # noqa: S101 -- opened with the application
        try:
            async with self._session.get(self._place.public_url + path, params=query) as response:
                return await response.json() if response.status == 200 else None
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            log.warning("paddock_did_not_answer %s %s", path, type(error).__name__)
            return None


def _pictures(gallery: dict[str, Any] | None) -> list[dict[str, Any]]:
    """The gallery's pictures; a drawn one stands in for each that has no renditions yet."""
    known = {one["number"]: one for one in (gallery or {}).get("pictures", [])}
    made = []
    for shot in shots():
        drawn = {
            "number": shot.number,
            "caption": shot.caption,
            "alt": shot.alt,
            "credit": shot.credit,
            "renditions": [],
        }
        drawn |= {"width": 1120, "height": 1680} if shot.portrait else {"width": 1680, "height": 1120}
        found = known.get(shot.number)
        sharp = found is not None and any(one["width"] >= SHARP for one in found["renditions"])
        made.append(found if found is not None and sharp else drawn)
    return made[:COUNT]


def largest(renditions: list[dict[str, Any]]) -> str:
    """The path of the largest JPEG."""
    jpegs = [one for one in renditions if one["media_type"] == "image/jpeg"] or renditions
    return str(max(jpegs, key=lambda one: one["width"])["path"])


def srcset(renditions: list[dict[str, Any]], kind: str, base: str) -> str:
    """The `srcset` of one media type, empty when there is none."""
    return ", ".join(
        f"{base}{one['path']} {one['width']}w" for one in renditions if one["media_type"] == f"image/{kind}"
    )
