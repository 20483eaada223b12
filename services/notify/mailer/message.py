"""Puts a drawn mail into an envelope: headers, both forms, the inline picture; bytes fit for DATA. Pure.

Headers follow RFC 5322, 3834 (Auto-Submitted), 2919 (List-Id), 2369 and 8058 (List-Unsubscribe, one click).
"""

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime, formataddr

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

    def return_path(self, domain: str) -> str:
        """The VERP address: a bounce names the mail it is about."""
        return f"b+{self.token}@{domain}"


def message_id(delivery: str, domain: str) -> str:
    """The Message-ID, derived from the delivery, so that a repeat is the same mail."""
    return f"<d.{delivery}@{domain}>"


def build(drawn: Drawn, envelope: Envelope, sender: Sender, picture: bytes | None = None) -> bytes:
    """The whole message as bytes with CRLF line ends."""
    about = f"<q.{envelope.thread}@{sender.domain}>"
    headers = [
        ("From", _mailbox(sender.site_name, sender.address)),
        ("To", _mailbox(envelope.recipient_name, wire_address(envelope.recipient))),
        ("Subject", _words("Subject", drawn.subject)),
        ("Date", format_datetime(envelope.sent_at)),
        ("Message-ID", message_id(envelope.delivery, sender.domain)),
        ("References", about),
        ("In-Reply-To", about),
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "All"),
        (OURS, sender.domain),
        ("Content-Language", envelope.language),
        ("MIME-Version", "1.0"),
    ]
    if envelope.answerable:
        headers.append(("Reply-To", _mailbox(sender.site_name, f"r+{envelope.token}@{sender.domain}")))
    if envelope.unsubscribe_url:
        headers += [
            ("List-Id", f"{_phrase(sender.site_name)} <{sender.site_key}.{sender.domain}>".strip()),
            ("List-Unsubscribe", f"<{envelope.unsubscribe_url}>"),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ]
    mark = envelope.delivery.replace("-", "")
    shown = _part("text/html", drawn.html)
    if picture is not None:
        shown = _multipart("related", f"=_r{mark}", [shown, _image(picture)])
    whole = _multipart("alternative", f"=_a{mark}", [_part("text/plain", drawn.text), shown])
    return "".join(f"{name}: {value}\r\n" for name, value in headers).encode() + whole


def _multipart(kind: str, boundary: str, parts: list[bytes]) -> bytes:
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode()
    line = f"--{boundary}".encode()
    return head + b"".join(line + b"\r\n" + part + b"\r\n" for part in parts) + line + b"--\r\n"


def _part(media_type: str, text: str) -> bytes:
    head = f'Content-Type: {media_type}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    body = binascii.b2a_qp(text.replace("\r\n", "\n").encode(), istext=True)
    return head.encode() + body.replace(b"\n", b"\r\n")


def _image(picture: bytes) -> bytes:
    head = (
        "Content-Type: image/jpeg\r\nContent-Transfer-Encoding: base64\r\n"
        f'Content-ID: <{PICTURE_ID}>\r\nContent-Disposition: inline; filename="picture.jpg"\r\n\r\n'
    )
    return head.encode() + base64.encodebytes(picture).replace(b"\n", b"\r\n")


def wire_address(address: str) -> str:
    """The address as relays take it: an international domain in its ASCII form (RFC 5891)."""
    local, _, domain = address.rpartition("@")
    if domain.isascii():
        return address
    import idna  # noqa: PLC0415 - rare

    return f"{local}@{idna.encode(domain, uts46=True).decode()}"


def _mailbox(name: str, address: str) -> str:
    shown = _plain(name)
    if not shown:
        return address
    if not address.isascii():
        return f'"{_phrase(shown).strip(chr(34))}" <{address}>' if _phrase(shown) else address
    return formataddr((shown, address))


def _words(header: str, text: str) -> str:
    plain = _plain(text)
    return Header(plain, "utf-8" if not plain.isascii() else "us-ascii", header_name=header).encode(linesep="\r\n")


def _plain(text: str) -> str:
    return _UNPRINTABLE.sub(" ", text).strip()


def _phrase(text: str) -> str:
    words = re.sub(r"[^A-Za-z0-9 .'-]", "", _plain(text)).strip()
    return f'"{words}"' if words else ""
