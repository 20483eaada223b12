"""The door of big batches: announce a file, send it in parts, go on where it stopped.

In: JSON, then raw bytes with `Upload-Offset`. Out: how much has arrived; at the end the picture.
"""

from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web
from msgspec import Struct

from services.images.actions.resume_upload import ResumeUpload
from services.images.domain import Words, check_key
from services.images.routes import incoming, views
from services.images.routes.gatekeeping import Gate
from services.images.routes.speaking import spoken
from services.images.store import parts
from services.images.store.parts import PartUpload
from shared import desk, web as door
from shared.errors import Invalid, NotFound
from shared.postgres import Database
from shared.staff import Staff


class Announcement(Struct, forbid_unknown_fields=True):
    """A file that will come."""

    name: str
    size: int
    caption: str = ""
    alt: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRoutes:
    """`/v1/galleries/{key}/uploads`."""

    database: Database
    gate: Gate
    resume: ResumeUpload

    def table(self) -> list[web.RouteDef]:
        """The routes."""
        return [
            web.post("/v1/galleries/{key}/uploads", spoken(self.gate, self.post)),
            web.get("/v1/galleries/{key}/uploads", spoken(self.gate, self.list)),
            web.get("/v1/galleries/{key}/uploads/{id}", spoken(self.gate, self.get), allow_head=True),
            web.patch("/v1/galleries/{key}/uploads/{id}", spoken(self.gate, self.patch)),
        ]

    async def post(self, request: web.Request) -> web.Response:
        """Announce."""
        site, key, staff = self._names(request)
        wanted = await door.body(request, Announcement)
        upload = await self.resume.begin(
            site=site,
            gallery=key,
            name=wanted.name,
            size=wanted.size,
            words=Words(caption=wanted.caption, alt=wanted.alt, credit=wanted.credit),
            uploader=staff.id,
        )
        location = f"/v1/galleries/{key}/uploads/{upload.id}?site={site}"
        view = views.upload_view(upload, desk.words_of(request, staff).said)
        return door.json(view, status=201, headers={"Location": location, **_offset(upload)})

    async def list(self, request: web.Request) -> web.Response:
        """All that were announced, finished ones too."""
        site, key, staff = self._names(request)
        said = desk.words_of(request, staff).said
        found = [self._at(one) for one in await parts.list_uploads(self.database, site, key)]
        return door.json(views.UploadList(uploads=[views.upload_view(one, said) for one in found]))

    async def get(self, request: web.Request) -> web.Response:
        """How much has arrived."""
        upload, said = await self._find(request)
        return door.json(views.upload_view(upload, said), headers=_offset(upload))

    async def patch(self, request: web.Request) -> web.Response:
        """More bytes; the last ones make the picture."""
        upload, said = await self._find(request)
        offset = request.headers.get("Upload-Offset", "")
        if not offset.isascii() or not offset.isdigit() or len(offset) > 15:
            raise Invalid("say where these bytes begin: Upload-Offset")
        upload = await self.resume.append(upload.id, int(offset), incoming.raw(request))
        return door.json(views.upload_view(upload, said), headers=_offset(upload))

    async def _find(self, request: web.Request) -> tuple[PartUpload, Callable[[str], str]]:
        """The upload, and how its reasons are said to who asks."""
        site, key, staff = self._names(request)
        upload = await self.resume.find(request.match_info["id"])
        if (upload.site, upload.gallery) != (site, key):
            raise NotFound("there is no such upload")
        return self._at(upload), desk.words_of(request, staff).said

    def _at(self, upload: PartUpload) -> PartUpload:
        arrived = self.resume.staging.arrived(upload.id)
        return upload if arrived is None else parts.at(upload, arrived)

    def _names(self, request: web.Request) -> tuple[str, str, Staff]:
        site = check_key(request.query.get("site", ""), "site")
        staff = self.gate.editor(request, site)
        return site, check_key(request.match_info["key"], "key"), staff


def _offset(upload: PartUpload) -> dict[str, str]:
    return {"Upload-Offset": str(upload.arrived)}
