"""/mail/answer/{token}: "this is what we would publish"; GET shows the draft, POST publishes or drops it."""

from aiohttp import web

from services.notify.actions.publish_draft import publish_draft
from services.notify.actions.take_reply import TakeExpertReply
from services.notify.domain import Purpose
from services.notify.routes.doorway import Doorway, NoLink, gone, open_link, show
from services.notify.store import links, mail_in
from services.notify.templates.pages import Button, Page
from services.notify.templates.words import Words, words
from shared.web.body import form


def routes(doorway: Doorway, take_expert_reply: TakeExpertReply | None) -> list[web.RouteDef]:
    """The page's two methods."""

    async def answer(request: web.Request, *, act: bool) -> web.Response:
        try:
            link, site = await open_link(doorway, request, Purpose.DRAFT)
        except NoLink as none:
            return none.response
        draft = await mail_in.find_draft(doorway.database, link.subject_id)
        say, now = words(link.language), doorway.clock.now()
        if draft is None or link.expired(now):
            return gone(link.language)
        outcome = str(draft["outcome"])
        if act:
            publish = (await form(request)).get("publish", "") == "yes"
            async with doorway.database.transaction() as tx:
                outcome = await publish_draft(tx, draft, publish=publish, take_expert_reply=take_expert_reply, now=now)
                await links.use_link(tx, link, now=now, outcome=outcome)
        buttons = (
            Button(name="publish", value="yes", label=say("pages.draft_publish"), tone="good"),
            Button(name="publish", value="no", label=say("pages.draft_drop"), tone="plain"),
        )
        page = Page(
            language=say.language,
            site=site,
            title=say("pages.draft_title"),
            outcome=_said(say, outcome) if outcome else "",
            quote=draft["text"],
            buttons=() if outcome else buttons,
        )
        return show(page)

    async def get(request: web.Request) -> web.Response:
        return await answer(request, act=False)

    async def post(request: web.Request) -> web.Response:
        return await answer(request, act=True)

    return [web.get("/mail/answer/{token}", get), web.post("/mail/answer/{token}", post)]


def _said(say: Words, outcome: str) -> str:
    if outcome in {"answered", "added"}:
        return say("pages.draft_done")
    return say("pages.draft_dropped") if outcome in {"dropped", "skipped"} else say("pages.draft_closed")
