"""A mail before it is HTML or text: its parts in order. Pure.

Both forms are drawn from the same parts, so that neither can say what the other leaves out.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from services.notify.templates.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One block. `kind` is text, small, heading, quote, list, code, picture, link, rule or button.

    `tone` colours a button; buttons that follow each other stand in one row.
    """

    kind: str
    text: str = ""
    title: str = ""
    url: str = ""
    tone: str = "plain"
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A whole mail: subject, the line that inboxes preview, parts, and the footer's lines and links.

    `sentinel` is set on mails that may be answered: what is below it in a reply is not the answer.
    """

    subject: str
    preview: str
    parts: tuple[Part, ...]
    language: str
    site: str
    sentinel: str = ""
    footer: str = ""
    footer_links: tuple[tuple[str, str], ...] = ()


def text(words: str) -> Part:
    """A paragraph of ours."""
    return Part(kind="text", text=words)


def strong(words: str) -> Part:
    """A line of ours that leads what follows it."""
    return Part(kind="text", text=words, tone="strong")


def small(words: str) -> Part:
    """A paragraph in small print."""
    return Part(kind="small", text=words)


def heading(words: str) -> Part:
    """A heading inside the mail."""
    return Part(kind="heading", text=words)


def quote(words: str, title: str = "") -> Part:
    """What somebody wrote, under who wrote it."""
    return Part(kind="quote", text=words, title=title)


def listing(*items: str) -> Part:
    """Short facts, one a line."""
    return Part(kind="list", items=tuple(items))


def button(words: str, url: str, tone: str = "plain") -> Part:
    """A link that opens one of our pages; `tone` is plain, good or bad."""
    return Part(kind="button", text=words, url=url, tone=tone)


def link(label: str, words: str, url: str) -> Part:
    """A plain link: what it is, and where it leads."""
    return Part(kind="link", title=label, text=words, url=url)


def rule() -> Part:
    """A line between two matters."""
    return Part(kind="rule")


def picture(alt: str, caption: str = "") -> Part:
    """Where the inline picture stands, if there is one."""
    return Part(kind="picture", text=alt, title=caption)


_IMAGE = re.compile(r"!\[([^\]\n]{0,200})\]\(\s*<?([^)\s>]{1,2000})>?[^)\n]{0,200}\)")
_LINK = re.compile(r"\[([^\]\n]{1,300})\]\(\s*<?([^)\s>]{1,2000})>?[^)\n]{0,200}\)")
_ANGLE = re.compile(r"<((?:https?|ftp|mailto):[^>\s]{1,2000})>", re.IGNORECASE)
_BARE = re.compile(r"\b(?:(?:https?|ftp)://|www\.)[^\s<>()\[\]\"'“”«»]+", re.IGNORECASE)
DOT = "\u2024"
"""One dot leader: looks like a full stop, and no mail program makes a link of it."""
_CLICKABLE = re.compile(r"(?<=\w)\.(?=\w)")


def harmless(source: str, words: Words) -> str:
    """A reader's text without live links or images: what they were is said in brackets."""

    def link(url: str) -> str:
        parts = urlsplit(url if "://" in url or url.lower().startswith("mailto:") else f"http://{url}")
        host = parts.hostname or parts.path.rpartition("@")[2] or url[:40]
        return f"[{words('link_removed', host=_CLICKABLE.sub(DOT, host))}]"

    source = _IMAGE.sub(lambda match: f"[{words('picture_removed', alt=match[1] or '…')}]", source)
    source = _LINK.sub(lambda match: f"{match[1]} {link(match[2])}", source)
    source = _ANGLE.sub(lambda match: link(match[1]), source)
    return _BARE.sub(lambda match: link(match[0]), source)


def shortened(words: str, length: int) -> str:
    """The text on one line, at most `length` characters, cut at a word."""
    line = " ".join(words.split())
    if len(line) <= length:
        return line
    return line[: length - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
