"""Fixtures of the widget's tests: the room, Chromium, and contexts of every kind."""

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, async_playwright

from tests.support.servers import Servers
from tests.support.stack import ROOT
from tests.widget.furnishing import furnished
from tests.widget.room import Room


@pytest.fixture(scope="package")
async def room(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Room]:
    """The room that all these tests share; each publishes pages of its own."""
    async with furnished(servers, tmp_path_factory.mktemp("widget")) as made:
        yield made


@pytest.fixture(scope="package")
async def chromium() -> AsyncIterator[Browser]:
    """Chromium."""
    path = os.environ.get("PADDOCK_TEST_CHROMIUM") or shutil.which("chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path)
        yield browser
        await browser.close()


@pytest.fixture
async def reader(chromium: Browser) -> AsyncIterator[BrowserContext]:
    """A reader at a desk, who was never here before."""
    context = await chromium.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=False)
    yield context
    await context.close()


@pytest.fixture(params=[(1280, 900, "light"), (1280, 900, "dark"), (360, 740, "light"), (360, 740, "dark")])
async def anybody(chromium: Browser, request: pytest.FixtureRequest) -> AsyncIterator[BrowserContext]:
    """Readers at a desk and with a phone, by day and by night; without motion, so that axe sees no fading."""
    width, height, scheme = request.param
    context = await chromium.new_context(
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
