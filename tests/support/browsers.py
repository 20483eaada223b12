"""A real Chromium for a folder of tests. Import the fixture into the folder's conftest.py."""

import os
import shutil
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, async_playwright


@pytest.fixture(scope="package")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium; each reader in it has a context of their own."""
    path = os.environ.get("PADDOCK_TEST_CHROMIUM") or shutil.which("chromium")
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=path)
        yield chromium
        await chromium.close()
