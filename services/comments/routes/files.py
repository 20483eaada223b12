"""The widget's files: the loader by its name, all others by a hash in theirs, for ever.

A page that was opened before an upgrade, or a loader from a browser's cache, asks for parts by the hash of before: it
gets today's, kept by nobody. build.mjs keeps what the parts call each other, so that they fit.
"""

import hashlib
import re
from pathlib import Path

from aiohttp import web

DIST = Path(__file__).parent.parent / "web" / "widget" / "dist"
TYPES = {".js": "text/javascript", ".json": "application/json", ".css": "text/css", ".map": "application/json"}
HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
LOADER_CACHE = "public, max-age=300, stale-while-revalidate=86400"
FOREVER = "public, max-age=31536000, immutable"


class Files:
    """The built widget, read once."""

    def __init__(self, folder: Path = DIST) -> None:
        self._files: dict[str, tuple[bytes, str, str]] = {}
        for file in [folder / "paddock.js", *sorted((folder / "widget").glob("*"))]:
            if file.is_file() and file.suffix in TYPES:
                content = file.read_bytes()
                etag = f'"{hashlib.blake2b(content, digest_size=12).hexdigest()}"'
                self._files[file.name] = (content, TYPES[file.suffix], etag)

    async def get_loader(self, request: web.Request) -> web.StreamResponse:
        """The script that pages name."""
        return self._send(request, "paddock.js", LOADER_CACHE)

    async def get_file(self, request: web.Request) -> web.StreamResponse:
        """A file whose name changes with its content."""
        name = request.match_info["name"]
        if name not in self._files and (today := self._today(name)):
            return self._send(request, today, "no-store")
        return self._send(request, name, FOREVER)

    def _today(self, name: str) -> str | None:
        """Today's file of a script's part."""
        part = re.fullmatch(r"(\w+-)\w+\.js", name)
        return next((one for one in self._files if part and one.startswith(part[1]) and one.endswith(".js")), None)

    def _send(self, request: web.Request, name: str, cache: str) -> web.Response:
        if name not in self._files:
            raise web.HTTPNotFound
        content, kind, etag = self._files[name]
        headers = {**HEADERS, "Cache-Control": cache, "ETag": etag}
        if etag in request.headers.get("If-None-Match", ""):
            return web.Response(status=304, headers=headers)
        response = web.Response(body=content, headers=headers, content_type=kind, charset="utf-8")
        response.enable_compression()
        return response
