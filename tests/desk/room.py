"""A site with staff and readers on a running comments service, and browsers that open its desk."""

import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import aio_pika
import aiohttp
import axe_playwright_python
from playwright.async_api import Browser, BrowserContext, Page

from services.comments.actions.change_moderator import change_moderator
from services.comments.actions.change_site import add_site
from services.comments.domain import Role
from services.comments.keys import Keys
from services.comments.store import audit, comments, pictures, staff
from services.comments.store.records import Audit, Comment
from shared import sealing
from shared.clock import SystemClock
from shared.events import Actor, GalleryChanged, PictureReady, Rendition, SigninRequested
from shared.ids import token, token_hash, uuid7
from shared.messaging import envelope, topology
from shared.postgres import Database
from tests.support.waiting import until

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ORIGIN = "https://magazine.example"
OPERATOR = Actor(kind="system", name="operator", via="api")


@dataclass(slots=True, kw_only=True)
class Desk:
    """One site, and everybody around it. Browsers are closed with the test."""

    db: Database
    keys: Keys
    url: str
    amqp_url: str
    private_key: str
    browser: Browser
    site: str = field(default_factory=lambda: f"site-{secrets.token_hex(4)}")
    contexts: list[BrowserContext] = field(default_factory=list)
    pages: dict[Page, list[str]] = field(default_factory=dict)

    async def open(self, **settings: Any) -> None:
        """Add the site: nothing is limited, every first comment waits."""
        wanted = {"flood_interval": 0, "flood_burst": 0, "form_seconds": 0, **settings}
        await add_site(
            self.db,
            SystemClock(),
            key=self.site,
            name="The Magazine",
            origins=(ORIGIN,),
            settings=wanted,
            actor=OPERATOR,
        )
        async with aiohttp.ClientSession() as session:

            async def known() -> bool:
                unread = {"site": self.site, "url": f"{ORIGIN}/{secrets.token_hex(4)}/"}
                async with session.get(f"{self.url}/v1/threads", params=unread) as answer:
                    page = await answer.json()
                    return answer.status == 200 and page["thread"]["policy"] == wanted.get("policy", "hold_first")

            await until(known, seconds=10, what="the process to know the site")

    async def member(self, name: str = "Anna", role: Role = Role.MODERATOR) -> str:
        """A member of staff; their session's cookie."""
        moderator = await change_moderator(
            self.db,
            SystemClock(),
            self.keys,
            site=self.site,
            name=name,
            email=self.address(name),
            role=role,
            actor=OPERATOR,
        )
        cookie, now = token(256), SystemClock().now()
        async with self.db.transaction() as tx:
            await staff.insert_session(
                tx,
                uuid7(),
                token=token_hash(cookie),
                digest=moderator.digest,
                name=name,
                csrf=token(),
                browser="Mozilla/5.0 (X11; Linux x86_64) Firefox/145.0",
                now=now,
                expires_at=now.replace(year=now.year + 1),
            )
        return cookie

    async def join(self, site: str, name: str, role: Role) -> None:
        """Make a member of this site's staff one of another site's, too."""
        await change_moderator(
            self.db,
            SystemClock(),
            self.keys,
            site=site,
            name=name,
            email=self.address(name),
            role=role,
            actor=OPERATOR,
        )

    async def report(self, comment: UUID, reason: str) -> None:
        """Report a comment as a reader."""
        url = f"{self.url}/v1/comments/{comment}/reports"
        async with aiohttp.ClientSession() as session, session.post(url, json={"reason": reason}) as answer:
            assert answer.status in {200, 201, 202, 204}, await answer.text()

    def address(self, name: str) -> str:
        """Where a member of this site's staff gets mail."""
        return f"{name.lower().replace(' ', '.')}@{self.site}.example"

    async def comment(self, text: str, *, name: str = "Ben", page: str = "/article/", **fields: Any) -> Comment:
        """Post a reader's comment over HTTP; as it was kept."""
        email = f"{name.lower().replace(' ', '.')}@reader.example"
        sent = {
            "site": self.site,
            "url": f"{ORIGIN}{page}",
            "title": "A thousand miles",
            "name": name,
            "email": email,
            "body": text,
            "form_token": self.keys.form_token(self.site, SystemClock().now()),
            **fields,
        }
        async with aiohttp.ClientSession() as session, session.post(f"{self.url}/v1/comments", json=sent) as answer:
            kept = await answer.json()
            assert answer.status in {201, 202}, kept
        return await self.stored(UUID(kept["comment"]["id"]))

    async def stored(self, comment: UUID) -> Comment:
        """A comment as it is kept now."""
        found = await comments.find_comment(self.db, comment)
        assert found is not None
        return found

    async def trail(self, comment: UUID) -> list[Audit]:
        """What was done about a comment, the last first."""
        return await audit.list_audit_of_comment(self.db, comment)

    async def gallery(self, key: str = "mm2012", count: int = 3) -> None:
        """A gallery as the images service tells of it."""
        ids = [f"{self.site}-{key}-{number}" for number in range(1, count + 1)]
        async with self.db.transaction() as tx:
            for number, id in enumerate(ids, 1):
                files = tuple(
                    Rendition(
                        path=f"/pictures/{id}/{width}.jpg",
                        media_type="image/jpeg",
                        width=width,
                        height=width * 2 // 3,
                        bytes=1,
                    )
                    for width in (160, 480, 1200)
                )
                ready = PictureReady(
                    site=self.site,
                    picture=id,
                    owner="gallery",
                    version=1,
                    width=1200,
                    height=800,
                    renditions=files,
                    gallery=key,
                    colour="#8a6f52",
                    number=number,
                    alt=f"A red car, picture {number}",
                )
                await pictures.save_ready(tx, ready)
            changed = GalleryChanged(
                site=self.site,
                gallery=key,
                title="Behind the scenes",
                page_url=f"{ORIGIN}/article/",
                pictures=tuple(ids),
                version=1,
            )
            await pictures.save_gallery(tx, changed, None)

    async def page(
        self,
        cookie: str = "",
        *,
        width: int = 1280,
        height: int = 900,
        dark: bool = False,
        script: bool = True,
        language: str = "en-GB",
    ) -> Page:
        """A page of a browser of its own; what its console complains of fails the test (see `conftest`)."""
        context = await self.browser.new_context(
            base_url=self.url,
            color_scheme="dark" if dark else "light",
            viewport={"width": width, "height": height},
            java_script_enabled=script,
            locale=language,
        )
        self.contexts.append(context)
        if cookie:
            await context.add_cookies([{"name": "paddock", "value": cookie, "url": self.url}])
        page = await context.new_page()
        said: list[str] = []
        self.pages[page] = said
        page.on(
            "console", lambda message: said.append(message.text) if _complains(message.type, message.text) else None
        )
        page.on("pageerror", lambda error: said.append(str(error)))
        page.set_default_timeout(8_000)
        return page

    async def mailed_signin(self) -> tuple[str, str]:
        """The token and the code of the last mail to sign in with, as notify gets and opens them."""
        connection = await aio_pika.connect(self.amqp_url)
        found: list[SigninRequested] = []

        async def arrived() -> bool:
            channel = await connection.channel()
            queue = await channel.get_queue(topology.queue_name("notify"))
            while (message := await queue.get(fail=False)) is not None:
                await message.ack()
                event = envelope.read(message.body)[1]
                if isinstance(event, SigninRequested) and event.site == self.site:
                    found.append(event)
            return bool(found)

        async with connection:
            await until(arrived, seconds=15, what="the event that asks for the mail")
        opened = (
            sealing.open_sealed(self.private_key, text) for text in (found[-1].sealed_token, found[-1].sealed_code)
        )
        link, code = opened
        return link, code


async def faults(page: Page, rules: list[str] | None = None) -> list[str]:
    """What axe finds wrong with the page, by all rules or these; and whether it is wider than the window."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE)
    result = await page.evaluate("only => axe.run(document, {runOnly: only})", rules or TAGS)
    found = [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in result["violations"]]
    over = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [*found, *([f"{over} px wider than the window"] if over > 0 else [])]


def _complains(kind: str, text: str) -> bool:
    """Pictures belong to another service, which doesn't run here; refused forms are part of the tests."""
    return kind == "error" and "/pictures/" not in text and "Failed to load resource" not in text
