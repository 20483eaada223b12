"""Mails to moderators: held, reported, digest, decided by somebody else, reply refused, draft, bounce alarm. Pure."""

from services.notify.templates import parts
from services.notify.templates.parts import Letter, Part, shortened
from services.notify.templates.subject_matter import CommentMatter, Matter, clock_time

LISTED = 20
EXCERPT = 600


def picture_line(matter: Matter, comment: CommentMatter) -> list[Part]:
    """The picture a comment is about, with its place in the gallery."""
    picture = comment.picture
    if picture is None:
        return []
    where = picture.place(matter.words)
    caption = " · ".join(line for line in (where, picture.caption) if line)
    shown = [parts.picture(picture.alt or matter.words("picture_alt"), caption)]
    if picture.spot is not None:
        shown.append(parts.small(picture.spot_meant(matter.words)))
    if picture.url:
        shown.append(parts.link("", matter.words("open_picture", number=picture.number), picture.url))
    return [*shown, *([] if picture.path or not where else [parts.small(where)])]


def comment_parts(matter: Matter, comment: CommentMatter) -> list[Part]:
    """Who wrote what, about which picture, on which page."""
    return [
        parts.quote(matter.said(comment.text), matter.words("written_by", name=comment.name)),
        *picture_line(matter, comment),
        parts.link(matter.words("page"), comment.title, comment.page_url),
    ]


def _decide(url: str, decision: str) -> str:
    return f"{url}?decision={decision}"


def held(matter: Matter, comment: CommentMatter) -> Letter:
    """One comment waits."""
    say, link = matter.words, matter.links["decide"]
    name = shortened(comment.name, 40)
    body = [
        parts.text(say("held.intro", title=comment.title)),
        *comment_parts(matter, comment),
        *([parts.heading(say("why_held")), parts.listing(*comment.why(say))] if comment.reasons else []),
        parts.button(say("approve"), _decide(link, "approve"), "good"),
        parts.button(say("reject"), _decide(link, "reject"), "plain"),
        parts.button(say("spam"), _decide(link, "spam"), "bad"),
        parts.small(f"{say('links_open')}\n{say('by_reply')}"),
    ]
    return _staff(matter, say("held.subject", name=name, title=comment.title), comment.text, body, answerable=True)


def report(matter: Matter, comment: CommentMatter) -> Letter:
    """Readers reported a published comment."""
    say, link = matter.words, matter.links["decide"]
    body = [
        parts.text(say("report.intro", title=comment.title, reports=comment.reports)),
        *comment_parts(matter, comment),
        parts.button(say("report.approve"), _decide(link, "approve"), "good"),
        parts.button(say("report.reject"), _decide(link, "reject"), "bad"),
        parts.button(say("spam"), _decide(link, "spam"), "bad"),
        parts.small(f"{say('links_open')}\n{say('by_reply')}"),
    ]
    return _staff(matter, say("report.subject", title=comment.title), comment.text, body, answerable=True)


def digest(matter: Matter) -> Letter:
    """Many comments wait; each has its own link."""
    say = matter.words
    count = len(matter.listed)
    body = [parts.text(say("digest.intro"))]
    for comment, link in matter.listed[:LISTED]:
        said = shortened(matter.said(comment.text), EXCERPT)
        where = [f"{say('page')}: {comment.title}"]
        if comment.picture is not None and comment.picture.number:
            where.append(say("on_picture_only", number=comment.picture.number))
        body += [parts.rule(), parts.quote(said, say("written_by", name=comment.name))]
        body += [parts.small(" · ".join(where)), parts.button(say("digest.decide"), link)]
    body.append(parts.rule())
    if count > LISTED:
        body.append(parts.text(say("digest.more", count=count - LISTED)))
    body += [parts.button(say("open_desk"), matter.links["desk"], "good"), parts.small(say("links_open"))]
    return _staff(matter, say("digest.subject", count=count, site=matter.site), "", body)


def decided(matter: Matter, comment: CommentMatter) -> Letter:
    """A decision by mail came second."""
    say = matter.words
    decision = str(matter.context.get("decision", "approve"))
    name, time = str(matter.context.get("by", "")), str(matter.context.get("at", "")) or clock_time(comment.decided_at)
    body = [
        parts.text(f"{say(f'decided.{decision}', name=name, time=time)}\n{say('decided.intro')}"),
        *comment_parts(matter, comment),
    ]
    return _staff(matter, say("decided.subject", title=comment.title), "", body)


def reply_refused(matter: Matter) -> Letter:
    """A mail that came in could not be used, and why."""
    say = matter.words
    key = f"reply_refused.{matter.context.get('reason', 'other')}"
    sentence = say(key) if key in say else str(matter.context.get("reason"))
    body = [parts.text(sentence)]
    if matter.comment is not None:
        body += comment_parts(matter, matter.comment)
    return _staff(matter, say("reply_refused.subject", title=matter.title), "", body)


def draft(matter: Matter) -> Letter:
    """Confident or ask: this is what we would publish."""
    say = matter.words
    text = str(matter.context.get("text", "")) or say("draft.empty")
    body = [
        parts.text(say("draft.intro")),
        parts.quote(text),
        parts.button(say("draft.button"), matter.links["draft"], "good"),
        parts.small(say("draft.again")),
    ]
    if matter.comment is not None:
        body += comment_parts(matter, matter.comment)
    return _staff(matter, say("draft.subject", title=matter.title), "", body, answerable=True)


def bounce_alarm(matter: Matter) -> Letter:
    """Mail to a colleague comes back, or a relay refuses us by policy."""
    say = matter.words
    key = "policy" if matter.context.get("policy") else "intro"
    name = str(matter.context.get("name", "")) or "?"
    body = [
        parts.text(say(f"bounce_alarm.{key}", name=name, site=matter.site)),
        parts.small(say("bounce_alarm.detail", detail=matter.context.get("detail", ""))),
    ]
    return _staff(matter, say("bounce_alarm.subject", name=name), "", body)


def _staff(matter: Matter, subject: str, preview: str, body: list[Part], *, answerable: bool = False) -> Letter:
    return Letter(
        subject=subject,
        preview=shortened(matter.said(preview), 140),
        parts=tuple(body),
        language=matter.words.language,
        site=matter.site,
        sentinel=matter.words("sentinel") if answerable else "",
        footer=matter.words("staff_footer", site=matter.site),
        footer_links=staff_links(matter),
    )


def staff_links(matter: Matter) -> tuple[tuple[str, str], ...]:
    """Where staff find the rest, and what they are mailed."""
    desk = matter.links["desk"]
    return ((matter.words("open_desk"), desk), (matter.words("your_mails"), f"{desk}/account"))
