"""The comments service as a process of its own, a Chromium, and a site with a desk for each test."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from services.comments.keys import Keys
from shared import sealing
from shared.postgres import Database
from tests.desk.room import Desk
from tests.support.apart import _pools, amqp_url, servers
from tests.support.browsers import browser
from tests.support.servers import Servers
from tests.support.stack import Stack

__all__ = ["_pools", "amqp_url", "browser", "servers"]

PRIVATE_KEY, PUBLIC_KEY = sealing.new_keys()
SECRET = "a secret of the desk's tests"
ADDRESS_KEY = "an address key of the desk's tests"


@pytest.fixture(scope="package")
async def stack(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    """One comments process."""
    running = Stack(servers=servers, folder=tmp_path_factory.mktemp("desk"))
    process = running.add(
        "comments",
        settings={
            "PADDOCK_COMMENTS_SECRET": SECRET,
            "PADDOCK_COMMENTS_ADDRESS_KEY": ADDRESS_KEY,
            "PADDOCK_COMMENTS_NOTIFY_PUBLIC_KEY": PUBLIC_KEY,
        },
    )
    process.environment["PADDOCK_PUBLIC_URL"] = running.url("comments")
    await running.start()
    yield running
    await running.end()


@pytest.fixture(scope="package")
async def desk_db(servers: Servers) -> AsyncIterator[Database]:
    """The database that the process works on. It is never emptied: each test has a site of its own."""
    pool = await Database.open(servers.database_url("comments"), application="test of the desk", size=5)
    yield pool
    await pool.close()


@pytest.fixture
async def room(stack: Stack, desk_db: Database, browser: Browser, amqp_url: str) -> AsyncIterator[Desk]:
    """A fresh site and its desk; pages must not have complained."""
    desk = Desk(
        db=desk_db,
        keys=Keys(secret=SECRET, address_key=ADDRESS_KEY, notify_public_key=PUBLIC_KEY),
        url=stack.url("comments"),
        amqp_url=amqp_url,
        private_key=PRIVATE_KEY,
        browser=browser,
    )
    await desk.open()
    yield desk
    for context in desk.contexts:
        await context.close()
    assert [said for page in desk.pages.values() for said in page] == []
