"""The door of renditions: public ones for a year, held ones by signed link, removed ones 410.

In: paths. Out: bytes with a strong ETag and headers that let nothing in the file do anything.
"""

from dataclasses import dataclass

from aiohttp import web

from services.images.blobs.shelf import Blobs
from services.images.domain import ID, Picture, Rendition, State, rendition_key
from services.images.links import HeldLinks
from services.images.store import pictures
from shared.clock import Clock
from shared.errors import Gone, NotFound
from shared.postgres import Database

_SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRoutes:
    """`/pictures` and `/held`."""

    database: Database
    blobs: Blobs
    clock: Clock
    links: HeldLinks

    def table(self) -> list[web.RouteDef]:
        """The routes."""
        return [
            web.get("/pictures/{id}/{file}", self.public, allow_head=True),
            web.get("/held/{id}/{file}", self.held, allow_head=True),
        ]

    async def public(self, request: web.Request) -> web.StreamResponse:
        """What the edge has not got on its disk."""
        picture, rendition = await self._find(request)
        if picture.held:
            raise NotFound("there is no such picture")
        headers = {"Cache-Control": "public, max-age=31536000, immutable"}
        return await self._send(request, picture, rendition, headers)

    async def held(self, request: web.Request) -> web.StreamResponse:
        """By a link of ours whose time isn't over; it goes on working when the picture has become public."""
        id, file, query = request.match_info["id"], request.match_info["file"], request.query
        if not self.links.holds(id, file, query.get("until", ""), query.get("key", ""), self.clock.now()):
            raise NotFound("this link is not valid, or its time is over")
        picture, rendition = await self._find(request)
        return await self._send(request, picture, rendition, {"Cache-Control": "private, no-store"})

    async def _find(self, request: web.Request) -> tuple[Picture, Rendition]:
        id, file = request.match_info["id"], request.match_info["file"]
        picture = await pictures.find_picture(self.database, id) if ID.match(id) else None
        if picture is None:
            raise NotFound("there is no such picture")
        if picture.state is State.REMOVED:
            raise Gone("this picture was removed")
        for rendition in await pictures.renditions(self.database, id):
            if rendition.file == file:
                return picture, rendition
        raise NotFound("the picture has no such rendition")

    async def _send(
        self, request: web.Request, picture: Picture, rendition: Rendition, headers: dict[str, str]
    ) -> web.StreamResponse:
        etag = f'"{rendition.etag}"'
        headers = {**headers, **_SAFE, "ETag": etag}
        if etag in request.headers.get("If-None-Match", ""):
            return web.Response(status=304, headers=headers)
        key = rendition_key(picture.id, rendition.file, held=picture.held)
        try:
            content = await self.blobs.read(key)
        except FileNotFoundError as error:
            raise NotFound("the picture's file is missing just now") from error
        return web.Response(body=content, content_type=rendition.media_type, headers=headers)
