"""The sites and their settings, remembered for a second.

In: a site's key. Out: the site; what was known last when the database is away.
"""

import asyncio
from contextlib import suppress

from services.comments import page_urls
from services.comments.domain import Site
from services.comments.store import sites as store
from shared.errors import NotFound, Unavailable
from shared.postgres import Database

FRESH_SECONDS = 1.0


class Sites:
    """All sites of this installation; at most a second old."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._sites: dict[str, Site] = {}
        self._read_at = float("-inf")
        self._reading = asyncio.Lock()

    async def find(self, key: str) -> Site:
        """The active site with this key. Raises NotFound, and Unavailable when nothing is known."""
        await self._refresh()
        site = self._sites.get(key)
        if site is None or not site.active:
            raise NotFound("there is no site with this key", code="site_not_found")
        return site

    async def all(self) -> list[Site]:
        """Every site, by key."""
        await self._refresh()
        return list(self._sites.values())

    def allows(self, origin: str) -> bool:
        """Whether some active site has this origin (as far as they were read)."""
        return any(page_urls.is_origin(origin, site.origins) for site in self._sites.values() if site.active)

    def forget(self) -> None:
        """Read them anew next time."""
        self._read_at = float("-inf")

    async def _refresh(self) -> None:
        clock = asyncio.get_running_loop().time
        if clock() - self._read_at < FRESH_SECONDS:
            return
        if not self._sites:
            await self._read()
            return
        async with self._reading:  # one asks for all who come meanwhile
            if clock() - self._read_at >= FRESH_SECONDS:
                with suppress(Unavailable):
                    await self._read()
                self._read_at = clock()

    async def _read(self) -> None:
        now = asyncio.get_running_loop().time()
        self._sites = {site.key: site for site in await store.list_sites(self._db)}
        self._read_at = now
