"""The pages of readers: /mail/confirm, /mail/manage, /mail/unsubscribe. GET shows, POST acts (RFC 8058: one click)."""

from uuid import UUID

from aiohttp import web

from services.notify.actions.confirm_subscription import confirm_subscription
from services.notify.actions.end_subscription import end_subscription
from services.notify.domain import Link, Purpose, Recipient
from services.notify.routes.doorway import Doorway, NoLink, gone, open_link, show
from services.notify.store import readers
from services.notify.templates.pages import Button, Page
from services.notify.templates.words import Words, words
from shared.errors import Invalid
from shared.web.body import form


def routes(doorway: Doorway) -> list[web.RouteDef]:
    """The readers' pages."""

    async def confirm_get(request: web.Request) -> web.Response:
        return await _confirm(doorway, request, act=False)

    async def confirm_post(request: web.Request) -> web.Response:
        return await _confirm(doorway, request, act=True)

    async def manage_get(request: web.Request) -> web.Response:
        return await _manage(doorway, request, act=False)

    async def manage_post(request: web.Request) -> web.Response:
        return await _manage(doorway, request, act=True)

    async def unsubscribe_get(request: web.Request) -> web.Response:
        return await _unsubscribe(doorway, request, act=False)

    async def unsubscribe_post(request: web.Request) -> web.Response:
        return await _unsubscribe(doorway, request, act=True)

    return [
        web.get("/mail/confirm/{token}", confirm_get),
        web.post("/mail/confirm/{token}", confirm_post),
        web.get("/mail/manage/{token}", manage_get),
        web.post("/mail/manage/{token}", manage_post),
        web.get("/mail/unsubscribe/{token}", unsubscribe_get),
        web.post("/mail/unsubscribe/{token}", unsubscribe_post),
    ]


async def _confirm(doorway: Doorway, request: web.Request, *, act: bool) -> web.Response:
    try:
        link, site = await open_link(doorway, request, Purpose.CONFIRM)
    except NoLink as none:
        return none.response
    say, now = words(link.language), doorway.clock.now()
    title = say("pages.confirm_title")
    if link.expired(now) and link.used_at is None:
        return gone(link.language)
    if act and link.used_at is None:
        async with doorway.database.transaction() as tx:
            await confirm_subscription(tx, link, now=now)
    if act or link.used_at is not None:
        return show(Page(language=say.language, site=site, title=title, outcome=say("pages.confirm_done")))
    ask = Button(name="confirm", value="yes", label=say("confirm.button"), tone="good")
    return show(
        Page(
            language=say.language,
            site=site,
            title=title,
            lines=(say("pages.confirm_ask", site=site),),
            listing=await _wishes(doorway, link, say, only=_about(link)),
            buttons=(ask,),
        )
    )


async def _manage(doorway: Doorway, request: web.Request, *, act: bool) -> web.Response:
    try:
        link, site = await open_link(doorway, request, Purpose.MANAGE)
    except NoLink as none:
        return none.response
    say = words(link.language)
    if act:
        wanted = (await form(request)).get("stop", "")
        only = None if wanted == "everything" else _subscription(wanted)
        async with doorway.database.transaction() as tx:
            await end_subscription(tx, link, only=only, now=doorway.clock.now())
    digest = Recipient.parse(link.recipient).id
    rows = tuple(
        Button(
            name="stop",
            value=str(row["id"]),
            label=say("pages.manage_stop"),
            text=f"{say('pages.manage_' + row['kind'])}: {row['page_title'] or row['page_url']}",
            note=say("pages.manage_pending") if row["state"] == "pending" else "",
        )
        for row in await readers.list_subscriptions(doorway.database, digest, link.site)
    )
    every = Button(name="stop", value="everything", label=say("pages.manage_stop_all"), tone="bad")
    page = Page(
        language=say.language,
        site=site,
        title=say("pages.manage_title", site=site),
        outcome=say("pages.unsubscribe_done") if act else "",
        lines=() if rows else (say("pages.manage_none"),),
        rows=rows,
        buttons=(every,) if rows else (),
    )
    return show(page)


async def _unsubscribe(doorway: Doorway, request: web.Request, *, act: bool) -> web.Response:
    try:
        link, site = await open_link(doorway, request, Purpose.MANAGE)
    except NoLink as none:
        return none.response
    say = words(link.language)
    title = say("pages.unsubscribe_title")
    if not act:
        stop = Button(name="List-Unsubscribe", value="One-Click", label=say("unsubscribe"), tone="bad")
        lines, wishes = (say("pages.unsubscribe_ask"),), await _wishes(doorway, link, say, only=_about(link))
        page = Page(language=say.language, site=site, title=title, lines=lines, listing=wishes, buttons=(stop,))
        return show(page)
    async with doorway.database.transaction() as tx:
        await end_subscription(tx, link, only=_about(link), now=doorway.clock.now())
    return show(Page(language=say.language, site=site, title=title, outcome=say("pages.unsubscribe_done")))


async def _wishes(doorway: Doorway, link: Link, say: Words, *, only: UUID | None) -> tuple[str, ...]:
    """What the address follows here, or the one thing this link is about, in words."""
    rows = await readers.list_subscriptions(doorway.database, Recipient.parse(link.recipient).id, link.site)
    return tuple(
        f"{say('pages.manage_' + row['kind'])}: {row['page_title'] or row['page_url']}"
        for row in rows
        if only in (None, row["id"])
    )


def _about(link: Link) -> UUID | None:
    """The subscription the mail was about; without one, everything."""
    return _subscription(link.subject.partition(":")[2]) if link.subject.startswith("subscription:") else None


def _subscription(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Invalid("this is no subscription") from error
