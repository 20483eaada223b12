"""Fetches the small rendition that a mail carries. A picture that can't be had never keeps a mail from going.

In: a rendition's path. Out: JPEG bytes of at most 60 kB, or None.
"""

from urllib.parse import urlsplit

import aiohttp

from shared import logs

LARGEST = 60_000
SECONDS = 3.0

log = logs.get("pictures")


class Pictures:
    """A small client with its own time-out and a little memory."""

    def __init__(self, base_url: str) -> None:
        self._base = base_url
        self._session: aiohttp.ClientSession | None = None
        self._kept: dict[str, bytes] = {}

    async def fetch(self, path: str) -> bytes | None:
        """The JPEG at this path below the configured base, or None."""
        if not path.startswith("/") or urlsplit(path).netloc:
            return None
        if path in self._kept:
            return self._kept[path]
        if self._session is None:
            timeout = aiohttp.ClientTimeout(total=SECONDS)
            self._session = aiohttp.ClientSession(timeout=timeout)
        try:
            async with self._session.get(f"{self._base}{path}", allow_redirects=False) as response:
                if response.status != 200 or response.content_type != "image/jpeg":
                    return None
                content = await response.content.read(LARGEST + 1)
                while len(content) <= LARGEST and (more := await response.content.read(LARGEST + 1)):
                    content += more
        except (aiohttp.ClientError, TimeoutError, OSError):
            log.info("picture_not_fetched")
            return None
        if len(content) > LARGEST:
            return None
        if len(self._kept) >= 32:
            self._kept.clear()
        self._kept[path] = content
        return content

    async def close(self) -> None:
        """Close the client."""
        if self._session is not None:
            await self._session.close()
