"""Whether two readings of a mail agree, and what mail-parser-reply makes of it. Pure."""

import re

from mailparser_reply.parser import EmailMessage

from services.notify.inbound.lines import clean
from services.notify.inbound.parse import Incoming

_WORD = re.compile(r"\w+", re.UNICODE)
_URL = re.compile(r"<?(?:https?://|mailto:)[^\s<>]+>?|\[(?:image|cid)[^\]]*\]", re.IGNORECASE)
LARGEST = 8_000


def same_words(one: str, other: str) -> bool:
    """The same words in the same order, whatever the spaces, emphasis and links are."""
    return _words(one) == _words(other)


def unwrapped(plain: str, html: str) -> str:
    """The plain text with the line breaks taken back that only its sender's program put in, as the HTML shows."""
    wholes = [" ".join(line.split()) for line in html.split("\n") if line.strip()]
    kept: list[str] = []
    whole, joined = 0, ""
    for line in plain.split("\n"):
        if not line.strip():
            if joined:
                return plain
            kept.append("")
            continue
        joined = f"{joined} {' '.join(line.split())}".strip()
        if whole >= len(wholes) or not wholes[whole].startswith(joined):
            return plain
        if joined == wholes[whole]:
            kept.append(line if joined == " ".join(line.split()) else joined)
            whole, joined = whole + 1, ""
    return plain if joined else "\n".join(kept)


def second_opinion(mail: Incoming, text: str) -> bool:
    """True when mail-parser-reply would cut off something that we took for the answer."""
    source = clean(mail.plain or "")[:LARGEST]
    try:
        message = EmailMessage(text=source, languages=["en", "it", "de", "fr"], keep_hyphen_lists=True)
        reply = message.read().latest_reply or ""
    except (RecursionError, re.error, IndexError, ValueError):
        return True
    theirs, ours = _words(reply), _words(text)
    return bool(theirs) and len(theirs) < len(ours) and ours[: len(theirs)] == theirs


def _words(text: str) -> list[str]:
    return _WORD.findall(_URL.sub(" ", text).casefold())
