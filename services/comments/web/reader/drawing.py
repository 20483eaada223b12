"""Draws readers' plain pages, fragments and feeds from templates.

In: pages of threads and records. Out: HTML and Atom.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

import jinja2

from services.comments.domain import Site
from services.comments.shapes import ThreadPage
from services.comments.store.records import Comment
from services.comments.web.reader.structured import structured
from services.comments.web.reader.wording import said, words_of
from shared.web import Problem

_FOLDER = Path(__file__).parent
CSS: Final = (_FOLDER / "reader.css").read_bytes()
STYLE: Final = f"/t/reader-{hashlib.blake2b(CSS, digest_size=6).hexdigest()}.css"
"""The path of the style sheet; its name changes with its content."""

_templates = jinja2.Environment(
    loader=jinja2.FileSystemLoader(_FOLDER / "templates"),
    autoescape=True,
    undefined=jinja2.ChainableUndefined,
    trim_blocks=True,
    auto_reload=False,
)


def draw_thread(
    page: ThreadPage,
    *,
    site: Site,
    public_url: str,
    token: str,
    published: datetime | None,
    cursor: str = "",
    replying: str = "",
    problem: Problem | None = None,
    values: Mapping[str, str] | None = None,
) -> str:
    """The whole page with its form; `problem` and `values` after a form that had faults."""
    return _templates.get_template("thread.html").render(
        page=page,
        written=published is not None,
        language=site.language,
        words=words_of(site.language),
        public_url=public_url,
        style=STYLE,
        token=token,
        cursor=cursor,
        replying=replying,
        problem=problem and said(problem, site.language),
        values=values or {},
        action=f"/t/{page.thread.id}",
        structured=structured(page, site_name=site.name, published=published.isoformat(), public_url=public_url)
        if published
        else "",
    )


def draw_fragment(page: ThreadPage, *, site: Site) -> str:
    """The comments alone, for a publisher's own template."""
    return _templates.get_template("fragment.html").render(page=page, words=words_of(site.language), action="")


def draw_posted(*, site: Site, thread: str, link: str, state: str, number: int) -> str:
    """What a reader sees after sending the form."""
    return _templates.get_template("posted.html").render(
        language=site.language,
        words=words_of(site.language),
        style=STYLE,
        thread=thread,
        link=link,
        state=state,
        number=number,
    )


def draw_feed(
    comments: Sequence[Comment],
    *,
    site: Site,
    title: str,
    path: str,
    alternate: str,
    public_url: str,
    updated: datetime,
) -> str:
    """An Atom feed (RFC 4287, threading by RFC 4685)."""
    return _templates.get_template("feed.xml").render(
        comments=comments,
        language=site.language,
        title=title,
        here=public_url + path,
        alternate=alternate,
        public_url=public_url,
        updated=updated,
    )


def draw_docs(document: Mapping[str, object], problems: Mapping[str, str]) -> str:
    """The API's description for people."""
    return _templates.get_template("docs.html").render(api=document, problems=problems, style=STYLE)
