"""Where the widget is tried: real services behind the real edge, and a publisher's site on another origin.

In: a stack of comments and images. Out: pages as strict as a publisher can make them, comments posted as readers do.
"""

import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import axe_playwright_python
from aiohttp import web
from playwright.async_api import BrowserContext, Page

from tests.support.stack import Stack

SITE, GALLERY = "magazine", "rally"
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
STYLE = """
:root { color-scheme: light dark; }
html { background: Canvas; color: CanvasText; }
body { margin: 0 auto; max-width: 46rem; padding: 1rem; font: 1rem/1.6 system-ui, sans-serif; }
paddock-comments { display: block; min-height: 3.6em; }
paddock-gallery:empty { display: block; min-height: 100vh; }
.tall { height: 150vh; }
ul { display: grid; grid-template-columns: repeat(3, 1fr); gap: 4px; list-style: none; padding: 0; }
img { width: 100%; height: auto; }
"""
SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts.push(entry.value);
}).observe({ type: "layout-shift", buffered: true });
window.violations = [];
addEventListener("securitypolicyviolation", (event) => {
  window.violations.push(event.violatedDirective + " " + event.blockedURI);
});
"""


@dataclass(slots=True)
class Room:
    """The services, the publisher and what is needed to try them."""

    stack: Stack
    paddock: str
    publisher: str
    client: aiohttp.ClientSession
    pages: dict[str, str]
    gallery: list[dict[str, Any]] = field(default_factory=list)

    def page(self, inside: str, *, lang: str = "en", after: str = "<p>After.</p>", before: str = "") -> str:
        """Publish a page with this in its body; its address. `{url}` inside becomes that address."""
        name = secrets.token_hex(5)
        url = f"{self.publisher}/{name}/"
        direction = "rtl" if lang == "ar" else "ltr"
        self.pages[name] = (
            f'<!doctype html><html lang="{lang}" dir="{direction}"><meta charset="utf-8"><title>A page</title>'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<link rel="stylesheet" href="/style.css"><script type="module" src="{self.paddock}/paddock.js"></script>'
            f"<body><main><h1>A page</h1>{before}{inside.replace('{url}', url)}{after}</main></body></html>"
        )
        return url

    def thread_page(self, *, count: int | None = None, more: str = "", **kind: Any) -> str:
        """A page with a thread."""
        counted = "" if count is None else f' count="{count}"'
        return self.page(f'<paddock-comments site="{SITE}" url="{{url}}"{counted} {more}></paddock-comments>', **kind)

    def gallery_page(self, **kind: Any) -> str:
        """A page with a gallery of ordinary links, and a thread below it."""
        links = "".join(
            f'<li><a href="{self.paddock}{one["renditions"][-1]["path"]}" data-picture="{one["number"]}"'
            f' data-caption="{one["caption"]}" data-credit="{one["credit"]}" data-width="{one["width"]}"'
            f' data-height="{one["height"]}"><picture>'
            + "".join(
                f'<source type="{kind_}" srcset="{self._set(one, kind_)}" sizes="15rem">'
                for kind_ in ("image/avif", "image/webp")
                if self._set(one, kind_)
            )
            + f'<img src="{self.paddock}{one["renditions"][0]["path"]}" srcset="{self._set(one, "image/jpeg")}"'
            f' sizes="15rem" alt="{one["alt"]}" width="{one["width"]}" height="{one["height"]}" loading="lazy">'
            "</picture></a></li>"
            for one in self.gallery
        )
        return self.page(
            f'<paddock-gallery site="{SITE}" key="{GALLERY}" url="{{url}}"><ul>{links}</ul></paddock-gallery>'
            f'<paddock-comments site="{SITE}" url="{{url}}" count="0"></paddock-comments>',
            **kind,
        )

    async def long_gallery(self, page: Page, total: int = 160) -> str:
        """A page with as many pictures as the seed's: the room's over and over, each at its own address."""
        pictures = [
            one
            | {"number": number, "id": str(number)}
            | {"renditions": [each | {"path": f"{each['path']}?{number}"} for each in one["renditions"]]}
            for number in range(1, total + 1)
            for one in [self.gallery[number % len(self.gallery)]]
        ]
        answer = {"gallery": {"key": GALLERY, "title": "Rally", "count": total}, "pictures": pictures}
        headers = {"Access-Control-Allow-Origin": "*"}
        await page.route("**/v1/galleries/*", lambda route: route.fulfill(json=answer, headers=headers))
        return self.page(f'<paddock-gallery site="{SITE}" key="{GALLERY}"></paddock-gallery>')

    def _set(self, picture: dict[str, Any], kind: str) -> str:
        return ", ".join(
            f"{self.paddock}{one['path']} {one['width']}w" for one in picture["renditions"] if one["media_type"] == kind
        )

    async def post(self, url: str, body: str = "A word.", name: str = "Ann", **more: Any) -> dict[str, Any]:
        """A reader's comment, published at once."""
        async with self.client.get(f"{self.paddock}/v1/form", params={"site": SITE}) as answer:
            token = (await answer.json())["token"]
        person = {"name": name, "email": f"{name.lower()}@readers.example", "form_token": token}
        whole = {"site": SITE, "url": url, "body": body, **person}
        async with self.client.post(f"{self.paddock}/v1/comments", json=whole | more) as answer:
            said: dict[str, Any] = await answer.json()
            assert answer.status == 201, said
            return said

    async def thread(self, url: str) -> dict[str, Any]:
        """The thread past the edge's cache."""
        query = {"site": SITE, "url": url, "v": secrets.token_hex(5)}
        async with self.client.get(f"{self.paddock}/v1/threads", params=query) as answer:
            found: dict[str, Any] = await answer.json()
            return found

    def application(self) -> web.Application:
        """The publisher's site: a strict policy, and nothing of Paddock but one script tag."""
        policy = (
            f"default-src 'none'; script-src {self.paddock}; connect-src {self.paddock}; "
            f"img-src {self.paddock}; style-src 'self'; require-trusted-types-for 'script'"
        )

        async def show(request: web.Request) -> web.Response:
            html = self.pages[request.match_info["name"]]
            return web.Response(text=html, content_type="text/html", headers={"Content-Security-Policy": policy})

        async def style(request: web.Request) -> web.Response:
            del request
            return web.Response(text=STYLE, content_type="text/css")

        application = web.Application()
        application.add_routes([web.get("/style.css", style), web.get("/{name}/", show)])
        return application


async def visit(context: BrowserContext, url: str) -> Page:
    """A page that notes layout shifts and breaches of its policy."""
    page = await context.new_page()
    await page.add_init_script(SHIFTS)
    await page.goto(url)
    return page


async def settled(page: Page) -> None:
    """Nothing moves or fades any more, here or in a shadow."""
    await page.evaluate(
        "for (const root of [document, ...[...document.querySelectorAll('*')].flatMap((one) => one.shadowRoot ?? [])])"
        " for (const one of root.getAnimations()) one.finish()"
    )


async def faults(page: Page) -> list[str]:
    """What axe finds wrong."""
    await page.evaluate(AXE)
    result = await page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in result["violations"]
        for node in one["nodes"]
    ]
