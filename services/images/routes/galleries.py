"""The door of galleries: read by everybody, written by the site's editors.

In: keys, multipart bodies, JSON. Out: JSON with everything a page needs for its srcset.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web
from msgspec import Struct

from services.images.actions.receive_picture import ReceivePicture
from services.images.actions.show_gallery import show_gallery
from services.images.domain import Words, check_key
from services.images.routes import incoming, views
from services.images.routes.gatekeeping import Gate
from services.images.staging import Staging
from services.images.store import galleries
from shared import web as door
from shared.errors import Invalid, Malformed, NotFound
from shared.postgres import Database

_CACHE = "public, max-age=0, s-maxage=10, stale-while-revalidate=60"
_TEXTS = ("caption", "alt", "credit")


class GalleryBody(Struct, forbid_unknown_fields=True):
    """What a gallery is called and which page shows it."""

    title: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GalleryRoutes:
    """`/v1/galleries`."""

    database: Database
    receive: ReceivePicture
    staging: Staging
    gate: Gate
    gallery_bytes: int

    def table(self) -> list[web.RouteDef]:
        """The routes."""
        return [
            web.get("/v1/galleries/{key}", self.get, allow_head=True),
            web.put("/v1/galleries/{key}", self.put),
            web.post("/v1/galleries/{key}/pictures", self.add),
            web.put("/v1/galleries/{key}/pictures", self.add),
        ]

    async def get(self, request: web.Request) -> web.Response:
        """The pictures in order, failed ones left out."""
        site, key = _names(request)
        gallery = await galleries.find_gallery(self.database, site, key)
        if gallery is None:
            raise NotFound("there is no such gallery")
        headers = {"ETag": f'"{site}-{key}-{gallery.version}"', "Cache-Control": _CACHE}
        if headers["ETag"] in request.headers.get("If-None-Match", ""):
            return web.Response(status=304, headers=headers)
        return door.json(await show_gallery(self.database, gallery), headers=headers)

    async def put(self, request: web.Request) -> web.Response:
        """Make the gallery, or change its title and page."""
        site, key = _names(request)
        self.gate.editor(request, site)
        wanted = await door.body(request, GalleryBody)
        async with self.database.transaction() as tx:
            made = await galleries.add_gallery(tx, site, key, wanted.title[:300], wanted.url[:2000])
            if not made:
                await galleries.name_gallery(tx, site, key, wanted.title[:300], wanted.url[:2000])
            event = await galleries.changed(tx, site, key)
            await tx.emit(event)
        return door.json(views.GalleryKept(key=key, site=site, version=event.version), status=201 if made else 200)

    async def add(self, request: web.Request) -> web.Response:
        """One or more parts named file; caption, alt and credit before a file are its own."""
        site, key = _names(request)
        staff = self.gate.editor(request, site)
        if not request.content_type.startswith("multipart/"):
            incoming.check_length(request, self.gallery_bytes)
            words = _words({name: request.query[name] for name in _TEXTS if name in request.query})
            async with self.staging.keep(
                incoming.raw(request), limit=self.gallery_bytes, name=request.query.get("name", "")
            ) as upload:
                one = await self.receive.for_gallery(upload, site=site, gallery=key, words=words, uploader=staff.id)
            return door.json(views.taken(one), status=200 if one.repeated else 202)
        answers: list[views.PictureTaken] = []
        texts: dict[str, str] = {}
        async for part in incoming.parts(request):
            if part.name in _TEXTS:
                texts[part.name] = (await part.read()).decode(errors="replace")
            elif part.name == "file":
                async with self.staging.keep(
                    incoming.chunks(part), limit=self.gallery_bytes, name=part.filename or ""
                ) as upload:
                    received = await self.receive.for_gallery(
                        upload, site=site, gallery=key, words=_words(texts), uploader=staff.id
                    )
                answers.append(views.taken(received))
                texts = {}
        if not answers:
            raise Malformed("the form has no part named file")
        return door.json(views.PicturesTaken(pictures=answers), status=202)


def _names(request: web.Request) -> tuple[str, str]:
    site = request.query.get("site", "")
    if not site:
        raise Invalid("name the site: ?site=…")
    return check_key(site, "site"), check_key(request.match_info["key"], "key")


def _words(texts: Mapping[str, str]) -> Words:
    return Words(caption=texts.get("caption", ""), alt=texts.get("alt", ""), credit=texts.get("credit", ""))
