"""What readers do besides writing: report, follow, look at the counts of a gallery."""

from aiohttp import web

from services.comments.actions.count_pictures import count_pictures
from services.comments.actions.follow_thread import follow_thread
from services.comments.actions.report_comment import report_comment
from services.comments.routes.commenting import comment_of, id_of
from services.comments.routes.rooms import ip_of, query_of, rooms_of
from services.comments.shapes import ReportBody, SubscriptionBody, SubscriptionView
from services.comments.store import comments, threads
from shared.errors import NotFound
from shared.web import body, json


async def post_report(request: web.Request) -> web.StreamResponse:
    """Report a comment: 204, also when this network has done so before."""
    rooms = rooms_of(request)
    comment = comment_of(request)
    wanted = await body(request, ReportBody)
    found = await comments.find_comment(rooms.db, comment)
    if found is None:
        raise NotFound("there is no such comment", code="comment_not_found")
    site = await rooms.sites.find(found.site)
    await report_comment(
        rooms.db, rooms.clock, rooms.keys, site=site, comment=comment, reason=wanted.reason, ip=ip_of(request)
    )
    rooms.changes.stir()
    return web.Response(status=204, headers={"Cache-Control": "no-store"})


async def post_subscription(request: web.Request) -> web.StreamResponse:
    """Follow a thread or a comment: 202; the address is asked first."""
    rooms = rooms_of(request)
    thread = id_of(request, "thread", "thread_not_found")
    wanted = await body(request, SubscriptionBody)
    known = await threads.find_thread(rooms.db, thread)
    if known is None:
        raise NotFound("there is no such thread", code="thread_not_found")
    made = await follow_thread(
        rooms.db,
        rooms.clock,
        rooms.keys,
        site=await rooms.sites.find(known.site),
        thread=thread,
        email=wanted.email,
        kind=wanted.kind,
        ip=ip_of(request),
        comment=wanted.comment,
        language=wanted.language,
    )
    return json(SubscriptionView(id=made, state="to_confirm"), status=202)


async def get_picture_counts(request: web.Request) -> web.StreamResponse:
    """Comments and questions per picture of a gallery."""
    rooms = rooms_of(request)
    counts = await count_pictures(
        rooms.db, thread=id_of(request, "thread", "thread_not_found"), gallery=query_of(request, "gallery")
    )
    cache = "public, max-age=0, s-maxage=10, stale-while-revalidate=60"
    return json(counts, headers={"Cache-Control": cache, "Access-Control-Allow-Origin": "*"})
