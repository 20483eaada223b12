"""The archive at the desk: events, import with a dry run, entries to search and edit, rules that rest, export.

In: forms and files of signed-in editors. Out: pages, CSV; every POST is one action.
"""

import csv
import io

from aiohttp import BodyPartReader, web
from aiohttp.http_exceptions import HttpProcessingError

from services.notify.actions.edit_archive_entry import delete_archive_entry, edit_archive_entry
from services.notify.actions.export_archive import COLUMNS, export_archive
from services.notify.actions.import_archive import Report, as_text, import_archive
from services.notify.answering.columns import KINDS, kind_of_table
from services.notify.routes.desk_room import DeskRoom
from services.notify.store.statements import SQL
from shared import desk
from shared.clock import Clock
from shared.errors import Field, Invalid, Malformed, NotFound, TooLarge, UnsupportedType
from shared.postgres import Database
from shared.staff import Staff

LARGEST = 20_000_000
PAGE = 50
EDITS = ("owner", "editor")
SEES = ("owner", "editor", "expert")


def routes(db: Database, clock: Clock, staff_key: str, public_url: str) -> list[web.RouteDef]:
    """The table; `public_url` is what every door is given."""
    pages = _Archive(db=db, clock=clock, staff_key=staff_key, public_url=public_url)
    return [
        web.get("/desk/archive", pages.show),
        web.post("/desk/archive/import", pages.bring),
        web.get("/desk/archive/export", pages.export),
        web.get("/desk/archive/entry", pages.entry),
        web.post("/desk/archive/entry", pages.keep),
        web.post("/desk/archive/removal", pages.remove),
        web.post("/desk/archive/pause", pages.resume),
    ]


