"""A comments service on real servers, with a site, and a client at its door."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from services.comments import app
from services.comments.actions.change_moderator import change_moderator
from services.comments.actions.change_site import add_site
from services.comments.config import Config
from services.comments.domain import Role, Site
from services.comments.routes.rooms import Rooms
from services.comments.store.records import Moderator
from shared import sealing
from shared.env import Common
from shared.events import Actor
from shared.postgres import Database
from tests.support.clock import FakeClock

PRIVATE_KEY, PUBLIC_KEY = sealing.new_keys()
OPERATOR = Actor(kind="system", name="operator", via="api")
ORIGIN = "https://magazine.example"
PAGE = f"{ORIGIN}/2012/05/mille-miglia-2012-behind-the-scenes/"


@pytest.fixture
def config(amqp_url: str) -> Config:
    return Config(
        common=Common(
            database_url="postgresql://unused",
            amqp_url=amqp_url,
            public_url="http://127.0.0.1:8080",
            host="127.0.0.1",
            port=8101,
            staff_key="a staff key of some length",
            log_format="json",
            log_level="info",
            trusted_proxies=("127.0.0.1",),
            drain_seconds=1,
            database_connections=10,
        ),
        secret="a secret of some length",
        address_key="an address key of some length",
        notify_public_key=PUBLIC_KEY,
        cache_megabytes=8,
        streams=50,
        private_targets=True,
    )


@pytest.fixture
async def rooms(config: Config, comments_db: Database, clock: FakeClock) -> AsyncIterator[Rooms]:
    furnished = app.furnish(config, comments_db, clock)
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(furnished.changes.run()), group.create_task(furnished.streams.run())]
        yield furnished
        for task in tasks:
            task.cancel()


@pytest.fixture
async def site(rooms: Rooms) -> Site:
    """A site without limits that publishes what no rule holds."""
    return await make_site(rooms)


async def make_site(rooms: Rooms, key: str = "sportscar", **settings: Any) -> Site:
    wanted = {"policy": "by_rule", "flood_interval": 0, "flood_burst": 0, "form_seconds": 0, **settings}
    made = await add_site(
        rooms.db,
        rooms.clock,
        key=key,
        name="The magazine",
        origins=(ORIGIN,),
        settings=wanted,
        actor=OPERATOR,
    )
    rooms.sites.forget()
    return made


async def make_moderator(
    rooms: Rooms, *, role: Role = Role.MODERATOR, name: str = "Anna", site: str = "sportscar"
) -> Moderator:
    return await change_moderator(
        rooms.db,
        rooms.clock,
        rooms.keys,
        site=site,
        name=name,
        email=f"{name.lower()}@magazine.example",
        role=role,
        actor=OPERATOR,
    )


@pytest.fixture
async def door(rooms: Rooms) -> AsyncIterator[TestClient[Any, Any]]:
    async with TestClient(TestServer(app.door(rooms))) as client:
        yield client


@pytest.fixture
def written(rooms: Rooms) -> Callable[..., dict[str, Any]]:
    """The body of a comment, with a form that was opened ten seconds ago."""

    def body(text: str = "A fine gallery.", **fields: Any) -> dict[str, Any]:
        token = rooms.keys.form_token(fields.get("site", "sportscar"), rooms.clock.now())
        return {
            "site": "sportscar",
            "url": PAGE,
            "name": "Ann",
            "email": "ann@reader.example",
            "body": text,
            "form_token": token,
            **fields,
        }

    return body
