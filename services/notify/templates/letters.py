"""One table: which kind of mail is composed by which function. Pure.

In: a kind and its `Matter`. Out: a `Letter`.
"""

from services.notify.domain import Kind
from services.notify.errors import TemplateFault
from services.notify.templates import experts, moderation, readers
from services.notify.templates.parts import Letter
from services.notify.templates.subject_matter import CommentMatter, Matter


def compose(kind: Kind, matter: Matter) -> Letter:  # noqa: PLR0911 - one line a kind
    """The mail's parts. Raises TemplateFault when what it is about is missing."""
    match kind:
        case Kind.HELD:
            return moderation.held(matter, _comment(matter))
        case Kind.REPORT:
            return moderation.report(matter, _comment(matter))
        case Kind.DIGEST:
            return moderation.digest(matter)
        case Kind.DECIDED:
            return moderation.decided(matter, _comment(matter))
        case Kind.REFUSED:
            return moderation.reply_refused(matter)
        case Kind.DRAFT:
            return moderation.draft(matter)
        case Kind.BOUNCE_ALARM:
            return moderation.bounce_alarm(matter)
        case Kind.QUESTION | Kind.REMINDER | Kind.ESCALATION:
            return experts.question(matter, str(kind))
        case Kind.ANSWERED | Kind.CORRECTED:
            return readers.answered(matter, str(kind))
        case Kind.REPLY | Kind.THREAD:
            return readers.followed(matter, _comment(matter), str(kind))
        case Kind.CONFIRM:
            return readers.confirm(matter)
        case Kind.SIGNIN:
            return readers.signin(matter)
        case Kind.ERASED:
            return readers.erased(matter)


def _comment(matter: Matter) -> CommentMatter:
    if matter.comment is None:
        raise TemplateFault("the comment is not known here")
    return matter.comment
