"""Mail that no person wrote: vacation notes, lists, robots (RFC 3834, section 5), and ourselves. Pure."""

import re

from services.notify.inbound.parse import Incoming
from services.notify.mailer.message import OURS

_SUBJECT = re.compile(
    r"^\W{0,3}(?:(?:re|aw|sv|r)\s*:\s*)?(?:\[?(?:auto(?:matic|matische|mated)?|out\s+of\s+(?:the\s+)?office|"
    r"ooo)\b.{0,20}(?:reply|response|antwort|office|:|\])|"
    r"automatic\s+reply|auto(?:-|\s)?reply|auto(?:-|\s)?response|autoreply|out\s+of\s+(?:the\s+)?office|"
    r"vacation\s+(?:reply|notice|message)|away\s+from\s+(?:my\s+)?(?:mail|desk|office)|i\s+am\s+away|"
    r"on\s+(?:vacation|holiday|leave)\b|"
    r"abwesenheits\w*|automatische\s+antwort|abwesend\b|ich\s+bin\s+(?:im\s+urlaub|nicht\s+im\s+(?:büro|haus))|"
    r"urlaubs?(?:benachrichtigung|notiz|vertretung)|nicht\s+im\s+(?:büro|haus)|"
    r"risposta\s+automatica|fuori\s+(?:sede|ufficio)|assenza\b|assente\b|in\s+ferie\b|sono\s+in\s+ferie|"
    r"messaggio\s+automatico|"
    r"réponse\s+automatique|absence\b|absent(?:e)?\b|en\s+congés?\b|message\s+automatique|absence\s+du\s+bureau|"
    r"je\s+suis\s+absent)",
    re.IGNORECASE,
)
_BULK = frozenset({"bulk", "junk", "list", "auto_reply", "auto-reply"})
_ROBOT = re.compile(
    r"^(?:no-?reply|do-?not-?reply|donotreply|mailer-daemon|postmaster|bounce[s]?|autoresponder|"
    r"notifications?)(?:[+@-]|$)",
    re.IGNORECASE,
)


def automatic_reason(mail: Incoming) -> str:
    """Why this mail was written by a machine, or nothing."""
    submitted = mail.header("Auto-Submitted").partition(";")[0].strip().lower()
    reasons = (
        (submitted not in {"", "no"}, "auto-submitted"),
        (mail.header("Precedence").strip().lower() in _BULK, "precedence"),
        (any(mail.header(name) for name in ("X-Autoreply", "X-Autorespond", "X-Autorespond-Subject")), "autoresponder"),
        (
            mail.header("X-Auto-Response-Suppress").strip().lower() in {"all", "oof"}
            and bool(_SUBJECT.search(mail.subject)),
            "autoresponder",
        ),
        (bool(mail.header("List-Id") or mail.header("List-Unsubscribe")), "list"),
        (bool(mail.header("X-Loop")), "loop"),
        (mail.message.get_content_type() == "multipart/report", "report"),
        (mail.header("Return-Path").strip() == "<>", "null-sender"),
        (bool(_ROBOT.match(mail.sender)), "robot"),
        (bool(_SUBJECT.search(mail.subject)), "subject"),
    )
    return next((reason for holds, reason in reasons if holds), "")


def is_ours(mail: Incoming, *, domain: str, mail_from: str) -> bool:
    """Whether we sent this ourselves (or another installation of ours with the same name)."""
    sender = mail.sender
    own_tokens = bool(domain) and sender.endswith(f"@{domain}") and sender.startswith(("r+", "b+"))
    return (
        (bool(domain) and mail.header(OURS) == domain)
        or own_tokens
        or (bool(mail_from) and sender == mail_from.lower())
    )
