"""Pages about oneself: open sessions, the keys of the desk, and the way out."""

from aiohttp import web
from msgspec.structs import replace

from services.comments.store import choosing, staff
from services.comments.web.desk.visit import id_in, visit
from shared import desk
from shared.desk import Flash
from shared.errors import Field, Invalid


async def show_account(request: web.Request) -> web.StreamResponse:
    """Who one is, where, and in which browsers one is signed in."""
    here = await visit(request)
    sessions = await staff.list_sessions(here.rooms.db, here.session.digest, here.rooms.clock.now())
    return here.page(
        "account.html",
        sessions=sessions,
        current=here.session.id,
        languages=[("", here.t("As the browser asks")), *desk.LANGUAGES.items()],
    )


async def choose_language(request: web.Request) -> web.StreamResponse:
    """The desk's language for oneself, in every browser and on every site."""
    here = await visit(request)
    wanted = here.form.text("language")
    if wanted and wanted not in desk.LANGUAGES:
        raise Invalid("choose a language", fields=(Field(pointer="/language", detail="choose one of the list"),))
    async with here.rooms.db.transaction() as tx:
        await choosing.save_language(tx, here.session.digest, wanted, here.rooms.clock.now())
    t = desk.words_of(request, replace(here.staff, language=wanted))
    return desk.look_there(here.address("/desk/account"), Flash(text=t("The desk speaks English to you now.")))


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
    web.post("/desk/account/language", choose_language),
    web.post("/desk/account/sessions/{session}", end_session),
    web.post("/desk/sign-out", sign_out),
)