class _Archive(DeskRoom):
    async def show(self, request: web.Request) -> web.Response:
        """Events, rules that rest, the import, and the entries that fit a search."""
        staff, site = self.who(request, *SEES)
        return await self._page(request, staff, site)

    async def bring(self, request: web.Request) -> web.Response:
        """A file to import; the report comes back on the same page."""
        staff, site = self.who(request, *EDITS)
        fields, name, content = await read_upload(request)
        form = desk.Fields(list(fields.items()))
        desk.refuse_forgery(request, form, staff)
        kind = form.text("kind") or kind_of_table(name)
        if kind not in KINDS:
            return await self._page(request, staff, site, fault="Say what the file holds.", held=form)
        report = await import_archive(
            self.db,
            as_text(content),
            site=site,
            kind=kind,
            event=form.text("event"),
            dry_run=form.flag("dry_run"),
        )
        return await self._page(request, staff, site, report=report, dry_run=form.flag("dry_run"))

    async def export(self, request: web.Request) -> web.StreamResponse:
        """A table as CSV, streamed."""
        _, site = self.who(request, *SEES)
        kind = request.query.get("kind", "entries")
        if kind not in COLUMNS:
            raise NotFound("There is no such table.")
        answer = web.StreamResponse(
            headers={
                "Content-Type": "text/csv; charset=utf-8",
                "Content-Disposition": f'attachment; filename="{kind}.csv"',
                "Cache-Control": "no-store",
            }
        )
        await answer.prepare(request)
        await answer.write((",".join(COLUMNS[kind]) + "\r\n").encode())
        async for row in export_archive(self.db, site=site, kind=kind, event=request.query.get("event", "")):
            line = io.StringIO()
            csv.DictWriter(line, COLUMNS[kind]).writerow(row)
            await answer.write(line.getvalue().encode())
        await answer.write_eof()
        return answer

    async def entry(self, request: web.Request) -> web.Response:
        """One entry to edit, or an empty one."""
        staff, site = self.who(request, *EDITS)
        found = await self.db.fetch(SQL.find_archive_entries_by_ref, site, [request.query.get("ref", "")])
        cells = dict.fromkeys(COLUMNS["entries"], "")
        if found:
            cells = {column: str(found[0][column] or "") for column in cells if column != "entry_id"}
            cells = {"entry_id": found[0]["ref"], **cells}
        return desk.page(request, "archive_entry.html", staff, site=site, cells=cells, known=bool(found))

    async def keep(self, request: web.Request) -> web.Response:
        """The edited entry."""
        staff, site = self.who(request, *EDITS)
        form = await desk.fields(request)
        desk.refuse_forgery(request, form, staff)
        async with self.db.transaction() as tx:
            await edit_archive_entry(tx, site, {column: form.text(column) for column in COLUMNS["entries"]})
        return desk.say_there(request, staff, f"/desk/archive?site={site}", desk.later("The entry is kept."))

    async def remove(self, request: web.Request) -> web.Response:
        """An entry that shall go."""
        staff, site = self.who(request, *EDITS)
        form = await desk.fields(request)
        desk.refuse_forgery(request, form, staff)
        async with self.db.transaction() as tx:
            await delete_archive_entry(tx, site, form.text("entry_id"))
        return desk.say_there(request, staff, f"/desk/archive?site={site}", desk.later("The entry is deleted."))

    async def resume(self, request: web.Request) -> web.Response:
        """A rule that may publish again."""
        staff, site = self.who(request, *EDITS)
        form = await desk.fields(request)
        desk.refuse_forgery(request, form, staff)
        await self.db.execute(SQL.delete_archive_pause, site, form.text("rule"))
        return desk.say_there(request, staff, f"/desk/archive?site={site}", desk.later("The rule publishes again."))

    async def _page(
        self,
        request: web.Request,
        staff: Staff,
        site: str,
        *,
        report: Report | None = None,
        dry_run: bool = False,
        fault: str = "",
        held: desk.Fields | None = None,
    ) -> web.Response:
        words, event = request.query.get("q", "").strip()[:100], request.query.get("event", "")
        number = request.query.get("page", "1")
        page = int(number) or 1 if number.isdecimal() and len(number) < 5 else 1
        plain = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        entries = await self.db.fetch(SQL.search_archive_entries, site, event, plain, PAGE + 1, (page - 1) * PAGE)
        return desk.page(
            request,
            "archive.html",
            staff,
            site=site,
            events=await self.db.fetch(SQL.count_archive, site),
            pauses=await self.db.fetch(SQL.list_archive_pauses, site),
            entries=entries[:PAGE],
            more=len(entries) > PAGE,
            number=page,
            words=words,
            event=event,
            report=report,
            dry_run=dry_run,
            fault=fault,
            held_event=held.text("event") if held else "",
            check_only=held.flag("dry_run") if held else True,
            status=422 if fault else 200,
        )


async def read_upload(request: web.Request) -> tuple[dict[str, str], str, bytes]:
    """The form's fields, the file's name and its bytes. Raises UnsupportedType, TooLarge, Malformed, Invalid."""
    if request.content_type != "multipart/form-data":
        raise UnsupportedType("send the form as multipart/form-data")
    fields: dict[str, str] = {}
    name, content = "", bytearray()
    try:
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader):
                raise UnsupportedType("the form's parts must not have parts")
            target = content if part.name == "file" else bytearray()
            while chunk := await part.read_chunk():
                target += chunk
                if len(target) > (LARGEST if part.name == "file" else 10_000):
                    raise TooLarge(f"a file may have {LARGEST // 1_000_000} MB; use the command for a larger one")
            if part.name == "file":
                name = part.filename or ""
            elif part.name:
                fields[part.name] = target.decode("utf-8", "replace")
    except (ValueError, AssertionError, HttpProcessingError, web.RequestPayloadError) as error:
        raise Malformed("this form can't be read; load the page again") from error
    if not content:
        raise Invalid("Choose a file first.", fields=(Field(pointer="/file", detail="must not be empty"),))
    return fields, name, bytes(content)
