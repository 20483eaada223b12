"""/desk/deliveries: what happened to every mail out and in; send again, let in, lift a suppression."""

from pathlib import Path
from uuid import UUID

from aiohttp import web

from services.notify.actions.explain_delivery import explain_delivery, name_recipient, parts_of
from services.notify.actions.send_again import send_again
from services.notify.routes.desk_room import DeskRoom
from services.notify.routes.doorway import Doorway
from services.notify.store import ledger, mail_in
from shared import desk
from shared.desk import Words
from shared.desk.wording import capital
from shared.errors import Conflict, NotFound
from shared.postgres import Row

TEMPLATES = Path(__file__).parent / "templates"
PAGE = 50
ROLES = ("owner", "editor", "moderator")
STATES = ("waiting", "sent", "uncertain", "failed", "skipped", "merged")
MAILS = {
    "held": desk.later("A comment waits"),
    "report": desk.later("A comment was reported"),
    "digest": desk.later("Digest of waiting comments"),
    "question": desk.later("Question to an expert"),
    "reminder": desk.later("Reminder of a question"),
    "escalation": desk.later("Question passed on"),
    "draft": desk.later("Draft to confirm"),
    "reply_refused": desk.later("Reply that could not be used"),
    "decided": desk.later("Somebody else decided first"),
    "answered": desk.later("Answer to a reader's question"),
    "corrected": desk.later("Correction of an answer"),
    "reply": desk.later("Reply to a reader's comment"),
    "thread": desk.later("New comment for a follower"),
    "confirm": desk.later("Address to confirm"),
    "signin": desk.later("Sign-in to the desk"),
    "erased": desk.later("Receipt of an erasure"),
    "bounce_alarm": desk.later("Mail to a colleague comes back"),
}
"""Each kind of mail as the desk names it."""


def routes(doorway: Doorway, staff_key: str) -> list[web.RouteDef]:
    """The desk's pages about mail."""
    pages = _Pages(db=doorway.database, clock=doorway.clock, staff_key=staff_key, public_url=doorway.public_url)
    return [
        web.get("/desk/deliveries", pages.listing),
        web.get("/desk/deliveries/mail-in", pages.mail_in),
        web.post("/desk/deliveries/mail-in/{mail}/release", pages.release),
        web.get("/desk/deliveries/{delivery}", pages.one),
        web.post("/desk/deliveries/{delivery}/again", pages.again),
    ]


class _Pages(DeskRoom):
    async def listing(self, request: web.Request) -> web.Response:
        staff, site = self.who(request, *ROLES)
        state = request.query.get("state", "")
        comment = _uuid(request.query.get("comment", ""))
        skipped = request.query.get("offset", "0")
        offset = int(skipped) if skipped.isdecimal() and len(skipped) < 10 else 0
        rows = await ledger.list_deliveries(
            self.db, sites=[site], state=state, comment=comment, limit=PAGE + 1, offset=offset
        )
        counts = await ledger.count_deliveries(self.db, [site])
        t = desk.words_of(request, staff)
        shown = [
            {
                **dict(row),
                "mail": t(MAILS[row["kind"]]),
                "who": await name_recipient(self.db, row["recipient"], site),
                "sentence": _sentence(t, row),
            }
            for row in rows[:PAGE]
        ]
        base = f"/desk/deliveries?site={site}&state={state}" + (f"&comment={comment}" if comment else "")
        return desk.page(
            request,
            "deliveries.html",
            staff,
            site=site,
            rows=shown,
            tabs_=_tabs(t, site, state, counts),
            comment=comment,
            older=f"{base}&offset={offset + PAGE}" if len(rows) > PAGE else "",
            newer=f"{base}&offset={max(0, offset - PAGE)}" if offset else "",
        )

    async def one(self, request: web.Request) -> web.Response:
        staff = self.staff(request)
        explained = await explain_delivery(self.db, _required(request.match_info["delivery"]))
        site = desk.chosen_site(request, staff, *ROLES, given=explained.delivery["site"])
        t = desk.words_of(request, staff)
        return desk.page(
            request,
            "delivery.html",
            staff,
            site=site,
            explained=explained,
            mail=t(MAILS[explained.delivery["kind"]]),
            sentence=_sentence(t, explained.delivery),
            delivery=dict(explained.delivery),
        )

    async def again(self, request: web.Request) -> web.Response:
        staff = self.staff(request)
        form = await desk.fields(request)
        desk.refuse_forgery(request, form, staff)
        delivery = _required(request.match_info["delivery"])
        sites = [site for site in staff.roles if staff.may(site, *ROLES)]
        async with self.db.transaction() as tx:
            await send_again(tx, delivery, sites=sites, now=self.clock.now())
        return desk.say_there(request, staff, f"/desk/deliveries/{delivery}", desk.later("It will be sent again."))

    async def mail_in(self, request: web.Request) -> web.Response:
        staff, site = self.who(request, *ROLES)
        state = request.query.get("state", "")
        rows = await mail_in.list_raw_mail(self.db, sites=[site], state=state)
        shown = [{**dict(row), "who": await name_recipient(self.db, row["recipient"], site)} for row in rows]
        return desk.page(request, "mail_in.html", staff, site=site, rows=shown, state=state)

    async def release(self, request: web.Request) -> web.Response:
        staff = self.staff(request)
        form = await desk.fields(request)
        desk.refuse_forgery(request, form, staff)
        mail = _required(request.match_info["mail"])
        row = await mail_in.find_raw_mail(self.db, mail)
        if row is None or not staff.may(row["site"], "owner", "editor"):
            raise NotFound("There is no such mail.")
        async with self.db.transaction() as tx:
            if not await mail_in.release_raw_mail(tx, mail, self.clock.now()):
                raise Conflict("It was read already.", code="not_held")
        return desk.say_there(request, staff, "/desk/deliveries/mail-in", desk.later("It will be read now."))


def _tabs(t: Words, site: str, state: str, counts: dict[str, int]) -> list[dict[str, object]]:
    every: list[dict[str, object]] = [
        {"href": f"/desk/deliveries?site={site}", "label": t("All"), "count": None, "current": not state}
    ]
    return every + [
        {
            "href": f"/desk/deliveries?site={site}&state={name}",
            "label": capital(t.said(name)),
            "count": counts.get(name, 0),
            "current": state == name,
        }
        for name in STATES
    ]


def _sentence(t: Words, row: Row) -> str:
    state, why, answer = parts_of(row)
    parts = [t.said(state)]
    if why:
        parts.append(t("Reason: {why}.", why=t.said(why)))
    if answer:
        parts.append(t("The relay said: {answer}", answer=answer))
    return " ".join(parts)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _required(text: str) -> UUID:
    found = _uuid(text)
    if found is None:
        raise NotFound("There is no such mail.")
    return found
