"""The mails that came in: parsed once, newest first, kept on disk so that a restart loses none.

In: raw messages with their envelope. Out: `Mail`, what a person or a test wants to know of one.
"""

import email
import html
import itertools
import re
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from functools import cached_property
from pathlib import Path
from typing import Final

_MOST: Final = 2000
_LINK: Final = re.compile(r"https?://[^\s<>\"')\]]+")
_HREF: Final = re.compile(r"""<a\b[^>]*\bhref=["']([^"']+)["']""", re.IGNORECASE)


@dataclass(frozen=True)
class Mail:
    """One received message; `number` counts from 1 in the order of arrival."""

    number: int
    sender: str
    recipients: tuple[str, ...]
    raw: bytes

    @cached_property
    def message(self) -> EmailMessage:
        """The parsed message."""
        return email.message_from_bytes(self.raw, policy=policy.default)

    def header(self, name: str) -> str:
        """One header as text, or nothing."""
        return str(self.message.get(name, ""))

    @cached_property
    def text(self) -> str:
        """The plain text, or nothing."""
        part = self.message.get_body(("plain",))
        return str(part.get_content()) if part else ""

    @cached_property
    def html(self) -> str:
        """The HTML, or nothing."""
        part = self.message.get_body(("html",))
        return str(part.get_content()) if part else ""

    @cached_property
    def links(self) -> list[str]:
        """Every address the mail leads to, in order, once."""
        found = [html.unescape(link) for link in _HREF.findall(self.html)]
        found += [link.rstrip(".,;") for link in _LINK.findall(self.text)]
        return list(dict.fromkeys(found))

    def part(self, content_id: str) -> EmailMessage | None:
        """The inline part that `cid:content_id` names."""
        for part in self.message.walk():
            if str(part.get("Content-ID", "")).strip("<>") == content_id:
                return part
        return None

    def as_json(self, *, whole: bool) -> dict[str, object]:
        """What the JSON API says: a row of the list, or the `whole` mail."""
        row: dict[str, object] = {
            "id": self.number,
            "from": self.header("From"),
            "to": list(self.recipients),
            "subject": self.header("Subject"),
            "date": self.header("Date"),
            "message_id": self.header("Message-ID"),
            "envelope_from": self.sender,
        }
        if whole:
            row |= {
                "text": self.text,
                "html": self.html,
                "links": self.links,
                "headers": [[name, str(value)] for name, value in self.message.items()],
                "attachments": [
                    part.get_filename() or part.get_content_type() for part in self.message.iter_attachments()
                ],
            }
        return row


class Mails:
    """All of them, in memory and (where a folder is given) on disk."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._mails: dict[int, Mail] = {}
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
            for file in sorted(folder.glob("*.eml"))[-_MOST:]:
                self._remember(_read(file))
        self._numbers = itertools.count(max(self._mails, default=0) + 1)

    def take(self, sender: str, recipients: list[str], raw: bytes) -> Mail:
        """Keep a mail; it is on disk when this returns."""
        mail = Mail(number=next(self._numbers), sender=sender, recipients=tuple(recipients), raw=raw)
        if self._folder:
            file = self._folder / f"{mail.number:08}.eml"
            half = file.with_suffix(".part")
            half.write_bytes("\n".join([sender, *recipients, "", ""]).encode() + raw)
            half.replace(file)
        self._remember(mail)
        return mail

    def list(self, *, to: str = "", after: int = 0) -> list[Mail]:
        """Newest first; only those to an address (case does not matter), only those with a number above `after`."""
        wanted = to.casefold()
        return [
            mail
            for mail in reversed(self._mails.values())
            if mail.number > after and (not wanted or wanted in map(str.casefold, mail.recipients))
        ]

    def find(self, number: int) -> Mail | None:
        """One mail, or nothing."""
        return self._mails.get(number)

    def clear(self) -> None:
        """Forget all of them; numbers go on counting."""
        self._mails.clear()
        for file in self._folder.glob("*.eml") if self._folder else ():
            file.unlink()

    def _remember(self, mail: Mail) -> None:
        self._mails[mail.number] = mail
        if len(self._mails) > _MOST:
            del self._mails[min(self._mails)]


def _read(file: Path) -> Mail:
    envelope, _, raw = file.read_bytes().partition(b"\n\n")
    sender, *recipients = envelope.decode().split("\n")
    return Mail(number=int(file.stem), sender=sender, recipients=tuple(recipients), raw=raw)
