"""Reads a raw mail into what the judges need. Never raises for bad mail: it notes the damage instead. Pure.

In: bytes as they came. Out: an `Incoming`.
"""

import email
import email.parser
import email.policy
import re
import sys
from dataclasses import dataclass
from email.errors import MessageDefect
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    Parsed: TypeAlias = Message[str, str]
else:
    Parsed = Message
"""A mail as the standard library parses it, defects and all."""

HARMLESS_DEFECTS = frozenset({"HeaderDefect", "ObsoleteHeaderDefect", "NonASCIILocalPartDefect"})
_CHARSETS = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "utf-8", "ascii": "utf-8"}
_MOST_PARTS = 2_000
_MOST_NESTS = 200
_LONGEST_SENDER = 900
"""Fewer than Python's reader of nested comments goes deep."""
_LONGEST_HEAD = 256_000
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_C1 = re.compile("[\x80-\x9f�]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A mail that came in.

    `plain` and `html` are None where the mail has no such part; `damage` names what is broken.
    """

    message: Parsed
    sender: str
    sender_name: str
    subject: str
    message_id: str
    plain: str | None
    html: str | None
    flowed: bool
    delsp: bool
    damage: tuple[str, ...]

    def header(self, name: str) -> str:
        """The first header of this name on one line, decoded; empty when there is none."""
        return _text(self.message.get(name, ""))

    def headers(self, name: str) -> list[str]:
        """All headers of this name, topmost first."""
        return [_text(value) for value in self.message.get_all(name, [])]


def parse(raw: bytes) -> Incoming:
    """The mail's parts and headers, and what is wrong with it."""
    message, damage = _message(raw)
    plain: list[str] = []
    html: list[str] = []
    flowed = delsp = False
    for part in _leaves(message):
        kind = part.get_content_type()
        if kind not in {"text/plain", "text/html"} or _attached(part):
            continue
        text, fault = _decoded(part)
        damage += [_name(defect) for defect in part.defects if _name(defect) not in HARMLESS_DEFECTS]
        damage += [fault] if fault else []
        if kind == "text/html":
            html.append(text)
        else:
            plain.append(text)
            flowed = flowed or str(part.get_param("format", "")).lower() == "flowed"
            delsp = delsp or str(part.get_param("delsp", "")).lower() == "yes"
    damage += [_name(defect) for defect in message.defects if _name(defect) not in HARMLESS_DEFECTS]
    name, address = _sender(message)
    return Incoming(
        message=message,
        sender=address,
        sender_name=name,
        subject=_text(message.get("Subject", "")),
        message_id=_text(message.get("Message-ID", "")),
        plain="\n".join(plain) if plain else None,
        html="\n".join(html) if html else None,
        flowed=flowed,
        delsp=delsp,
        damage=tuple(dict.fromkeys(damage)),
    )


def text_size(raw: bytes) -> int:
    """How many bytes of text the mail has, both forms together; endless when it is built to cost too much to read."""
    head = _HEAD_END.search(raw, 0, _LONGEST_HEAD)
    if (head is None and len(raw) > _LONGEST_HEAD) or raw.count(b"\n--") > _MOST_PARTS:
        return sys.maxsize
    if raw.lower().count(b"multipart/") > _MOST_NESTS:
        return sys.maxsize
    message, damage = _message(raw)
    if damage:
        return sys.maxsize
    return sum(
        len(part.get_payload(decode=True) or b"")
        for part in message.walk()
        if part.get_content_maintype() == "text" and not part.is_multipart() and not _attached(part)
    )


def _message(raw: bytes) -> tuple[Parsed, list[str]]:
    """The mail, or its headers alone when its parts lie too deep in parts to be read."""
    try:
        return email.message_from_bytes(raw, policy=email.policy.compat32), []
    except RecursionError:
        return email.parser.BytesHeaderParser(policy=email.policy.compat32).parsebytes(raw), ["nested"]


def _leaves(message: Parsed) -> list[Parsed]:
    """The parts that may hold what the person wrote: attached mails and delivery reports are not entered."""
    if message.get_content_type() == "message/rfc822":
        return []
    if not message.is_multipart():
        return _mended(message) or [message]
    found: list[Parsed] = []
    for part in message.get_payload():
        if isinstance(part, Message):
            found += _leaves(part)
    return found


def _mended(message: Parsed) -> list[Parsed]:
    """A multipart whose boundary never came, read by the boundary that did."""
    payload = message.get_payload()
    if message.get_content_maintype() != "multipart" or not isinstance(payload, str):
        return []
    found = re.search(r"^--(\S{1,70})[ \t]*\r?\n(?=[A-Za-z-]+:)", payload, re.MULTILINE)
    if found is None:
        return []
    head = f'Content-Type: multipart/mixed; boundary="{found[1]}"\n\n'
    mended = email.message_from_string(head + payload, policy=email.policy.compat32)
    return _leaves(mended) if mended.is_multipart() else []


def _attached(part: Parsed) -> bool:
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def _decoded(part: Parsed) -> tuple[str, str]:
    """The part's text, and what was wrong with its bytes."""
    payload: Any = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    declared = str(part.get_content_charset() or "utf-8").lower()
    text, fault = "", ""
    usual = _CHARSETS.get(declared, declared)
    first = ("utf-8",) if usual == "cp1252" and not content.isascii() else ()
    for charset in dict.fromkeys((*first, usual, "utf-8", "cp1252")):
        try:
            text = content.decode(charset)
            break
        except (ValueError, LookupError):  # bytes, or a name of a charset that is none, NUL and all
            fault = "charset" if charset not in first else ""
    else:
        text = content.decode("cp1252", "replace")
    if fault and charset == "utf-8" and "�" not in text:
        fault = ""
    if _C1.search(text):
        fault = "charset"
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", ""), fault


def _sender(message: Parsed) -> tuple[str, str]:
    written = [str(value) for value in message.get_all("From", [])]
    if len(written) != 1 or len(written[0]) > _LONGEST_SENDER:
        return "", ""
    found = [pair for pair in getaddresses(written) if "@" in pair[1]]
    if len(found) != 1:
        return "", ""
    return _text(found[0][0]), found[0][1].strip().lower()


def _text(value: object) -> str:
    try:
        text = str(make_header(decode_header(str(value))))
    except (ValueError, LookupError, UnicodeDecodeError):
        text = str(value)
    return " ".join(text.split())


def _name(defect: MessageDefect) -> str:
    return defect.__class__.__name__
