"""The desk's pages of galleries: a list, and one gallery with its pictures, words and order.

In: forms of signed-in editors. Out: pages in the desk's frame, and a way back to them.
"""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from services.images.actions.arrange_gallery import ArrangeGallery
from services.images.actions.describe_picture import DescribePicture
from services.images.actions.import_gallery import ImportGallery
from services.images.actions.show_gallery import export_gallery
from services.images.actions.withdraw_picture import WithdrawPicture
from services.images.domain import Picture, Rendition, State, Words, check_key, public_path
from services.images.routes import incoming
from services.images.routes.gatekeeping import Gate
from services.images.staging import Staging
from services.images.store import galleries, parts
from shared import desk, web as door
from shared.desk import Flash
from shared.desk.wording import capital
from shared.errors import Forbidden, NotFound, Refused
from shared.postgres import Database
from shared.staff import Staff


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskRoutes:
    """`/desk/galleries`."""

    database: Database
    gate: Gate
    staging: Staging
    bring: ImportGallery
    arrange: ArrangeGallery
    describe: DescribePicture
    withdraw: WithdrawPicture
    gallery_bytes: int

    def table(self) -> list[web.RouteDef]:
        """The routes."""
        return [
            web.get("/desk/galleries", self.list),
            web.post("/desk/galleries", self.keep),
            web.get("/desk/galleries/{key}", self.show),
            web.get("/desk/galleries/{key}/export", self.export),
            web.post("/desk/galleries/{key}/pictures", self.add),
            web.post("/desk/galleries/{key}/{id}", self.change),
            web.post("/desk/galleries/{key}/{id}/removal", self.remove),
        ]

    async def list(self, request: web.Request) -> web.Response:
        """All galleries of the site."""
        staff, site = self._who(request)
        found = await galleries.list_galleries(self.database, [site])
        return desk.page(request, "galleries.html", staff, site=site, galleries=found)

    async def keep(self, request: web.Request) -> web.Response:
        """Make a gallery, or change its title and page."""
        staff, site = self._who(request)
        form = await desk.fields(request)
        desk.refuse_forgery(request, form, staff)
        key = check_key(form.text("key"), "key")
        title, url = form.text("title")[:300], form.text("url")[:2000]
        async with self.database.transaction() as tx:
            if not await galleries.add_gallery(tx, site, key, title, url):
                await galleries.name_gallery(tx, site, key, title, url)
            await tx.emit(await galleries.changed(tx, site, key))
        return desk.say_there(request, staff, f"/desk/galleries/{key}?site={site}", desk.later("Saved"))

    async def show(self, request: web.Request) -> web.Response:
        """One gallery."""
        staff, site = self._who(request)
        key = check_key(request.match_info["key"], "key")
        gallery = await galleries.find_gallery(self.database, site, key)
        if gallery is None:
            raise NotFound("there is no such gallery")
        there = await galleries.pictures(self.database, site, key)
        files = await galleries.renditions(self.database, site, key)
        shown = [picture for picture in there if picture.state is not State.FAILED]
        return desk.page(
            request,
            "gallery.html",
            staff,
            site=site,
            gallery=gallery,
            limit=self.gallery_bytes // 1_000_000,
            pictures=[_row(picture, number, files.get(picture.id, [])) for number, picture in enumerate(shown, 1)],
            unfinished=await self._unfinished(staff, site, key),
            failed=[picture for picture in there if picture.state is State.FAILED],
        )

    async def export(self, request: web.Request) -> web.Response:
        """The gallery as a JSON document."""
        _, site = self._who(request)
        key = check_key(request.match_info["key"], "key")
        headers = {"Content-Disposition": f'attachment; filename="{key}.json"'}
        return door.json(await export_gallery(self.database, site, key), headers=headers)

    async def add(self, request: web.Request) -> web.Response:
        """Files of a form without script: pictures, a zip, a table of captions. The token is in the address."""
        staff, site = self._who(request)
        desk.refuse_forgery(request)
        if not staff.csrf or request.query.get("csrf", "") != staff.csrf:
            raise Forbidden("this page has been open for too long; load it again", code="forged")
        key = check_key(request.match_info["key"], "key")
        async with contextlib.AsyncExitStack() as kept:
            files = []
            async for part in incoming.parts(request):
                if part.name == "file" and part.filename:
                    keeping = self.staging.keep(incoming.chunks(part), limit=self.gallery_bytes, name=part.filename)
                    files.append(await kept.enter_async_context(keeping))
            report = await self.bring.from_uploads(files, site=site, key=key, limit=self.gallery_bytes)
        t = desk.words_of(request, staff)
        words = t("{count} added.", count=report.added)
        words += " " + t("{count} there already.", count=report.known) if report.known else ""
        refused = "; ".join(f"{name}: {t.said(reason)}" for name, reason in report.refused[:5])
        words += " " + t("Refused: {which}", which=refused) if refused else ""
        flash = Flash(text=words, kind="fault" if refused else "done")
        return desk.look_there(f"/desk/galleries/{key}?site={site}", flash)

    async def change(self, request: web.Request) -> web.Response:
        """Words, point of interest, number of one picture."""
        staff, site = self._who(request)
        form = await desk.fields(request)
        desk.refuse_forgery(request, form, staff)
        key, id = check_key(request.match_info["key"], "key"), request.match_info["id"]
        words = Words(caption=form.text("caption"), alt=form.text("alt"), credit=form.text("credit"))
        there = f"/desk/galleries/{key}?site={site}#p-{id}"
        try:
            focal = (round(form.number("focal_x", 0.5), 3), round(form.number("focal_y", 0.5), 3))
            await self.describe.now(site, key, id, words, focal=focal)
            if number := form.integer("place") or form.integer("number"):
                await self.arrange.move(site, key, id, number)
        except NotFound:
            raise
        except Refused as refusal:
            return desk.look_there(
                there, Flash(text=capital(desk.words_of(request, staff).said(refusal.message)), kind="fault")
            )
        return desk.say_there(request, staff, there, desk.later("Saved"))

    async def remove(self, request: web.Request) -> web.Response:
        """Out of the gallery for good."""
        staff, site = self._who(request)
        desk.refuse_forgery(request, await desk.fields(request), staff)
        key = check_key(request.match_info["key"], "key")
        await self.withdraw.now(site, key, request.match_info["id"])
        return desk.say_there(
            request, staff, f"/desk/galleries/{key}?site={site}", desk.later("The picture was removed")
        )

    async def _unfinished(self, staff: Staff, site: str, key: str) -> Sequence[str]:
        """The files that this editor began to send, and how much of each has arrived."""
        announced = await parts.list_uploads(self.database, site, key)
        begun = [one for one in announced if one.uploader == staff.id and not one.picture and not one.code]
        arrived = [(one, self.staging.arrived(one.id) or 0) for one in begun]
        return [f"{one.file_name} ({100 * there // one.size} %)" for one, there in arrived[:10]]

    def _who(self, request: web.Request) -> tuple[Staff, str]:
        staff = self.gate.staff(request)
        return staff, desk.chosen_site(request, staff, "owner", "editor")


def _row(picture: Picture, number: int, files: list[Rendition]) -> dict[str, Any]:
    thumb = next((item for item in files if item.name == "320.jpg"), None)
    return {
        "id": picture.id,
        "number": number,
        "state": picture.state,
        "file_name": picture.file_name,
        "width": picture.width,
        "height": picture.height,
        "caption": picture.caption,
        "alt": picture.alt,
        "credit": picture.credit,
        "focal_x": picture.focal_x,
        "focal_y": picture.focal_y,
        "thumb": public_path(picture.id, thumb.file) if thumb else "",
        "thumb_width": thumb.width if thumb else 0,
        "thumb_height": thumb.height if thumb else 0,
    }
