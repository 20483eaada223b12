"""Threads as plain pages, fragments and feeds, and the form that posts without script."""

import hashlib
from datetime import datetime
from uuid import UUID

import msgspec
from aiohttp import web

from services.comments.actions.read_thread import Wanted, read_page, read_thread
from services.comments.domain import Site
from services.comments.routes.commenting import id_of, take
from services.comments.routes.reading import read_wanted
from services.comments.routes.rooms import Rooms, ip_of, query_of, rooms_of
from services.comments.shapes import NewComment, ThreadPage
from services.comments.store import arranging, comments, threads
from services.comments.store.records import Thread
from services.comments.submitting import Sender
from services.comments.web.reader import drawing
from shared.codec import decode
from shared.errors import NotFound, Refused
from shared.web import Problem, form, html, problem_of, see_other
from shared.web.body import invalid

CACHE = "public, max-age=0, s-maxage=10, stale-while-revalidate=60, stale-if-error=86400"
STATES = {201: "published", 202: "held"}


async def get_page(request: web.Request) -> web.StreamResponse:
    """A thread as a page; one that was merged leads to where it went."""
    rooms = rooms_of(request)
    thread = await _thread(rooms, request)
    if thread.count == 0 and (target := await arranging.find_target(rooms.db, thread.id)):
        return web.Response(status=301, headers={"Location": f"/t/{target}", "Cache-Control": "no-store"})
    site = await rooms.sites.find(thread.site)
    wanted = read_wanted(request)
    sheet = await read_page(rooms.db, site=site, thread=thread, wanted=wanted)
    replying, values = await _replying(rooms, thread, query_of(request, "reply", ""))
    text = drawing.draw_thread(
        sheet.opened(),
        site=site,
        public_url=rooms.config.common.public_url,
        token=rooms.keys.form_token(site.key, rooms.clock.now()),
        published=thread.created_at,
        cursor=wanted.cursor,
        replying=replying,
        values=values,
    )
    return html(text, headers={"Cache-Control": CACHE})


async def get_page_of_url(request: web.Request) -> web.StreamResponse:
    """The page of the thread that belongs to a URL, also before anybody has written there."""
    rooms = rooms_of(request)
    site = await rooms.sites.find(query_of(request, "site"))
    page = await read_thread(rooms.db, site=site, url=query_of(request, "url"), wanted=Wanted())
    if page.thread.version:
        return web.Response(status=302, headers={"Location": f"/t/{page.thread.id}", "Cache-Control": "no-store"})
    return html(_unwritten(rooms, site, page.opened()))


async def get_fragment(request: web.Request) -> web.StreamResponse:
    """The comments alone, as HTML, for whoever builds or serves the page."""
    rooms = rooms_of(request)
    thread = await _thread(rooms, request)
    site = await rooms.sites.find(thread.site)
    page = (await read_page(rooms.db, site=site, thread=thread, wanted=read_wanted(request))).opened()
    headers = {"Cache-Control": CACHE, "Access-Control-Allow-Origin": "*"}
    return html(drawing.draw_fragment(page, site=site), headers=headers)


async def post_form(request: web.Request) -> web.StreamResponse:
    """A comment from the plain form: 303 to a page that says what became of it."""
    rooms = rooms_of(request)
    fields = dict(await form(request))
    known = await threads.find_thread(rooms.db, id_of(request, "thread", "thread_not_found"))
    if known is not None:
        fields |= {"site": known.site, "url": known.link}
    fields = {name: value for name, value in fields.items() if value or name in {"body", "name", "email"}}
    try:
        sent = _convert(fields)
        answer = await take(rooms, sent, Sender(ip=ip_of(request), agent=request.headers.get("User-Agent", "")[:300]))
    except Refused as refused:
        site = await rooms.sites.find(fields.get("site", ""))
        return await _again(rooms, site, known, fields, problem_of(refused))
    posted = decode(answer.body, _Posted).comment
    thread = posted.permalink.split("#")[0]
    return see_other(f"{thread}/posted?state={STATES[answer.status]}&number={posted.number}")


async def get_posted(request: web.Request) -> web.StreamResponse:
    """What became of a comment that was sent by the plain form."""
    rooms = rooms_of(request)
    thread = await _thread(rooms, request)
    site = await rooms.sites.find(thread.site)
    state, number = query_of(request, "state", "held"), query_of(request, "number", "0")
    if state not in STATES.values() or not number.isascii() or not number.isdigit():
        raise NotFound("there is no such page")
    text = drawing.draw_posted(site=site, thread=str(thread.id), link=thread.link, state=state, number=int(number[:9]))
    return html(text)


