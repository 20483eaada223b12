"""Pages about oneself: open sessions, the keys of the desk, and the way out."""

from aiohttp import web

from services.comments.store import staff
from services.comments.web.desk.visit import id_in, visit
from shared import desk
from shared.desk import Flash


async def show_account(request: web.Request) -> web.StreamResponse:
    """Who one is, where, and in which browsers one is signed in."""
    here = await visit(request)
    sessions = await staff.list_sessions(here.rooms.db, here.session.digest, here.rooms.clock.now())
    return here.page("account.html", sessions=sessions, current=here.session.id)


async def end_session(request: web.Request) -> web.StreamResponse:
    """End one of one's sessions."""
    here = await visit(request)
    wanted = id_in(request, "session")
    async with here.rooms.db.transaction() as tx:
        ended = await staff.revoke_session(tx, wanted, here.session.digest, here.rooms.clock.now())
    said = here.t("That browser is signed out." if ended else "That session had ended already.")
    return desk.look_there(here.address("/desk/account"), Flash(text=said, kind="done" if ended else "note"))


async def sign_out(request: web.Request) -> web.StreamResponse:
    """End the session that one is in."""
    here = await visit(request)
    async with here.rooms.db.transaction() as tx:
        await staff.revoke_session(tx, here.session.id, here.session.digest, here.rooms.clock.now())
    response = desk.look_there("/desk/sign-in", Flash(text=here.t("You are signed out.")))
    response.del_cookie(here.rooms.cookie, path="/", secure=here.rooms.cookie.startswith("__Host-"))
    return response


ROUTES = (
    web.get("/desk/account", show_account),
    web.post("/desk/account/sessions/{session}", end_session),
    web.post("/desk/sign-out", sign_out),
)
