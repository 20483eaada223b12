"""The staff's work over the API: the queue, many decisions at once, authors, threads, settings."""

from datetime import UTC, datetime
from uuid import UUID

import msgspec
from aiohttp import web

from services.comments.actions.answer_comment import answer_comment
from services.comments.actions.change_site import change_site
from services.comments.actions.close_thread import close_thread
from services.comments.actions.decide_comments import decide_comments, undo_batch
from services.comments.actions.list_queue import list_queue
from services.comments.actions.mark_comment import mark_comment
from services.comments.actions.merge_threads import merge_threads, remap_thread
from services.comments.actions.set_standing import set_standing
from services.comments.actions.show_history import show_history
from services.comments.domain import SECRET_SETTINGS, Decision, Role, Site, Standing
from services.comments.routes.commenting import comment_of, id_of
from services.comments.routes.rooms import ip_of, query_of, rooms_of, staff_of
from services.comments.staff_shapes import AnswerBody, BulkBody, MarksBody, SiteBody, StandingBody, ThreadBody
from services.comments.store import audit, comments, desk, threads
from services.comments.store.desk import Filter
from shared.errors import Malformed, NotFound
from shared.events import Actor
from shared.web import body, json

DECIDING = (Role.MODERATOR, Role.EDITOR)


async def get_queue(request: web.Request) -> web.StreamResponse:
    """A tab of a site's queue, filtered."""
    rooms = rooms_of(request)
    site = request.match_info["site"]
    await staff_of(request, site, *DECIDING)
    page = await list_queue(
        rooms.db,
        site=site,
        tab=query_of(request, "tab", "pending"),
        wanted=_filter(request),
        cursor=query_of(request, "cursor", ""),
    )
    headers = {}
    if page.next:
        headers["Link"] = f'<{request.rel_url.update_query(cursor=page.next)}>; rel="next"'
    return json(page, headers=headers)


async def post_decisions(request: web.Request) -> web.StreamResponse:
    """Decide about many comments."""
    rooms = rooms_of(request)
    site = request.match_info["site"]
    _, actor = await staff_of(request, site, *DECIDING)
    wanted = await body(request, BulkBody)
    done = await decide_comments(
        rooms.db,
        rooms.clock,
        site=site,
        comments=wanted.comments,
        decision=Decision(wanted.decision),
        actor=actor,
        reason=wanted.reason,
    )
    rooms.changes.stir()
    return json(done)


async def delete_decisions(request: web.Request) -> web.StreamResponse:
    """Take a batch of decisions back."""
    rooms = rooms_of(request)
    site = request.match_info["site"]
    _, actor = await staff_of(request, site, *DECIDING)
    batch = id_of(request, "batch", "batch_not_found")
    done = await undo_batch(rooms.db, rooms.clock, site=site, batch=batch, actor=actor)
    rooms.changes.stir()
    return json(done)


async def put_standing(request: web.Request) -> web.StreamResponse:
    """Trust, hold or ban an author."""
    rooms = rooms_of(request)
    site = request.match_info["site"]
    _, actor = await staff_of(request, site, *DECIDING)
    wanted = await body(request, StandingBody)
    until = wanted.until
    await set_standing(
        rooms.db,
        rooms.clock,
        site=site,
        author=request.match_info["author"],
        standing=Standing(wanted.standing),
        actor=actor,
        until=until.replace(tzinfo=UTC) if until and until.tzinfo is None else until,
        note=wanted.note,
    )
    return web.Response(status=204)


async def patch_marks(request: web.Request) -> web.StreamResponse:
    """Pin or pick a comment."""
    rooms = rooms_of(request)
    comment, site, actor = await _comment_for(request, Role.EDITOR, Role.MODERATOR)
    wanted = await body(request, MarksBody)
    await mark_comment(
        rooms.db, rooms.clock, site=site, comment=comment, actor=actor, pinned=wanted.pinned, pick=wanted.pick
    )
    rooms.changes.stir()
    return web.Response(status=204)


async def post_answer(request: web.Request) -> web.StreamResponse:
    """Answer a comment in the editors' name."""
    rooms = rooms_of(request)
    comment, site, actor = await _comment_for(request, Role.EDITOR, Role.MODERATOR)
    wanted = await body(request, AnswerBody)
    answer = await answer_comment(
        rooms.db,
        rooms.clock,
        rooms.keys,
        rooms.sites,
        site=site,
        comment=comment,
        text=wanted.body,
        actor=actor,
        ip=ip_of(request),
    )
    rooms.changes.stir()
    return web.Response(body=answer.body, status=answer.status, content_type="application/json")


