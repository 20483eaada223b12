"""The hot reads: threads and counts, from prepared bytes, with nothing between them and the socket."""

from collections.abc import Mapping, Sequence
from urllib.parse import quote
from uuid import UUID

from aiohttp import web
from msgspec.structs import replace

from services.comments import page_urls
from services.comments.actions.grow_page import Page, grow_page, page_of
from services.comments.actions.read_thread import Wanted, read_thread
from services.comments.domain import Sort, thread_id
from services.comments.prepared import Prepared
from services.comments.routes.rooms import ROOMS, Rooms, query_of
from services.comments.shapes import Counts, ThreadView
from services.comments.store import threads
from services.comments.submitting import Grown
from shared import logs
from shared.codec import encode
from shared.errors import Invalid, Malformed
from shared.web import fast, problem_of
from shared.web.problem import as_json
from shared.web.ready import Ready, head, takes_ready

CACHE = "s-maxage=10, stale-while-revalidate=60"
HEADERS = {
    "Content-Type": "application/json",
    "Cache-Control": CACHE,
    "Vary": "Accept-Encoding",
    "Access-Control-Allow-Origin": "*",
    "X-Content-Type-Options": "nosniff",
}
MOST_COUNTS = 200

log = logs.get("reading")


@fast
async def get_thread(request: web.Request) -> web.StreamResponse:
    """One page of a thread."""
    rooms = request.app[ROOMS]
    prepared = rooms.shelf.fresh(request.raw_path)
    if prepared is None:
        try:
            prepared = await rooms.shelf.get(request.raw_path, lambda: _build_thread(rooms, request))
        except Exception as error:  # noqa: BLE001 - no middleware stands behind a fast handler
            return _failed(rooms, error)
    return send(request, prepared, stale=rooms.shelf.doubted or not prepared.fresh)


@fast
async def get_counts(request: web.Request) -> web.StreamResponse:
    """The published comments of up to 200 pages."""
    rooms = request.app[ROOMS]
    prepared = rooms.shelf.fresh(request.raw_path)
    if prepared is None:
        try:
            prepared = await rooms.shelf.get(request.raw_path, lambda: _build_counts(rooms, request))
        except Exception as error:  # noqa: BLE001 - no middleware stands behind a fast handler
            return _failed(rooms, error)
    return send(request, prepared, stale=rooms.shelf.doubted or not prepared.fresh)


def send(request: web.Request, prepared: Prepared, *, stale: bool) -> web.StreamResponse:
    """The prepared answer in an encoding the client takes, or 304 when it has it.

    A stale one is sent whole, marked and without an ETag: what keeps answers must not keep the mark with a name that
    is right again later.
    """
    known = not stale and prepared.etag in request.headers.get("If-None-Match", "")
    body, encoding = prepared.encoded(request.headers.get("Accept-Encoding", ""))
    if not stale and takes_ready(request):
        name = f"304 {encoding}" if known else encoding
        begin = prepared.heads.get(name)
        if begin is None:
            length = None if known else len(body)
            begin = prepared.heads[name] = head(
                304 if known else 200, _headers(prepared, encoding, known=known), length
            )
        return Ready(begin, b"" if known else body, status=304 if known else 200)
    headers = _headers(prepared, encoding, known=known)
    if stale:
        headers["Warning"] = '110 - "Response is Stale"'
        del headers["ETag"]
    return web.Response(status=304, headers=headers) if known else web.Response(body=body, headers=headers)


def _headers(prepared: Prepared, encoding: str, *, known: bool) -> dict[str, str]:
    headers = {**prepared.headers, "ETag": f'"{prepared.etag}{encoding[:1]}"'}
    if known:
        del headers["Content-Type"]
    elif encoding:
        headers["Content-Encoding"] = encoding
    return headers


async def _build_thread(rooms: Rooms, request: web.Request) -> Prepared:
    site = await rooms.sites.find(query_of(request, "site"))
    url = query_of(request, "url")
    body = query_of(request, "body", "")
    if body not in {"", "tree"}:
        raise Malformed("body is tree, or left out", code="bad_parameter")
    wanted = replace(read_wanted(request), short=bool(body))
    page = await read_thread(rooms.db, site=site, url=url, wanted=wanted)
    headers = dict(HEADERS)
    if page.next:
        query = [f"site={quote(site.key)}", f"url={quote(url, safe='')}", f"sort={wanted.sort}", f"cursor={page.next}"]
        query += ["body=tree"] if wanted.short else []
        headers["Link"] = f'</v1/threads?{"&".join(query)}>; rel="next"'
        headers["Access-Control-Expose-Headers"] = "Link"
    own = thread_id(site.key, page_urls.canonical(url, keep=site.settings.keep_url_parameters))
    return _prepare(page.written(), page_of(page, wanted, most=site.settings.page_size), page.thread, own, headers)


def _prepare(body: bytes, page: Page | None, thread: ThreadView, own: UUID, headers: Mapping[str, str]) -> Prepared:
    """The page's answer; one that can grow makes its next by itself."""

    def lengthen(body: bytes, by: Sequence[Grown]) -> Prepared | None:
        grown = grow_page(page, body, by) if page else None
        return _prepare(grown[1], grown[0], grown[0].sheet.thread, own, headers) if grown else None

    shows = {own: 0, thread.id: thread.version}
    return Prepared(body, shows=shows, headers=headers, lengthen=lengthen if page else None)


def read_wanted(request: web.Request) -> Wanted:
    """Which page of a thread is asked for. Raises Invalid."""
    sort = query_of(request, "sort", "oldest")
    if sort not in set(Sort):
        raise Malformed("sort is oldest, newest or pick", code="bad_parameter")
    gallery, picture = query_of(request, "gallery", ""), query_of(request, "picture", "0")
    if not picture.isascii() or not picture.isdigit() or len(picture) > 6:
        raise Malformed("picture is a number from 1", code="bad_parameter")
    if bool(gallery) != bool(int(picture)):
        raise Malformed("gallery and picture go together", code="bad_parameter")
    return Wanted(sort=Sort(sort), cursor=query_of(request, "cursor", ""), gallery=gallery, picture=int(picture))


async def _build_counts(rooms: Rooms, request: web.Request) -> Prepared:
    site = await rooms.sites.find(query_of(request, "site"))
    asked = request.query.getall("url", [])
    if not 1 <= len(asked) <= MOST_COUNTS:
        raise Malformed(f"ask for 1 to {MOST_COUNTS} pages", code="bad_parameter")
    canonical: dict[str, str] = {}
    for url in asked:
        try:
            canonical[url] = page_urls.canonical(url, keep=site.settings.keep_url_parameters)
        except Invalid:
            continue  # one bad address must not cost the others their count
    known = await threads.count_threads(rooms.db, site.key, list(set(canonical.values())))
    shows: dict[UUID, int] = {}
    for url in canonical.values():
        shows[thread_id(site.key, url)] = 0
        if url in known:
            shows[known[url].id] = known[url].version
    counts = {url: known[own].count if (own := canonical.get(url)) in known and own else 0 for url in asked}
    return Prepared(encode(Counts(counts=counts)), shows=shows, headers=HEADERS)


def _failed(rooms: Rooms, error: Exception) -> web.Response:
    problem = problem_of(error)
    if problem.status >= 500:
        log.error("read_failed", code=problem.code, exc_info=error if problem.status == 500 else None)
    answer = as_json(problem, rooms.config.common.public_url)
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer
