"""What the staff decide over the API, and how they sign in."""

from uuid import UUID

import msgspec
from aiohttp import web

from services.comments.actions.check_session import check_session
from services.comments.actions.complete_signin import LONGEST, complete_signin
from services.comments.actions.decide_comment import decide_comment
from services.comments.actions.request_signin import request_signin
from services.comments.domain import Decision, Role
from services.comments.routes.commenting import comment_of, id_of
from services.comments.routes.rooms import Rooms, check_origin, rooms_of, session_of, staff_of
from services.comments.staff_shapes import DecisionBody, SessionBody, SessionView, SigninBody
from services.comments.store import comments, staff as store
from shared import ids, staff
from shared.errors import NotFound, PaddockError
from shared.web import body, json

BROWSER = "paddock_browser"


async def put_decision(request: web.Request) -> web.StreamResponse:
    """Decide about a comment; 409 names who was first."""
    rooms = rooms_of(request)
    comment = comment_of(request)
    found = await comments.find_comment(rooms.db, comment)
    _, actor = await staff_of(request, found.site if found else "", Role.MODERATOR, Role.EDITOR)
    wanted = await body(request, DecisionBody)
    decided = await decide_comment(
        rooms.db,
        rooms.clock,
        comment=comment,
        decision=Decision(wanted.decision),
        actor=actor,
        version=wanted.version,
        reason=wanted.reason,
    )
    rooms.changes.stir()
    return json(decided)


async def post_signin(request: web.Request) -> web.StreamResponse:
    """Ask for a mail to sign in with: the same answer whether the address is known or not."""
    rooms = rooms_of(request)
    check_origin(request)
    wanted = await body(request, SigninBody)
    response = json({"sent": True}, status=202)
    await request_signin(rooms.db, rooms.clock, rooms.keys, email=wanted.email, browser=browser_of(request, response))
    return response


async def post_session(request: web.Request) -> web.StreamResponse:
    """Sign in with the mailed link's token or the code."""
    rooms = rooms_of(request)
    check_origin(request)
    wanted = await body(request, SessionBody)
    cookie = await complete_signin(
        rooms.db,
        rooms.clock,
        browser=request.cookies.get(BROWSER, ""),
        link=wanted.token,
        code=wanted.code,
        agent=request.headers.get("User-Agent", ""),
    )
    session = await check_session(rooms.db, rooms.clock, cookie=cookie)
    response = json({"name": session.staff.name, "roles": session.staff.roles, "csrf": session.staff.csrf}, status=201)
    set_session(rooms, response, cookie)
    return response


async def get_sessions(request: web.Request) -> web.StreamResponse:
    """One's own open sessions."""
    rooms = rooms_of(request)
    session = await session_of(request)
    rows = await store.list_sessions(rooms.db, session.digest, rooms.clock.now())
    views = [msgspec.convert(dict(row), SessionView, from_attributes=True) for row in rows]
    return json({"current": session.id, "csrf": session.staff.csrf, "sessions": views})


async def delete_session(request: web.Request) -> web.StreamResponse:
    """End one of one's own sessions."""
    rooms = rooms_of(request)
    session = await session_of(request)
    wanted: UUID = id_of(request, "session", "session_not_found")
    async with rooms.db.transaction() as tx:
        if not await store.revoke_session(tx, wanted, session.digest, rooms.clock.now()):
            raise NotFound("there is no such session", code="session_not_found")
    response = web.Response(status=204, headers={"Cache-Control": "no-store"})
    if wanted == session.id:
        response.del_cookie(rooms.cookie, path="/", secure=rooms.cookie.startswith("__Host-"))
    return response


async def get_staff(request: web.Request) -> web.StreamResponse:
    """The edge's question: who is this? Answers with a signed assertion that lives for a minute, or 401."""
    rooms = rooms_of(request)
    try:
        session = await check_session(rooms.db, rooms.clock, cookie=request.cookies.get(rooms.cookie, ""))
    except PaddockError:
        return web.Response(status=401)
    return web.Response(status=200, headers={staff.HEADER: staff.sign(rooms.config.common.staff_key, session.staff)})


def browser_of(request: web.Request, response: web.StreamResponse) -> str:
    """The browser's own secret, made now if it has none: a mailed link works only where it was asked for."""
    known = request.cookies.get(BROWSER, "")
    if known:
        return known
    made = ids.token(160)
    secure = rooms_of(request).cookie.startswith("__Host-")
    response.set_cookie(BROWSER, made, path="/", httponly=True, samesite="Lax", secure=secure, max_age=3600)
    return made


def set_session(rooms: Rooms, response: web.StreamResponse, cookie: str) -> None:
    """Give the session's cookie to the browser."""
    response.set_cookie(
        rooms.cookie,
        cookie,
        path="/",
        httponly=True,
        samesite="Lax",
        secure=rooms.cookie.startswith("__Host-"),
        max_age=int(LONGEST.total_seconds()),
    )
