"""The stream of events of one thread (Server-Sent Events)."""

import asyncio

from aiohttp import web

from services.comments.routes.commenting import id_of
from services.comments.routes.rooms import ip_of, rooms_of
from services.comments.store import threads
from services.comments.streams import News
from shared.codec import encode
from shared.errors import Malformed
from shared.sealing import network as network_of

ALIVE_SECONDS = 15.0


async def get_events(request: web.Request) -> web.StreamResponse:
    """Every change of the thread that readers see, from `Last-Event-ID` or `?since=` (a thread's version) on."""
    rooms = rooms_of(request)
    thread = id_of(request, "thread", "thread_not_found")
    since = _since(request)
    if since is None:
        known = await threads.find_thread(rooms.db, thread)
        since = known.version if known else 0
    async with rooms.streams.watch(thread, since, network=network_of(ip_of(request))) as watcher:
        response = web.StreamResponse(
            headers={
                "Content-Type": "text/event-stream",
                "Cache-Control": "no-store",
                "X-Accel-Buffering": "no",
                "Access-Control-Allow-Origin": "*",
            }
        )
        await response.prepare(request)
        try:
            await response.write(b"retry: 3000\n\n")
            while True:
                try:
                    async with asyncio.timeout(ALIVE_SECONDS):
                        news = await watcher.queue.get()
                except TimeoutError:
                    await response.write(b": alive\n\n")
                    continue
                if news is None:
                    break
                await response.write(_event(news))
        except ConnectionResetError:
            pass
    return response


def _since(request: web.Request) -> int | None:
    text = request.headers.get("Last-Event-ID") or request.query.get("since", "")
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        raise Malformed("an event's id is the number of a thread's version", code="bad_event_id")
    return int(text)


def _event(news: News) -> bytes:
    facts = {
        "id": news.id,
        "number": news.number,
        "version": news.thread_version,
        "comment_version": news.version,
        "state": news.state,
        "count": news.count,
    }
    return b"id: %d\nevent: comment\ndata: %s\n\n" % (news.thread_version, encode(facts))
