"""Mails to experts: a question, a reminder, an escalation. Pure."""

from typing import Any

from services.notify.templates import parts
from services.notify.templates.moderation import comment_parts, staff_links
from services.notify.templates.parts import Letter, Part, shortened
from services.notify.templates.subject_matter import Matter


def question(matter: Matter, kind: str) -> Letter:
    """A question with what the archive knows; `kind` is question, reminder or escalation."""
    say, context = matter.words, matter.context
    asker = matter.comment.name if matter.comment else str(context.get("asker", "?"))
    asked = matter.comment.text if matter.comment else str(context.get("text", ""))
    title = str(context.get("title") or shortened(matter.said(asked), 60))
    body = [parts.text(say(f"{kind}.intro", name=asker))]
    if matter.comment is not None:
        body += comment_parts(matter, matter.comment)
    else:
        page = parts.link(say("page"), matter.title, str(context.get("page_url", "")))
        body += [parts.quote(matter.said(asked), say("written_by", name=asker)), page]
    body += _candidates(matter, list(context.get("candidates") or []))
    notes = [str(note) for note in context.get("notes") or context.get("known") or []]
    if notes:
        body += [parts.heading(say("question.notes")), parts.listing(*notes)]
    if context.get("draft"):
        body += [parts.heading(say("question.draft")), parts.quote(str(context["draft"]))]
    body += [parts.heading(say("question.to_answer")), parts.text(say("question.how"))]
    return Letter(
        subject=say(f"{kind}.subject", title=title),
        preview=shortened(matter.said(asked), 140),
        parts=tuple(body),
        language=say.language,
        site=matter.site,
        sentinel=say("sentinel"),
        footer=say("staff_footer", site=matter.site),
        footer_links=staff_links(matter),
    )


def _candidates(matter: Matter, candidates: list[dict[str, Any]]) -> list[Part]:
    if not candidates:
        return []
    shown = [parts.heading(matter.words("question.candidates"))]
    for candidate in candidates[:5]:
        number = matter.words("question.candidate", number=candidate.get("number", ""))
        shown.append(parts.strong(f"{number}: {candidate.get('label') or candidate.get('title') or ''}"))
        if evidence := [str(line) for line in candidate.get("evidence") or []]:
            shown.append(parts.listing(*evidence))
    return shown
