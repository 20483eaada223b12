"""/mail/decide/{token}: GET shows the comment and what was decided, POST decides."""

import asyncio
from itertools import chain, repeat
from uuid import UUID

from aiohttp import web

from services.notify.actions.gather_matter import find_comment_matter
from services.notify.actions.request_decision import request_decision
from services.notify.domain import Link, Purpose, Recipient
from services.notify.routes.doorway import Doorway, NoLink, open_link, show
from services.notify.store import links, people
from services.notify.templates.pages import Button, Page
from services.notify.templates.parts import harmless
from services.notify.templates.subject_matter import CommentMatter, PictureMatter, clock_time
from services.notify.templates.words import Words, words
from shared.web.body import form

PATIENCE = 3.0
STEPS = (0.03, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7)
"""Seconds between two looks for what became of a decision: often at first, as most come at once."""
TONES = {"approve": "good", "reject": "plain", "spam": "bad"}
RESULTS = {"published": "approve", "rejected": "reject", "spam": "spam", "removed": "remove", "held": "undo"}


def routes(doorway: Doorway) -> list[web.RouteDef]:
    """The page's two methods."""

    async def get(request: web.Request) -> web.Response:
        try:
            link, site = await open_link(doorway, request, Purpose.DECIDE)
        except NoLink as none:
            return none.response
        comment = await find_comment_matter(doorway.database, link.subject_id, doorway.public_url)
        wanted = request.query.get("decision", "")
        open_ = not link.expired(doorway.clock.now())
        return show(_page(link, site, comment, wanted, open_=open_, desk=f"{doorway.public_url}/desk"))

    async def post(request: web.Request) -> web.Response:
        try:
            link, site = await open_link(doorway, request, Purpose.DECIDE)
        except NoLink as none:
            return none.response
        decision = (await form(request)).get("decision", "")
        comment = await find_comment_matter(doorway.database, link.subject_id, doorway.public_url)
        outcome = ""
        late = link.expired(doorway.clock.now())
        if comment is not None and not late:
            outcome = await _decide(doorway, link, comment, decision)
            comment = await find_comment_matter(doorway.database, link.subject_id, doorway.public_url)
        mine = comment is not None and comment.decided_by_id == Recipient.parse(link.recipient).id
        desk = f"{doorway.public_url}/desk"
        return show(
            _page(link, site, comment, "", outcome=outcome, open_=mine and bool(outcome) and not late, desk=desk)
        )

    return [
        web.get("/mail/decide/{token}", get),
        web.post("/mail/decide/{token}", post),
    ]


async def _decide(doorway: Doorway, link: Link, comment: CommentMatter, decision: str) -> str:
    """Ask comments for the decision unless it is too late, and wait a little for what became of it."""
    recipient = Recipient.parse(link.recipient)
    wish = _effective(comment, decision, recipient.id)
    if not wish:
        return ""
    moderator = await _decider(doorway, link, recipient)
    if moderator is None:
        return ""
    async with doorway.database.transaction() as tx:
        request = await request_decision(
            tx,
            site=link.site,
            comment=comment.id,
            moderator=moderator[0],
            name=moderator[1],
            decision=wish,
            via="link",
            now=doorway.clock.now(),
        )
        await links.use_link(tx, link, now=doorway.clock.now(), outcome=wish)
    say = words(link.language)
    steps = chain(STEPS, repeat(STEPS[-1]))
    try:
        async with asyncio.timeout(PATIENCE):
            while (row := await links.find_decision(doorway.database, request)) and not row["outcome"]:  # noqa: ASYNC110
                await asyncio.sleep(next(steps))
    except TimeoutError:
        return say("decision_page.kept")
    return say(f"decision_page.done_{wish}") if row and row["outcome"] == "applied" else ""


async def _decider(doorway: Doorway, link: Link, recipient: Recipient) -> tuple[UUID, str] | None:
    """The moderator the link was mailed to, while still active."""
    if recipient.kind != "moderator":
        return None
    row = await people.find_moderator(doorway.database, UUID(recipient.id), link.site)
    return (row["id"], row["name"]) if row and row["active"] else None


def _effective(comment: CommentMatter, decision: str, moderator: str) -> str:
    """What the wish comes to in the comment's present state; nothing when it is too late."""
    if comment.state == "held":
        return decision if decision in TONES else ""
    if decision == "undo":
        return "undo" if comment.decided_by_id == moderator else ""
    if comment.state == "published" and comment.reports:
        return {"approve": "approve", "reject": "remove", "remove": "remove", "spam": "spam"}.get(decision, "")
    return ""


def _page(
    link: Link, site: str, comment: CommentMatter | None, wanted: str, *, outcome: str = "", open_: bool, desk: str
) -> Page:
    say = words(link.language)
    if comment is None:
        return Page(language=say.language, site=site, title=say("decision_page.gone"))
    moderator = Recipient.parse(link.recipient).id
    decided = _already(say, comment, moderator) if comment.state != "held" else ""
    picture = comment.picture
    return Page(
        language=say.language,
        site=site,
        title=say("decision_page.title") if comment.state == "held" else comment.title,
        outcome=outcome or decided,
        lines=(say(f"decision_page.state_{comment.state}"),) if f"decision_page.state_{comment.state}" in say else (),
        quote=harmless(comment.text, say),
        quote_by=comment.name,
        picture=picture.path if picture and picture.path.startswith("/") else "",
        picture_alt=(picture.alt if picture else "") or say("picture_alt"),
        picture_lines=_of_picture(say, picture) if picture else (),
        spot=picture.spot if picture else None,
        listing_title=say("why_held"),
        listing=comment.why(say) if comment.state == "held" else (),
        page_label=say("page"),
        page_title=comment.title,
        page_url=comment.page_url if comment.page_url.startswith(("http://", "https://")) else "",
        buttons=_buttons(say, comment, moderator, wanted) if open_ else (),
        desk_label=say("open_desk"),
        desk_url=desk,
    )


def _of_picture(say: Words, picture: PictureMatter) -> tuple[str, ...]:
    """Which picture it is, and which place in it is meant."""
    named = " · ".join(line for line in (picture.place(say), picture.caption) if line)
    return tuple(line for line in (named, picture.spot_meant(say)) if line)


def _already(say: Words, comment: CommentMatter, moderator: str) -> str:
    result = RESULTS.get(comment.state, "")
    if not comment.decided_by:
        return ""
    time = clock_time(comment.decided_at)
    if comment.decided_by_id == moderator:
        return f"{say(f'decision_page.done_{result}')} {say('decision_page.by_you', time=time)}"
    return say(f"decision_page.already_{result}", name=comment.decided_by, time=time)


def _buttons(say: Words, comment: CommentMatter, moderator: str, wanted: str) -> tuple[Button, ...]:
    reported = comment.state == "published" and comment.reports > 0
    if comment.state == "held" or reported:
        labels = {
            "approve": say("report.approve" if reported else "decision_page.confirm_approve"),
            "reject": say("report.reject" if reported else "decision_page.confirm_reject"),
            "spam": say("decision_page.confirm_spam"),
        }
        order = sorted(TONES, key=lambda decision: decision != wanted)
        return tuple(
            Button(name="decision", value=decision, label=labels[decision], tone=TONES[decision]) for decision in order
        )
    if comment.decided_by_id == moderator:
        return (Button(name="decision", value="undo", label=say("decision_page.undo")),)
    return ()
