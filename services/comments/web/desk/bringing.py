"""Imports at the desk: a file of another system is sent, tried or brought in, and its progress is seen; for owners."""

import hmac
import tempfile
from pathlib import Path
from uuid import UUID

from aiohttp import BodyPartReader, web

from services.comments.imports import Upload
from services.comments.store import import_jobs
from services.comments.web.desk.visit import OWNS, Visit, id_in, visit
from shared import desk
from shared.desk import Fields, Flash
from shared.errors import Field, Forbidden, Invalid, Malformed, NotFound, TooLarge
from shared.ids import uuid7

PATH = "/desk/imports"
LONGEST = 2_000_000_000
NAMES = {
    "wordpress": "WordPress (WXR)",
    "disqus": "Disqus (XML)",
    "isso": "Isso (SQLite)",
    "remark42": "Remark42 (backup)",
    "commento": "Commento, Comentario (JSON)",
    "paddock": "Paddock (JSON Lines)",
}
"""What can be brought in; its readers are another process's business (see `services.comments.imports`)."""


async def show_imports(request: web.Request) -> web.StreamResponse:
    """The form, and every import so far."""
    return await _page(await visit(request, *OWNS))


async def show_import(request: web.Request) -> web.StreamResponse:
    """One import: how far it is, and each row that was left out with its reason."""
    here = await visit(request, *OWNS)
    job = await import_jobs.find_job(here.rooms.db, here.site, id_in(request, "job"))
    if job is None:
        raise NotFound("there is no such import", code="import_not_found")
    return here.page("import.html", job=job, names=NAMES)


async def start_import(request: web.Request) -> web.StreamResponse:
    """Take the file to a temporary place, and let it wait for its turn."""
    here = await visit(request, *OWNS, form_follows=True)
    with tempfile.NamedTemporaryFile(prefix="paddock-import-", delete=False) as file:
        path = Path(file.name)
    try:
        form, name = await _receive(here, path)
        format_ = form.text("format")
        if format_ not in NAMES or not name:
            raise Invalid("choose a file", fields=(Field(pointer="/file", detail="choose a file and its format"),))
        job: UUID = uuid7()
        dry_run = form.text("act") != "import"
        upload = Upload(job=job, site=here.site, format=format_, file=path, dry_run=dry_run)
        now = here.rooms.clock.now()
        await import_jobs.insert_job(
            here.rooms.db, job, site=here.site, format=format_, name=name, dry_run=dry_run, by=here.staff.name, now=now
        )
        here.rooms.imports.add(upload)
    except Invalid as refused:
        path.unlink(missing_ok=True)
        return await _page(here, fault=refused.fields[0].detail)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return desk.look_there(here.address(f"{PATH}/{job}"), Flash(text=here.t("{name} is here.", name=name)))


async def _receive(here: Visit, path: Path) -> tuple[Fields, str]:
    """The form's fields and the file's name; the file itself is at `path`. The token must come before the file."""
    pairs: list[tuple[str, str]] = []
    name = ""
    if here.request.content_type != "multipart/form-data":
        raise Malformed("send the file as multipart/form-data")
    async for part in await here.request.multipart():
        if not isinstance(part, BodyPartReader):
            raise Malformed("this form can't be read")
        if part.name != "file":
            pairs.append((part.name or "", (await part.read(decode=True))[:1000].decode(errors="replace")))
            continue
        token = Fields(pairs).text("csrf")
        if not hmac.compare_digest(token.encode(), here.staff.csrf.encode()):
            raise Forbidden("this page has been open for too long; load it again", code="forged")
        name = Path((part.filename or "").replace("\\", "/")).name[:200]
        await _write(part, path)
    return Fields(pairs), name


async def _write(part: BodyPartReader, path: Path) -> None:
    size = 0
    with path.open("wb") as out:
        while chunk := await part.read_chunk(262_144):
            size += len(chunk)
            if size > LONGEST:
                raise TooLarge("the file is too large for the desk; use the command on the server")
            out.write(chunk)


async def _page(here: Visit, fault: str = "") -> web.Response:
    return here.page(
        "imports.html",
        status=422 if fault else 200,
        jobs=await import_jobs.list_jobs(here.rooms.db, here.site),
        formats=[("", here.t("Choose")), *NAMES.items()],
        names=NAMES,
        fault=here.t.said(fault),
    )


ROUTES = (
    web.get(PATH, show_imports),
    web.post(PATH, start_import),
    web.get(f"{PATH}/{{job}}", show_import),
)
