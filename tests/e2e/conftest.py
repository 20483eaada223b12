"""A running Paddock, a browser, and a folder for what a person may want to look at afterwards."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext

from tests.e2e import world as worlds
from tests.e2e.collector import Collector, collecting
from tests.e2e.world import World
from tests.support import servers as servers_room
from tests.support.browsers import browser
from tests.support.stack import ROOT

__all__ = ["browser"]


@pytest.fixture(scope="package")
async def collector() -> AsyncIterator[Collector]:
    """Where the services send their spans."""
    async with collecting() as found:
        yield found


@pytest.fixture(scope="package")
async def world(collector: Collector, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """All of Paddock on servers of its own, or the one that `PADDOCK_E2E_EDGE_URL` names."""
    if os.environ.get("PADDOCK_E2E_EDGE_URL"):
        async with worlds.running_elsewhere() as found:
            yield found
        return
    tracing = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, "OTEL_BSP_SCHEDULE_DELAY": "200"}
    async with (
        servers_room.running() as servers,
        worlds.started(servers, tmp_path_factory.mktemp("world"), more=tracing) as made,
    ):
        yield made


@pytest.fixture
async def reader(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A browser that was never here before."""
    context = await browser.new_context(viewport={"width": 1280, "height": 900})
    yield context
    await context.close()


@pytest.fixture(scope="session")
def artifacts() -> Path:
    """Where screenshots are kept (git does not see it)."""
    folder = ROOT / "artifacts"
    folder.mkdir(exist_ok=True)
    return folder