async def get_style(_request: web.Request) -> web.StreamResponse:
    """The plain pages' style sheet."""
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return web.Response(body=drawing.CSS, content_type="text/css", charset="utf-8", headers=headers)


async def get_site_feed(request: web.Request) -> web.StreamResponse:
    """The last comments of a site."""
    rooms = rooms_of(request)
    site = await rooms.sites.find(request.match_info["site"])
    rows = await threads.latest_of_site(rooms.db, site.key, 50)
    public_url = rooms.config.common.public_url
    text = drawing.draw_feed(
        rows,
        site=site,
        title=site.name,
        path=f"/feeds/{site.key}.atom",
        alternate=site.origins[0] if site.origins else public_url,
        public_url=public_url,
        updated=max((row.changed_at for row in rows), default=_epoch(rooms)),
    )
    return _feed(request, text)


async def get_thread_feed(request: web.Request) -> web.StreamResponse:
    """The last comments of a thread."""
    rooms = rooms_of(request)
    thread = await _thread(rooms, request)
    site = await rooms.sites.find(thread.site)
    text = drawing.draw_feed(
        await threads.latest_of_thread(rooms.db, thread.id, 50),
        site=site,
        title=thread.title or thread.link,
        path=f"/feeds/threads/{thread.id}.atom",
        alternate=thread.link,
        public_url=rooms.config.common.public_url,
        updated=thread.updated_at,
    )
    return _feed(request, text)


class _PostedComment(msgspec.Struct):
    number: int
    permalink: str


class _Posted(msgspec.Struct):
    comment: _PostedComment


def _feed(request: web.Request, text: str) -> web.Response:
    response = web.Response(body=text.encode(), content_type="application/atom+xml", charset="utf-8")
    response.headers["Cache-Control"] = "public, max-age=60, s-maxage=60, stale-if-error=86400"
    response.headers["Access-Control-Allow-Origin"] = "*"
    etag = hashlib.blake2b(text.encode(), digest_size=12).hexdigest()
    response.headers["ETag"] = f'"{etag}"'
    if etag in request.headers.get("If-None-Match", ""):
        return web.Response(
            status=304, headers={"ETag": f'"{etag}"', "Cache-Control": response.headers["Cache-Control"]}
        )
    return response


def _epoch(rooms: Rooms) -> datetime:
    return rooms.clock.now().replace(hour=0, minute=0, second=0, microsecond=0)


async def _thread(rooms: Rooms, request: web.Request) -> Thread:
    wanted: UUID = id_of(request, "thread", "thread_not_found")
    thread = await threads.find_thread(rooms.db, wanted)
    if thread is None:
        raise NotFound("there is no such thread", code="thread_not_found")
    return thread


async def _replying(rooms: Rooms, thread: Thread, reply: str) -> tuple[str, dict[str, str]]:
    try:
        parent = await comments.find_comment(rooms.db, UUID(reply)) if reply else None
    except ValueError:
        parent = None
    if parent is None or parent.thread != thread.id or parent.state != "published":
        return "", {}
    return parent.author_name, {"parent": str(parent.id)}


async def _again(
    rooms: Rooms, site: Site, known: Thread | None, values: dict[str, str], problem: Problem
) -> web.Response:
    """The form once more, with what was typed and what is wrong with it."""
    if known is not None:
        page = await read_page(rooms.db, site=site, thread=known, wanted=Wanted())
    else:
        page = await read_thread(rooms.db, site=site, url=values.get("url", ""), wanted=Wanted())
    text = drawing.draw_thread(
        page.opened(),
        site=site,
        public_url=rooms.config.common.public_url,
        token=rooms.keys.form_token(site.key, rooms.clock.now()),
        published=known.created_at if known else None,
        problem=problem,
        values=values,
    )
    headers = {"Retry-After": str(int(problem.retry_after) + 1)} if problem.retry_after else {}
    return html(text, status=problem.status, headers=headers)


def _unwritten(rooms: Rooms, site: Site, page: ThreadPage) -> str:
    return drawing.draw_thread(
        page,
        site=site,
        public_url=rooms.config.common.public_url,
        token=rooms.keys.form_token(site.key, rooms.clock.now()),
        published=None,
    )


def _convert(fields: dict[str, str]) -> NewComment:
    known = {name: value for name, value in fields.items() if name in NewComment.__struct_fields__}
    try:
        return msgspec.convert(known, NewComment, strict=False)
    except msgspec.ValidationError as error:
        raise invalid(error) from error
