"""The nouns of notify and the rules that need nothing else: kinds of mail, links, deliveries, replies.

In and out: plain frozen values; nothing here reads a clock, a file or a database.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

SUPPORTED_LANGUAGES: Final = ("en", "it", "de", "fr")


class Kind(StrEnum):
    """What a mail is about; the first part of its idempotency key."""

    HELD = "held"
    REPORT = "report"
    DIGEST = "digest"
    QUESTION = "question"
    REMINDER = "reminder"
    ESCALATION = "escalation"
    DRAFT = "draft"
    REFUSED = "reply_refused"
    DECIDED = "decided"
    ANSWERED = "answered"
    CORRECTED = "corrected"
    REPLY = "reply"
    THREAD = "thread"
    CONFIRM = "confirm"
    SIGNIN = "signin"
    ERASED = "erased"
    BOUNCE_ALARM = "bounce_alarm"


class State(StrEnum):
    """Where a delivery stands."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    FAILED = "failed"
    SKIPPED = "skipped"
    MERGED = "merged"


class Purpose(StrEnum):
    """What a link is for; a token is worth nothing for any other purpose."""

    DECIDE = "decide"
    REPLY = "reply"
    CONFIRM = "confirm"
    MANAGE = "manage"
    DRAFT = "draft"
    BOUNCE = "bounce"


LIFETIMES: Final[dict[Purpose, timedelta | None]] = {
    Purpose.DECIDE: timedelta(days=14),
    Purpose.REPLY: timedelta(days=90),
    Purpose.CONFIRM: timedelta(days=2),
    Purpose.MANAGE: None,
    Purpose.DRAFT: timedelta(days=90),
    Purpose.BOUNCE: timedelta(days=30),
}
"""How long a link lives; None is for ever."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRule:
    """How a kind of mail is treated.

    `priority` 0 goes first. `reader` marks mail to readers (List-Unsubscribe, double opt-in). `batched` kinds
    become a digest when many wait. `resend` allows one repeat of an uncertain delivery, where the site wants it.
    `reply` says that an answer by mail is understood. `quiet` kinds wait for the end of quiet hours.
    """

    priority: int
    reader: bool = False
    batched: bool = False
    resend: bool = False
    reply: bool = False
    quiet: bool = False
    daily_limit: bool = False


KINDS: Final[dict[Kind, KindRule]] = {
    Kind.SIGNIN: KindRule(priority=0),
    Kind.CONFIRM: KindRule(priority=1, reader=True),
    Kind.DRAFT: KindRule(priority=2, reply=True),
    Kind.REFUSED: KindRule(priority=2),
    Kind.DECIDED: KindRule(priority=3),
    Kind.QUESTION: KindRule(priority=2, reply=True, resend=True, quiet=True),
    Kind.REMINDER: KindRule(priority=4, reply=True, quiet=True),
    Kind.ESCALATION: KindRule(priority=4, reply=True, quiet=True),
    Kind.ANSWERED: KindRule(priority=2, reader=True, resend=True),
    Kind.CORRECTED: KindRule(priority=2, reader=True, resend=True),
    Kind.HELD: KindRule(priority=3, batched=True, resend=True, reply=True, quiet=True),
    Kind.REPORT: KindRule(priority=3, batched=True, resend=True, reply=True, quiet=True),
    Kind.DIGEST: KindRule(priority=4, quiet=True),
    Kind.REPLY: KindRule(priority=5, reader=True, daily_limit=True),
    Kind.THREAD: KindRule(priority=6, reader=True, daily_limit=True),
    Kind.ERASED: KindRule(priority=5),
    Kind.BOUNCE_ALARM: KindRule(priority=4),
}

DECISIONS: Final = ("approve", "reject", "spam", "remove", "undo")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Who a mail goes to: `moderator:<id>`, `reader:<digest>`, `staff:<digest>` or `channel:<name>`."""

    kind: str
    id: str

    @classmethod
    def parse(cls, text: str) -> "Recipient":
        """Read the stored form. Raises ValueError when it has no kind."""
        kind, colon, rest = text.partition(":")
        if not colon or kind not in {"moderator", "reader", "staff", "channel"}:
            raise ValueError(f"not a recipient: {kind}")
        return cls(kind=kind, id=rest)

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One mail due to one recipient, as claimed by a mailer."""

    id: UUID
    kind: Kind
    subject: str
    recipient: str
    version: int
    site: str
    language: str
    context: dict[str, Any]
    secret: bytes | None
    comment: UUID | None
    attempts: int
    created_at: datetime
    lease: UUID
    first_tried_at: datetime | None = None
    correlation: str = ""
    traceparent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A mailed link as stored: what its token may do, for whom, about what."""

    hash: bytes
    purpose: Purpose
    recipient: str
    subject: str
    site: str
    language: str
    delivery: UUID | None
    expires_at: datetime | None
    used_at: datetime | None = None
    outcome: str = ""

    def expired(self, now: datetime) -> bool:
        """Whether its life is over."""
        return self.expires_at is not None and self.expires_at <= now

    @property
    def subject_id(self) -> UUID:
        """The id in the subject. Raises ValueError when the subject has none."""
        return UUID(self.subject.partition(":")[2])


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyMail:
    """What an expert wrote back, read and trusted: which question, who, the text or a command.

    `command` is empty (the text is the answer) or one of `1`..`5`, yes, no, skip, approve, reject, spam.
    """

    question: UUID
    moderator: UUID
    name: str
    command: str
    text: str
    received_at: datetime
    raw: UUID


def delivery_key(kind: str, subject: str, recipient: str, version: int) -> str:
    """The idempotency key: one mail is sent for each."""
    return f"{kind}:{subject}:{recipient}:{version}"


def spoken(language: str, fallback: str = "en") -> str:
    """The nearest of our four languages to a BCP 47 tag, else `fallback`."""
    primary = language.replace("_", "-").partition("-")[0].lower()
    if primary in SUPPORTED_LANGUAGES:
        return primary
    return fallback if fallback in SUPPORTED_LANGUAGES else "en"
