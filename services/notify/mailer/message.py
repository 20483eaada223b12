"""Puts a drawn mail into an envelope: headers, both forms, the inline picture; bytes fit for DATA. Pure.

Headers follow RFC 5322, 3834 (Auto-Submitted), 2919 (List-Id), 2369 and 8058 (List-Unsubscribe, one click).
"""

import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8, EmailPolicy
from email.utils import format_datetime

from services.notify.templates.render import Drawn

PICTURE_ID = "picture@paddock"
OURS = "X-Paddock-Origin"
"""The header by which we know mail that another Paddock, or we, sent."""

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who the mail is from: the site's name and address, and the domain of our own token addresses."""

    site_key: str
    site_name: str
    address: str
    domain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What one mail needs beside its text. `token` is in the Return-Path, and in Reply-To where answers are read."""

    delivery: str
    kind: str
    thread: str
    recipient: str
    recipient_name: str
    token: str
    answerable: bool
    language: str
    sent_at: datetime
    unsubscribe_url: str = ""
    attempt_of: str = ""

    def return_path(self, domain: str) -> str:
        """The VERP address: a bounce names the mail it is about."""
        return f"b+{self.token}@{domain}"


def message_id(delivery: str, domain: str) -> str:
    """The Message-ID, derived from the delivery, so that a repeat is the same mail."""
    return f"<d.{delivery}@{domain}>"


def build(drawn: Drawn, envelope: Envelope, sender: Sender, picture: bytes | None = None) -> bytes:
    """The whole message as bytes with CRLF line ends."""
    recipient = wire_address(envelope.recipient)
    policy: EmailPolicy = SMTP if recipient.isascii() else SMTPUTF8
    mail = EmailMessage(policy=policy)
    mail["From"] = _mailbox(sender.site_name, sender.address)
    mail["To"] = _mailbox(envelope.recipient_name, recipient)
    mail["Subject"] = _plain(drawn.subject)
    mail["Date"] = format_datetime(envelope.sent_at)
    mail["Message-ID"] = message_id(envelope.delivery, sender.domain)
    if envelope.answerable:
        mail["Reply-To"] = _mailbox(sender.site_name, f"r+{envelope.token}@{sender.domain}")
    mail["References"] = mail["In-Reply-To"] = f"<q.{envelope.thread}@{sender.domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail[OURS] = sender.domain
    mail["Content-Language"] = envelope.language
    if envelope.unsubscribe_url:
        mail["List-Id"] = f"{_phrase(sender.site_name)} <{sender.site_key}.{sender.domain}>"
        mail["List-Unsubscribe"] = f"<{envelope.unsubscribe_url}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(drawn.text, cte="quoted-printable")
    mail.add_alternative(drawn.html, subtype="html", cte="quoted-printable")
    if picture is not None:
        html_part = mail.get_payload()[1]  # type: ignore[index]
        html_part.add_related(  # type: ignore[union-attr]
            picture, "image", "jpeg", cid=f"<{PICTURE_ID}>", disposition="inline", filename="picture.jpg"
        )
    return mail.as_bytes()


def wire_address(address: str) -> str:
    """The address as relays take it: an international domain in its ASCII form (RFC 5891)."""
    local, _, domain = address.rpartition("@")
    if domain.isascii():
        return address
    import idna  # noqa: PLC0415 - rare

    return f"{local}@{idna.encode(domain, uts46=True).decode()}"


def _mailbox(name: str, address: str) -> Address:
    local, _, domain = address.rpartition("@")
    return Address(display_name=_plain(name), username=local, domain=domain)


def _plain(text: str) -> str:
    return _UNPRINTABLE.sub(" ", text).strip()


def _phrase(text: str) -> str:
    words = re.sub(r"[^A-Za-z0-9 .'-]", "", _plain(text)).strip()
    return f'"{words}"' if words else ""
