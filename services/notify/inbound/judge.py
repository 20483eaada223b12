"""The verdict on a mail, in a fixed order; the first that speaks decides. Pure.

bounce → auto-reply → ourselves → too many → another sender → DMARC failed → empty → command or answer
"""

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from services.notify.inbound.automatic import automatic_reason, is_ours
from services.notify.inbound.bounces import Bounce, bounce_of
from services.notify.inbound.commands import split_command, starts_with_number
from services.notify.inbound.parse import Incoming
from shared.sealing import normalised

if TYPE_CHECKING:
    from services.notify.inbound.extract import Extract

PER_HOUR = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the judge knows beside the mail. No `expected` address, no look at the sender (as in a bench)."""

    domain: str = ""
    mail_from: str = ""
    authserv_id: str = ""
    expected: str | None = None
    recent: int = 0
    released: bool = False
    mark: str = "r"
    envelope_from: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`name` is bounce, auto-reply, ours, held, empty, command or answer; `reason` says more."""

    name: str
    reason: str = ""
    bounce: Bounce | None = None
    extract: "Extract | None" = None
    command: str = ""
    rest: str = ""

    @property
    def confident(self) -> bool:
        """Whether what it says may be acted on without asking."""
        return self.extract is None or self.extract.confident


def judge(mail: Incoming, facts: Facts) -> Verdict:
    """What to do with the mail."""
    if bounce := bounce_of(mail):
        return Verdict(name="bounce", reason=bounce.kind, bounce=bounce)
    if reason := automatic_reason(mail):
        return Verdict(name="auto-reply", reason=reason)
    if is_ours(mail, domain=facts.domain, mail_from=facts.mail_from):
        return Verdict(name="ours")
    if facts.mark == "b" or facts.envelope_from == "":
        return Verdict(name="auto-reply", reason="no bounce in a bounce's address")
    if not facts.released and (reason := _doubtful_sender(mail, facts)):
        return Verdict(name="held", reason=reason)
    from services.notify.inbound.extract import extract  # noqa: PLC0415 - a twentieth of the start, once a mail comes

    return judge_text(extract(mail))


def judge_text(found: "Extract") -> Verdict:
    """Empty, a command, or an answer."""
    if not found.text.strip():
        return Verdict(name="empty", extract=found)
    command, rest = split_command(found.text)
    if command and (not rest or command in {"approve", "reject", "spam", "skip"}):
        return Verdict(name="command", extract=found, command=command, rest=rest)
    if command.isdigit() or starts_with_number(found.text):
        found = replace(found, doubts=(*found.doubts, "number_and_text"))
    return Verdict(name="answer", extract=found)


def _doubtful_sender(mail: Incoming, facts: Facts) -> str:
    if facts.recent >= PER_HOUR:
        return "too_many"
    if facts.expected is not None and normalised(mail.sender) != normalised(facts.expected):
        return "another_sender"
    if facts.authserv_id and dmarc_failed(mail, facts.authserv_id):
        return "dmarc"
    return ""


def dmarc_failed(mail: Incoming, authserv_id: str) -> bool:
    """Whether our own server's topmost Authentication-Results (RFC 8601) says that DMARC failed.

    Only the topmost counts: whatever stands below came with the mail and may be forged.
    """
    results = mail.headers("Authentication-Results")
    if not results:
        return False
    server, _, rest = results[0].partition(";")
    if server.split()[:1] != [authserv_id]:
        return False
    verdict = re.search(r"\bdmarc\s*=\s*(\w+)", rest, re.IGNORECASE)
    return verdict is not None and verdict[1].lower() in {"fail", "permerror"}
