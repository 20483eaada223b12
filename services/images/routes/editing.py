"""The door of an editor's changes to a gallery: order, words, points of interest, withdrawals, export, progress.

In: JSON from a member of staff. Out: JSON; every change keeps the pictures' ids.
"""

from dataclasses import asdict, dataclass

from aiohttp import web
from msgspec import UNSET, Struct, UnsetType

from services.images.actions.arrange_gallery import ArrangeGallery
from services.images.actions.caption_gallery import MOST_BYTES, CaptionGallery
from services.images.actions.describe_picture import DescribePicture
from services.images.actions.show_gallery import export_gallery
from services.images.actions.withdraw_picture import WithdrawPicture
from services.images.domain import State, Words, check_key
from services.images.routes import incoming, views
from services.images.routes.gatekeeping import Gate
from services.images.routes.speaking import spoken
from services.images.store import galleries
from shared import desk, web as door
from shared.errors import Invalid
from shared.postgres import Database


class OrderBody(Struct, forbid_unknown_fields=True):
    """Every picture once, in the order wanted; `version` is the one the editor saw."""

    pictures: list[str]
    version: int | None = None


class Focal(Struct, forbid_unknown_fields=True):
    """Fractions of the upright picture."""

    x: float
    y: float


class WordsBody(Struct, forbid_unknown_fields=True):
    """Only what shall change."""

    caption: str | UnsetType = UNSET
    alt: str | UnsetType = UNSET
    credit: str | UnsetType = UNSET
    focal: Focal | UnsetType = UNSET
    number: int | UnsetType = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class EditingRoutes:
    """Below `/v1/galleries/{key}`."""

    database: Database
    gate: Gate
    arrange: ArrangeGallery
    describe: DescribePicture
    withdraw: WithdrawPicture
    caption: CaptionGallery

    def table(self) -> list[web.RouteDef]:
        """The routes."""
        return [
            web.get("/v1/galleries", self.list),
            web.put("/v1/galleries/{key}/order", self.order),
            web.put("/v1/galleries/{key}/captions", spoken(self.gate, self.captions)),
            web.get("/v1/galleries/{key}/progress", self.progress),
            web.get("/v1/galleries/{key}/export", self.export),
            web.patch("/v1/galleries/{key}/pictures/{id}", self.patch),
            web.delete("/v1/galleries/{key}/pictures/{id}", self.delete),
        ]

    async def list(self, request: web.Request) -> web.Response:
        """The site's galleries, the last changed first."""
        site = check_key(request.query.get("site", ""), "site")
        self.gate.editor(request, site)
        found = await galleries.list_galleries(self.database, [site])
        return door.json(views.GalleryList(galleries=[views.GallerySummary(**asdict(one)) for one in found]))

    async def order(self, request: web.Request) -> web.Response:
        """The whole order at once."""
        site, key = self._names(request)
        wanted = await door.body(request, OrderBody, limit=1_000_000)
        version = await self.arrange.to(site, key, wanted.pictures, version=wanted.version)
        return door.json(views.OrderKept(version=version))

    async def captions(self, request: web.Request) -> web.Response:
        """Words and order of the pictures by a table; its rows find them by their files' names."""
        site, key = self._names(request)
        said = desk.words_of(request, self.gate.staff(request)).said
        incoming.check_length(request, MOST_BYTES)
        table = b""
        async for chunk in incoming.raw(request):
            table += chunk
            if len(table) > MOST_BYTES:
                break
        done = await self.caption.now(site, key, table)
        refused = [views.CaptionRefused(file=name, reason=said(reason)) for name, reason in done.refused]
        return door.json(views.CaptionsTaken(described=done.described, missing=done.missing, refused=refused))

    async def progress(self, request: web.Request) -> web.Response:
        """How many pictures are in which state, and why some failed."""
        site, key = self._names(request)
        counts = await galleries.progress(self.database, site, key)
        failed = [p for p in await galleries.pictures(self.database, site, key) if p.state is State.FAILED]
        return door.json(
            views.GalleryProgress(
                total=sum(counts.values()),
                states=counts,
                failed=[views.FailedPicture(id=p.id, file=p.file_name, code=p.code, reason=p.reason) for p in failed],
            )
        )

    async def export(self, request: web.Request) -> web.Response:
        """The gallery as one JSON document."""
        site, key = self._names(request)
        return door.json(await export_gallery(self.database, site, key))

    async def patch(self, request: web.Request) -> web.Response:
        """Words, point of interest, number."""
        site, key = self._names(request)
        wanted = await door.body(request, WordsBody)
        words = Words(caption=_given(wanted.caption), alt=_given(wanted.alt), credit=_given(wanted.credit))
        focal = (wanted.focal.x, wanted.focal.y) if isinstance(wanted.focal, Focal) else None
        id = request.match_info["id"]
        await self.describe.now(site, key, id, words, focal=focal)
        if isinstance(wanted.number, int):
            await self.arrange.move(site, key, id, wanted.number)
        return web.Response(status=204)

    async def delete(self, request: web.Request) -> web.Response:
        """Out of the gallery for good."""
        site, key = self._names(request)
        await self.withdraw.now(site, key, request.match_info["id"])
        return web.Response(status=204)

    def _names(self, request: web.Request) -> tuple[str, str]:
        site = request.query.get("site", "")
        if not site:
            raise Invalid("name the site: ?site=…")
        self.gate.editor(request, check_key(site, "site"))
        return site, check_key(request.match_info["key"], "key")


def _given(value: str | UnsetType) -> str | None:
    return value if isinstance(value, str) else None
