"""One table: which kind of mail is composed by which function. Pure.

In: a kind and its `Matter`. Out: a `Letter`.
"""

from collections.abc import Callable

from services.notify.domain import Kind
from services.notify.errors import TemplateFault
from services.notify.templates import experts, moderation, readers
from services.notify.templates.parts import Letter
from services.notify.templates.subject_matter import CommentMatter, Matter

Composer = Callable[[Matter], Letter]

LETTERS: dict[Kind, Composer] = {
    Kind.HELD: lambda matter: moderation.held(matter, _comment(matter)),
    Kind.REPORT: lambda matter: moderation.report(matter, _comment(matter)),
    Kind.DIGEST: moderation.digest,
    Kind.DECIDED: lambda matter: moderation.decided(matter, _comment(matter)),
    Kind.REFUSED: moderation.reply_refused,
    Kind.DRAFT: moderation.draft,
    Kind.BOUNCE_ALARM: moderation.bounce_alarm,
    Kind.QUESTION: lambda matter: experts.question(matter, "question"),
    Kind.REMINDER: lambda matter: experts.question(matter, "reminder"),
    Kind.ESCALATION: lambda matter: experts.question(matter, "escalation"),
    Kind.ANSWERED: lambda matter: readers.answered(matter, "answered"),
    Kind.CORRECTED: lambda matter: readers.answered(matter, "corrected"),
    Kind.REPLY: lambda matter: readers.followed(matter, _comment(matter), "reply"),
    Kind.THREAD: lambda matter: readers.followed(matter, _comment(matter), "thread"),
    Kind.CONFIRM: readers.confirm,
    Kind.SIGNIN: readers.signin,
    Kind.ERASED: readers.erased,
}


def compose(kind: Kind, matter: Matter) -> Letter:
    """The mail's parts. Raises TemplateFault when what it is about is missing."""
    return LETTERS[kind](matter)


def _comment(matter: Matter) -> CommentMatter:
    if matter.comment is None:
        raise TemplateFault("the comment is not known here")
    return matter.comment
