"""A mail's text as lines that know how deeply they are quoted. Pure.

In: a text part or an HTML part. Out: `Line`s; both forms look alike from here on.
"""

import re
from dataclasses import dataclass

from services.notify.inbound.parse import Incoming

_QUOTED = re.compile(r"^((?:[ \t]?>)+)[ \t]?")
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
_SPACES = re.compile("[\u00a0\u2007\u202f]")
_RUN = re.compile(r"[^\S\n]{100,}|([^\w\s])\1{99,}")
_KEPT = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line. `depth` counts quote marks; `mark` is `signature` or `history` where the HTML says so."""

    text: str
    depth: int = 0
    mark: str = ""

    @property
    def blank(self) -> bool:
        """Nothing to see."""
        return not self.text.strip()


def clean(text: str) -> str:
    """The text without invisible characters, with plain spaces, its end trimmed; no run of one mark is over 99 long.

    Long runs are what makes the patterns that look for quotes and signatures slow.
    """
    return _RUN.sub(lambda run: (run[1] or " ") * _KEPT, _SPACES.sub(" ", _INVISIBLE.sub("", text)).rstrip())


def plain_lines(mail: Incoming) -> list[Line]:
    """The lines of the text part; soft line breaks (RFC 3676) are joined again."""
    lines: list[Line] = []
    soft = False
    for raw in (mail.plain or "").expandtabs(4).split("\n"):
        match = _QUOTED.match(raw)
        depth = match[1].count(">") if match else 0
        text = raw[match.end() :] if match else raw
        if mail.flowed and not match and text.startswith(" "):
            text = text[1:]
        if soft and lines and lines[-1].depth == depth and text not in {"-- ", ""}:
            lines[-1] = Line(text=lines[-1].text + text, depth=depth)
        else:
            lines.append(Line(text=text, depth=depth))
        soft = mail.flowed and text.endswith(" ") and text != "-- "
        if soft and mail.delsp:
            lines[-1] = Line(text=lines[-1].text[:-1], depth=depth)
    return [Line(text=clean(line.text), depth=line.depth) for line in lines]
