"""Mails to readers, and the sign-in of staff: answered, corrected, reply, thread, confirm, erased, signin. Pure."""

from services.notify.templates import parts
from services.notify.templates.moderation import picture_line
from services.notify.templates.parts import Letter, Part, shortened
from services.notify.templates.subject_matter import CommentMatter, Matter


def answered(matter: Matter, kind: str) -> Letter:
    """The asker's answer has come, or was corrected or taken back; `kind` is answered or corrected."""
    say = matter.words
    withdrawn = bool(matter.context.get("withdrawn"))
    body = [parts.text(say("corrected.withdrawn" if withdrawn else f"{kind}.intro", title=matter.title))]
    if matter.comment is not None and not withdrawn:
        title = f"{say('answered.answer')} ({matter.comment.name})" if matter.comment.name else say("answered.answer")
        body.append(parts.quote(matter.said(matter.comment.text), title))
        body.append(parts.button(say("open_comment"), matter.comment.url, "good"))
    if matter.question is not None:
        body.append(parts.quote(matter.said(matter.question.text), say("answered.question")))
        body += picture_line(matter, matter.question)
    preview = matter.comment.text if matter.comment and not withdrawn else ""
    return _reader(matter, say(f"{kind}.subject", title=matter.title), preview, body)


def followed(matter: Matter, comment: CommentMatter, kind: str) -> Letter:
    """A reply, or a new comment in a followed thread; `kind` is reply or thread."""
    say = matter.words
    body = [
        parts.text(say(f"{kind}.intro", title=comment.title)),
        parts.quote(matter.said(comment.text), say("written_by", name=comment.name)),
        *picture_line(matter, comment),
        parts.button(say("open_comment"), comment.url, "good"),
    ]
    name = shortened(comment.name, 40)
    return _reader(matter, say(f"{kind}.subject", name=name, title=comment.title), comment.text, body)


def confirm(matter: Matter) -> Letter:
    """Double opt-in: the only mail an unconfirmed address gets. It repeats nothing that a stranger typed."""
    say = matter.words
    wish = str(matter.context.get("wish", "thread"))
    body = [
        parts.text(say("confirm.intro", site=matter.site)),
        parts.listing(say(f"confirm.{wish}", title=matter.title)),
        parts.button(say("confirm.button"), matter.links["confirm"], "good"),
        parts.small(f"{say('confirm.ignore')}\n{say('never_published')}"),
    ]
    return _reader(matter, say("confirm.subject", site=matter.site), "", body)


def signin(matter: Matter) -> Letter:
    """The link and the code of a member of staff."""
    say = matter.words
    body = [
        parts.text(say("signin.intro", site=matter.site)),
        parts.button(say("signin.button"), matter.secret["url"], "good"),
        parts.text(say("signin.code")),
        Part(kind="code", text=matter.secret["code"]),
        parts.small(say("signin.ignore")),
    ]
    return _plain(matter, say("signin.subject", site=matter.site), body)


def erased(matter: Matter) -> Letter:
    """The receipt of an erasure."""
    say = matter.words
    receipt = say("erased.receipt", request=matter.context.get("request", ""))
    body = [parts.text(say("erased.intro", site=matter.site)), parts.small(receipt)]
    return _plain(matter, say("erased.subject", site=matter.site), body)


def _plain(matter: Matter, subject: str, body: list[Part]) -> Letter:
    return Letter(
        subject=subject, preview="", parts=tuple(body), language=matter.words.language, site=matter.site, footer=""
    )


def _reader(matter: Matter, subject: str, preview: str, body: list[Part]) -> Letter:
    say = matter.words
    return Letter(
        subject=subject,
        preview=shortened(matter.said(preview), 140),
        parts=tuple(body),
        language=say.language,
        site=matter.site,
        footer=say("reader_footer", site=matter.site),
        footer_links=((say("manage"), matter.links["manage"]), (say("unsubscribe"), matter.links["unsubscribe"])),
    )
