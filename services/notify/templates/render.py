"""Draws a letter twice, as HTML and as text, from the same parts.

In: a `Letter`. Out: `Drawn`. Everything from outside is escaped; nothing is loaded from anywhere.
"""

import textwrap
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from services.notify.errors import TemplateFault
from services.notify.templates.parts import Letter, Part

COLOURS = {"plain": "#4a4336", "good": "#1f6b3a", "bad": "#9c2a1f"}
FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """One mail in its two forms."""

    subject: str
    text: str
    html: str


def _lines(text: str) -> Markup:
    return Markup("<br>").join(escape(line) for line in text.split("\n"))


def _bullets(items: tuple[str, ...]) -> Markup:
    return Markup("").join(Markup("<div>• {}</div>").format(item) for item in items)


def _links(links: tuple[tuple[str, str], ...]) -> Markup:
    drawn = (Markup('<a href="{}" style="color:#4a4336">{}</a>').format(url, label) for label, url in links)
    return (Markup("<br>") if links else Markup("")) + Markup(" · ").join(drawn)


def _runs(parts: tuple[Part, ...]) -> list[tuple[Part, list[Part]]]:
    """Each part with itself, and buttons that follow each other together."""
    grouped = (list(run) for _, run in groupby(enumerate(parts), key=_run))
    return [(run[0][1], [part for _, part in run]) for run in grouped]


def _run(place: tuple[int, Part]) -> int:
    return -1 if place[1].kind == "button" else place[0]


def _indented(text: str) -> str:
    return textwrap.indent(text, "    ", lambda _line: True)


_HTML = Environment(loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, auto_reload=False)
_HTML.filters |= {"lines": _lines, "bullets": _bullets, "links": _links, "runs": _runs, "colour": COLOURS.__getitem__}
_TEXT = Environment(loader=FileSystemLoader(FOLDER), autoescape=False, undefined=StrictUndefined, auto_reload=False)  # noqa: S701 - plain text
_TEXT.filters |= {"indented": _indented}


def draw(letter: Letter, *, picture_id: str = "") -> Drawn:
    """The letter as HTML and text; `picture_id` is the Content-ID of its inline picture, if it has one.

    Raises TemplateFault.
    """
    values = {
        "subject": letter.subject,
        "preview": letter.preview,
        "parts": letter.parts,
        "language": letter.language,
        "site": letter.site,
        "sentinel": f"--- {letter.sentinel} ---" if letter.sentinel else "",
        "footer": letter.footer,
        "footer_links": letter.footer_links,
        "has_picture": bool(picture_id),
        "picture_id": picture_id,
    }
    try:
        html = _HTML.get_template("mail.html").render(values)
        text = _TEXT.get_template("mail.txt").render(values)
    except Exception as error:
        raise TemplateFault(f"{error.__class__.__name__}: {error}") from error
    subject = " ".join(letter.subject.split())
    return Drawn(subject=subject[:200], text=_tidy(text), html=html)


def _tidy(text: str) -> str:
    """At most one empty line in a row, and a line break at the end."""
    kept: list[str] = []
    for line in text.split("\n"):
        stripped = line if line == "-- " else line.rstrip()
        if stripped or (kept and kept[-1]):
            kept.append(stripped)
    return "\n".join(kept).strip("\n") + "\n"
