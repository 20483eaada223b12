"""A load on the small installation: comments, readers and large photographs at once, with every memory limit on."""

import asyncio

import aiohttp
import pytest

from tests.compose.conftest import ALWAYS, Compose
from tests.compose.load import Load, drive
from tests.compose.readers import SITE, open_site, rows
from tests.support.waiting import until

pytestmark = pytest.mark.compose
PICTURES = 2


async def test_a_load_fits_into_the_limits_of_one_gigabyte(compose: Compose, client: aiohttp.ClientSession) -> None:
    open_site(compose)
    load = Load(compose.url("edge"), client)
    await drive(load, posts=40, reads=400, pictures=PICTURES, megapixels=24)
    assert len(load.taken) == 40

    async def rendered() -> bool:
        """Readers' own; the demo's gallery may be drawn beside them."""
        ready = f"SELECT count(*) FROM images.picture WHERE site = '{SITE}' AND owner = 'comment' AND state = 'ready'"
        return await asyncio.to_thread(rows, compose, ready) == str(PICTURES)

    await until(rendered, seconds=120, what="the pictures to be rendered")
    for service in ALWAYS:
        found = compose.inspect(service)
        assert (found["State"]["OOMKilled"], found["RestartCount"]) == (False, 0), service  # type: ignore[index]
