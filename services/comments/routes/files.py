"""The widget's files: the loader by its name, all others by a hash in theirs, for ever."""

import hashlib
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
        return self._send(request, request.match_info["name"], FOREVER)

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