async def get_history(request: web.Request) -> web.StreamResponse:
    """What a comment said before, and who did what."""
    rooms = rooms_of(request)
    comment, site, _ = await _comment_for(request, Role.EDITOR, Role.MODERATOR)
    return json(await show_history(rooms.db, site=site, comment=comment))


async def get_audit(request: web.Request) -> web.StreamResponse:
    """What was done on a site, the last first."""
    rooms = rooms_of(request)
    site = request.match_info["site"]
    await staff_of(request, site, Role.EDITOR, Role.MODERATOR)
    lines = await audit.list_audit(rooms.db, site, before=_number(request, "before", 2**62))
    return json({"lines": lines, "next": lines[-1].id if len(lines) == 100 else None})


async def patch_thread(request: web.Request) -> web.StreamResponse:
    """Close or open a thread, give it another page, or make it part of another."""
    rooms = rooms_of(request)
    thread = id_of(request, "thread", "thread_not_found")
    known = await threads.find_thread(rooms.db, thread)
    site = known.site if known else ""
    _, actor = await staff_of(request, site, Role.EDITOR)
    wanted = await body(request, ThreadBody)
    if wanted.open is not None:
        await close_thread(
            rooms.db, rooms.clock, site=site, thread=thread, closed=not wanted.open, actor=actor, reason=wanted.reason
        )
    if wanted.into is not None:
        await merge_threads(rooms.db, rooms.clock, site=site, source=thread, target=wanted.into, actor=actor)
        thread = wanted.into
    if wanted.url:
        thread = await remap_thread(
            rooms.db, rooms.clock, site=site, thread=thread, url=wanted.url, actor=actor, merge=wanted.merge
        )
    rooms.changes.stir()
    changed = await threads.find_thread(rooms.db, thread)
    return json(changed)


async def get_site(request: web.Request) -> web.StreamResponse:
    """A site's settings, secrets hidden."""
    rooms = rooms_of(request)
    await staff_of(request, request.match_info["site"], Role.EDITOR)
    return json(_public(await rooms.sites.find(request.match_info["site"])))


async def patch_site(request: web.Request) -> web.StreamResponse:
    """Change a site's settings, word list among them."""
    rooms = rooms_of(request)
    key = request.match_info["site"]
    _, actor = await staff_of(request, key)
    wanted = await body(request, SiteBody)
    changed = await change_site(
        rooms.db,
        rooms.clock,
        key=key,
        actor=actor,
        name=wanted.name,
        origins=wanted.origins,
        language=wanted.language,
        settings=wanted.settings,
    )
    rooms.sites.forget()
    rooms.changes.stir()
    return json(_public(changed))


def _public(site: Site) -> dict[str, object]:
    found: dict[str, object] = msgspec.to_builtins(site)
    settings = msgspec.to_builtins(site.settings)
    found["settings"] = settings | {name: "set" for name in SECRET_SETTINGS if settings[name]}
    return found


async def _comment_for(request: web.Request, *roles: Role) -> tuple[UUID, str, Actor]:
    comment = comment_of(request)
    found = await comments.find_comment(rooms_of(request).db, comment)
    _, actor = await staff_of(request, found.site if found else "", *roles)
    if found is None:
        raise NotFound("there is no such comment", code="comment_not_found")
    return comment, found.site, actor


def _filter(request: web.Request) -> Filter:
    thread = query_of(request, "thread", "")
    try:
        wanted = UUID(thread) if thread else None
    except ValueError as error:
        raise Malformed("thread is an id", code="bad_parameter") from error
    return Filter(
        states=(),
        thread=wanted,
        gallery=query_of(request, "gallery", ""),
        picture=_number(request, "picture", 0),
        reason=query_of(request, "reason", ""),
        author=query_of(request, "author", ""),
        since=_moment(request, "since", desk.BEGINNING),
        until=_moment(request, "until", desk.END),
        level=min(_number(request, "level", 0), 9),
        words=query_of(request, "q", "")[:500],
    )


def _number(request: web.Request, name: str, default: int) -> int:
    text = query_of(request, name, "")
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise Malformed(f"{name} is a whole number", code="bad_parameter")
    return int(text)


def _moment(request: web.Request, name: str, default: datetime) -> datetime:
    text = query_of(request, name, "")
    try:
        moment = datetime.fromisoformat(text) if text else default
    except ValueError as error:
        raise Malformed(f"{name} is a date or a time (ISO 8601)", code="bad_parameter") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
