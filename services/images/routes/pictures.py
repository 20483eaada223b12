"""The door of readers' attachments: send one, ask after it, take it back.

In: multipart or raw bodies. Out: JSON; problems name the rule that was broken.
"""

import hmac
from dataclasses import dataclass

from aiohttp import web

from services.images.actions.discard_picture import remove
from services.images.actions.limit_uploads import LimitUploads
from services.images.actions.receive_picture import ReceivePicture
from services.images.actions.tell_ready import path_of
from services.images.domain import ID, Picture, State, as_fact
from services.images.links import HeldLinks
from services.images.routes import incoming, views
from services.images.staging import Staging
from services.images.store import pictures
from shared import web as door
from shared.clock import Clock
from shared.errors import Forbidden, Gone, Invalid, Malformed, NotFound
from shared.ids import token_hash
from shared.postgres import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureRoutes:
    """`/v1/pictures`."""

    database: Database
    receive: ReceivePicture
    staging: Staging
    clock: Clock
    links: HeldLinks
    reader_bytes: int
    limit: LimitUploads
    trusted_proxies: tuple[str, ...]

    def table(self) -> list[web.RouteDef]:
        """The routes."""
        return [
            web.post("/v1/pictures", self.post),
            web.put("/v1/pictures", self.put),
            web.get("/v1/pictures/{id}", self.get, allow_head=True),
            web.delete("/v1/pictures/{id}", self.delete),
        ]

    async def post(self, request: web.Request) -> web.Response:
        """A form with one part named file."""
        site = _site(request)
        incoming.check_length(request, self.reader_bytes)
        await self.limit.admit(door.client_ip(request, self.trusted_proxies), site)
        async for part in incoming.parts(request):
            if part.name != "file":
                continue
            async with self.staging.keep(
                incoming.chunks(part), limit=self.reader_bytes, name=part.filename or ""
            ) as upload:
                return door.json(views.accepted(await self.receive.for_comment(upload, site=site)), status=202)
        raise Malformed("the form has no part named file")

    async def put(self, request: web.Request) -> web.Response:
        """The body is the picture."""
        site = _site(request)
        incoming.check_length(request, self.reader_bytes)
        await self.limit.admit(door.client_ip(request, self.trusted_proxies), site)
        async with self.staging.keep(incoming.raw(request), limit=self.reader_bytes) as upload:
            return door.json(views.accepted(await self.receive.for_comment(upload, site=site)), status=202)

    async def get(self, request: web.Request) -> web.Response:
        """How far it is, and where its files are."""
        picture = await self._own(request)
        files = await pictures.renditions(self.database, picture.id)
        now = self.clock.now()
        shown = [item for item in files if item.recipe == picture.recipe and item.for_pages]
        return door.json(
            views.Attachment(
                id=picture.id,
                status=picture.state,
                reason=picture.reason,
                code=picture.code,
                width=picture.width,
                height=picture.height,
                colour=picture.colour,
                held=picture.held,
                renditions=[as_fact(item, path_of(picture, item, self.links, now)) for item in shown],
            )
        )

    async def delete(self, request: web.Request) -> web.Response:
        """Take it back, while no comment has it."""
        picture = await self._own(request)
        if picture.comment is not None:
            raise Forbidden("the picture belongs to a comment now: delete the comment")
        async with self.database.transaction() as tx:
            if locked := await pictures.lock_picture(tx, picture.id):
                await remove(tx, locked, self.clock)
        return web.Response(status=204)

    async def _own(self, request: web.Request) -> Picture:
        id = request.match_info["id"]
        picture = await pictures.find_picture(self.database, id) if ID.match(id) else None
        if picture is None:
            raise NotFound("there is no such picture")
        if picture.state is State.REMOVED:
            raise Gone("this picture was removed")
        given = token_hash(request.headers.get("Upload-Key", ""))
        if picture.upload_key is None or not hmac.compare_digest(picture.upload_key, given):
            raise Forbidden("the upload key is not the picture's")
        return picture


def _site(request: web.Request) -> str:
    site = request.query.get("site", "")
    if request.query.get("owner", "comment") != "comment":
        raise Invalid("a gallery's pictures are sent to /v1/galleries/{key}/pictures")
    if not site:
        raise Invalid("name the site: ?site=…")
    return site
