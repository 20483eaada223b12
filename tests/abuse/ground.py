"""The stack that is attacked: real services behind the real edge, sites, a publisher's page and an owner's session.

In: a running world without the demo's content. Out: where everything is, and one request as anybody may send it.
"""

import html
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web

from services.comments.actions.change_moderator import change_moderator
from services.comments.actions.change_site import add_site
from services.comments.domain import Role
from services.comments.keys import Keys
from services.comments.store import staff
from services.comments.store.records import Moderator
from shared.clock import SystemClock
from shared.events import Actor
from shared.ids import token, token_hash, uuid7
from shared.postgres import Database
from tests.abuse.poison import poison
from tests.e2e import world as worlds
from tests.e2e.world import World
from tests.support.servers import Servers
from tests.support.stack import Stack, port
from tests.support.waiting import until

SITE = "open-road"
LIMITED = "guarded"
HELD = "patient"
CHANGED = "patched"
"""A site whose settings a test of every field may change."""
GALLERY = "rally"
OWNER = "olga@magazine.example"
OPERATOR = Actor(kind="operator", name="a test", via="command", id="")
FREELY = {"policy": "by_rule", "flood_interval": 0, "flood_burst": 0, "form_seconds": 0}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def said(self) -> Any:
        """The JSON."""
        return json.loads(self.text)


@dataclass(slots=True)
class Ground:
    """The stack under attack. `cookie` and `csrf` are an owner's of both sites."""

    world: World
    db: Database
    notify_db: Database
    images_db: Database
    owner: Moderator
    keys: Keys
    anonymous: aiohttp.ClientSession
    publisher: str
    origin: str = field(init=False)
    cookie: str = ""
    csrf: str = ""

    def __post_init__(self) -> None:
        self.origin = self.world.edge

    @property
    def stack(self) -> Stack:
        """Its processes."""
        assert self.world.stack is not None
        return self.world.stack

    def address(self, name: str = "edge") -> tuple[str, int]:
        """Host and port of the edge or of a service itself."""
        parts = urlsplit(self.world.edge if name == "edge" else self.stack.url(name))
        return str(parts.hostname), int(parts.port or 80)

    @property
    def doors(self) -> dict[str, tuple[str, int]]:
        """Every HTTP door: the edge and each service behind it."""
        return {name: self.address(name) for name in ("edge", "comments", "notify", "images")}

    async def sign_in(self) -> None:
        """A new session of the owner."""
        self.cookie, self.csrf = token(256), token()
        now = SystemClock().now()
        async with self.db.transaction() as tx:
            await staff.insert_session(
                tx,
                uuid7(),
                token=token_hash(self.cookie),
                digest=self.owner.digest,
                name=self.owner.name,
                csrf=self.csrf,
                browser="",
                now=now,
                expires_at=now.replace(year=now.year + 1),
            )

    async def ask(self, method: str, path: str, *, url: str = "", **sent: Any) -> Answer:
        """One request as anybody may send it, without a cookie; redirects are not followed."""
        base = url or self.world.edge
        async with self.anonymous.request(method, base + path, allow_redirects=False, **sent) as answer:
            return Answer(answer.status, answer.headers.copy(), await answer.text(errors="replace"))

    async def order(self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **sent: Any) -> Answer:
        """One request as the signed-in owner's own desk sends it."""
        own = {"Cookie": f"paddock={self.cookie}", "X-CSRF": self.csrf, "Origin": self.origin}
        return await self.ask(method, path, headers=own | dict(headers or {}), **sent)

    def written(self, text: str, *, site: str = SITE, page: str = "/road/", **fields: Any) -> dict[str, Any]:
        """The body of a comment."""
        return {
            "site": site,
            "url": self.publisher + page,
            "name": "Ann",
            "email": "ann@reader.example",
            "body": text,
            "form_token": self.keys.form_token(site, SystemClock().now()),
            **fields,
        }

    async def post(self, text: str, **fields: Any) -> Any:
        """A comment that is kept, and what the service said."""
        answer = await self.ask("POST", "/v1/comments", json=self.written(text, **fields))
        assert answer.status in {201, 202}, answer.text
        return answer.said


@asynccontextmanager
async def standing(servers: Servers, world: World, publisher: str) -> AsyncIterator[Ground]:
    """Sites, an owner with a session, and a gallery."""
    assert world.stack is not None
    environment = world.stack.processes["comments"].environment
    keys = Keys(
        secret=environment["PADDOCK_COMMENTS_SECRET"],
        address_key=environment["PADDOCK_COMMENTS_ADDRESS_KEY"],
        notify_public_key=environment["PADDOCK_COMMENTS_NOTIFY_PUBLIC_KEY"],
    )
    clock = SystemClock()
    pools = {
        name: await Database.open(servers.database_url(name), application="test of abuse", size=2)
        for name in ("comments", "notify", "images")
    }
    db = pools["comments"]
    sites: dict[str, dict[str, Any]] = {
        SITE: FREELY,
        LIMITED: {"policy": "by_rule"},
        HELD: {**FREELY, "policy": "hold_all"},
        CHANGED: {**FREELY, "policy": "hold_all"},
    }
    owners = []
    for site, settings in sites.items():
        named = f"The magazine {poison('site')}"[:200]
        await add_site(db, clock, key=site, name=named, origins=(publisher,), settings=settings, actor=OPERATOR)
        named = f"Olga {poison('owner')}"
        owners.append(
            await change_moderator(db, clock, keys, site=site, name=named, email=OWNER, role=Role.OWNER, actor=OPERATOR)
        )
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as anonymous:
        ground = Ground(
            world=world,
            db=db,
            notify_db=pools["notify"],
            images_db=pools["images"],
            owner=owners[0],
            keys=keys,
            anonymous=anonymous,
            publisher=publisher,
        )
        await ground.sign_in()

        async def known() -> bool:
            if await ground.notify_db.fetch_value("SELECT count(*) FROM moderator") < len(sites):
                return False
            made = await ground.order("PUT", f"/v1/galleries/{GALLERY}?site={SITE}", json={"title": "The rally"})
            return made.status in {200, 201} and (await ground.ask("GET", f"/v1/form?site={SITE}")).status == 200

        await until(known, what="the sites to be known everywhere")
        yield ground
    for pool in pools.values():
        await pool.close()


@asynccontextmanager
async def started(servers: Servers, folder: Path) -> AsyncIterator[Ground]:
    """All of it."""
    async with (
        worlds.started(servers, folder, seeded=False) as world,
        _publisher(world.edge) as publisher,
        standing(servers, world, publisher) as ground,
    ):
        yield ground


@asynccontextmanager
async def _publisher(edge: str) -> AsyncIterator[str]:
    """A site of another origin whose every page has our widget and a policy as strict as a publisher can make it."""
    policy = (
        f"default-src 'none'; script-src {edge}; style-src {edge}; img-src {edge}; connect-src {edge}; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )

    async def show(request: web.Request) -> web.Response:
        page = html.escape(f"http://{request.host}{request.raw_path.partition('&site=')[0]}")
        text = (
            '<!doctype html><html lang="en"><meta charset="utf-8"><title>A page</title>'
            f'<script type="module" src="{edge}/paddock.js"></script>'
            f'<paddock-comments site="{request.query.get("site", SITE)}" url="{page}"></paddock-comments></html>'
        )
        return web.Response(text=text, content_type="text/html", headers={"Content-Security-Policy": policy})

    application = web.Application()
    application.add_routes([web.get("/{path:.*}", show)])
    runner, listen = web.AppRunner(application), port()
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", listen).start()
    yield f"http://127.0.0.1:{listen}"
    await runner.cleanup()
