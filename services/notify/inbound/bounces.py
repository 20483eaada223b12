"""Tells a bounce or complaint from a mail, and a passing fault from a lasting one. Pure.

RFC 3464 reports are read for their status; qmail and two dozen other styles are left to flufl.bounce;
RFC 5965 feedback reports are complaints.
"""

import re
from dataclasses import dataclass
from email.message import Message

from services.notify.inbound.parse import Incoming, Parsed

_DAEMON = re.compile(r"^(?:mailer-daemon|postmaster|mail-daemon|mdaemon|bounce|mailsystem)\b", re.IGNORECASE)
_SUBJECT = re.compile(
    r"undeliver|delivery\s+(?:status|failure|has\s+failed)|returned\s+mail|mail\s+delivery\s+(?:failed|subsystem|system)|failure\s+notice|"
    r"unzustellbar|nicht\s+zugestellt|mancato\s+recapito|impossibile\s+recapitare|non\s+remis|échec\s+de\s+(?:la\s+)?remise|"
    r"warning:\s+message\s+delayed|delivery\s+delayed",
    re.IGNORECASE,
)
_SOFT_WORDS = re.compile(
    r"mailbox\s+(?:is\s+)?full|over\s*quota|quota\s+exceeded|temporar|try\s+again|delayed|greylist|will\s+(?:be\s+)?retr|voll\b|piena|pleine",
    re.IGNORECASE,
)
_STATUS = re.compile(r"^\s*([245])\.\d{1,3}\.\d{1,3}", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """`kind` is hard, soft or complaint; `detail` what the other side said."""

    kind: str
    detail: str = ""


def bounce_of(mail: Incoming) -> Bounce | None:
    """The bounce a mail is, or None when it is something else."""
    message = mail.message
    report = str(message.get_param("report-type", "")).lower()
    if message.get_content_type() == "multipart/report" and report == "feedback-report":
        return Bounce(kind="complaint", detail="feedback report")
    if message.get_content_type() == "multipart/report" and report in {"delivery-status", "disposition-notification"}:
        return _from_report(message) if report == "delivery-status" else None
    from_daemon = bool(_DAEMON.match(mail.sender)) or mail.header("Return-Path").strip() == "<>"
    if not (from_daemon or _SUBJECT.search(mail.subject)):
        return None
    temporary, permanent = _failures(message)
    if permanent:
        return Bounce(kind="soft" if _soft(mail) else "hard", detail=_words(mail))
    if temporary:
        return Bounce(kind="soft", detail=_words(mail))
    if from_daemon and _SUBJECT.search(mail.subject):
        return Bounce(kind="soft", detail=_words(mail))
    return None


def _failures(message: Parsed) -> tuple[set[bytes], set[bytes]]:
    """What flufl.bounce finds; a mail that breaks one of its readers is left to our own rules."""
    # two dozen readers with their expressions: most processes never see a bounce
    from flufl.bounce import all_failures  # noqa: PLC0415

    try:
        temporary, permanent = all_failures(message)
    except (IndexError, KeyError, ValueError, TypeError, AttributeError, AssertionError):
        return set(), set()
    return set(temporary), set(permanent)


def _from_report(message: Parsed) -> Bounce:
    status, detail, action = "", "", ""
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        groups = part.get_payload()
        for group in groups if isinstance(groups, list) else []:
            if isinstance(group, Message):
                status = str(group.get("Status", status)).strip()
                action = str(group.get("Action", action)).strip().lower()
                detail = str(group.get("Diagnostic-Code", detail)).strip()
    if action in {"delivered", "relayed", "expanded"}:
        return Bounce(kind="soft", detail=f"{action} {status}")
    hard = status.startswith("5") and not status.startswith(("5.2.2", "5.7.", "5.3.", "5.4."))
    return Bounce(kind="hard" if hard and action != "delayed" else "soft", detail=f"{status} {detail}"[:300])


def _soft(mail: Incoming) -> bool:
    text = mail.plain or ""
    status = _STATUS.search(text)
    return bool(_SOFT_WORDS.search(text)) or bool(status and status[1] == "4")


def _words(mail: Incoming) -> str:
    return " ".join((mail.plain or mail.subject).split())[:300]
