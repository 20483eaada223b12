"""Fixtures of the widget's tests: the room, Chromium, and contexts of every kind."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext

from tests.support.apart import _pools, amqp_url, servers
from tests.support.browsers import browser
from tests.support.servers import Servers
from tests.support.stack import ROOT
from tests.widget.furnishing import furnished
from tests.widget.room import Room

__all__ = ["_pools", "amqp_url", "browser", "servers"]


@pytest.fixture(scope="package")
async def room(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Room]:
    """The room that all these tests share; each publishes pages of its own."""
    async with furnished(servers, tmp_path_factory.mktemp("widget")) as made:
        yield made


@pytest.fixture
async def reader(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A reader at a desk, who was never here before."""
    context = await browser.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=False)
    yield context
    await context.close()


@pytest.fixture(params=[(1280, 900, "light"), (1280, 900, "dark"), (360, 740, "light"), (360, 740, "dark")])
async def anybody(browser: Browser, request: pytest.FixtureRequest) -> AsyncIterator[BrowserContext]:
    """Readers at a desk and with a phone, by day and by night; without motion, so that axe sees no fading."""
    width, height, scheme = request.param
    context = await browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
    )
    yield context
    await context.close()


@pytest.fixture(scope="session")
def artifacts() -> Path:
    """Where screenshots are kept."""
    folder = ROOT / "artifacts" / "widget"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
