"""One stack for all attacks, and a browser."""

import os
import shutil
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, async_playwright

from tests.abuse import ground as grounds
from tests.abuse.ground import Ground
from tests.support import servers as servers_room


@pytest.fixture(scope="package")
async def ground(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Ground]:
    """The stack under attack, on servers of its own."""
    folder = tmp_path_factory.mktemp("ground")
    async with servers_room.running() as servers, grounds.started(servers, folder) as made:
        yield made


@pytest.fixture(scope="package")
async def browser() -> AsyncIterator[Browser]:
    """Chromium."""
    path = os.environ.get("PADDOCK_TEST_CHROMIUM") or shutil.which("chromium")
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=path)
        yield chromium
        await chromium.close()
