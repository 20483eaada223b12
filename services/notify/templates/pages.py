"""Draws the pages behind mailed links. Pure.

In: a `Page`. Out: HTML without script; forms post to the very address they were opened at.
"""

from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

_PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, auto_reload=False
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button that sends `name=value`; `text` stands before it where buttons form a list."""

    name: str
    value: str
    label: str
    tone: str = "plain"
    text: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What one page shows. `spot` is a place in the picture, in hundredths from the left and from the top."""

    language: str
    site: str
    title: str
    outcome: str = ""
    lines: tuple[str, ...] = ()
    quote: str = ""
    quote_by: str = ""
    picture: str = ""
    picture_alt: str = ""
    picture_lines: tuple[str, ...] = ()
    spot: tuple[int, int] | None = None
    listing_title: str = ""
    listing: tuple[str, ...] = ()
    page_label: str = ""
    page_title: str = ""
    page_url: str = ""
    rows: tuple[Button, ...] = ()
    buttons: tuple[Button, ...] = ()
    desk_label: str = ""
    desk_url: str = ""


def draw_page(page: Page) -> str:
    """The page as HTML."""
    return _PAGES.get_template("page.html").render({name: getattr(page, name) for name in Page.__slots__})
