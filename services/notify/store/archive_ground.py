"""What every question stands on: the site's part of the archive, and what the archive knows of the page asked on.

In: a site, a page, a gallery. Out: `Ground`, the same for a whole site, and `Context`, the same for a page.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from msgspec import Struct

from services.notify.answering.folding import fold_name
from services.notify.answering.nouns import Event
from services.notify.store.statements import SQL, Statements
from shared.codec import decode


class _Listed(Struct, frozen=True):
    key: str
    name: str
    year: int | None
    stem: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What is the same for every question on a site: events, makes, rules that rest.

    `sources` names each event's entry list.
    """

    events: tuple[Event, ...]
    sources: dict[str, str]
    makes: frozenset[str]
    paused: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What is the same for every question on a page: how the archive names it, its event, how many pictures it has."""

    ground: Ground
    articles: tuple[str, ...]
    event: str
    total: int | None


async def find_ground(db: Statements, site: str) -> Ground:
    """The ground of a site, in one round trip."""
    row = await db.fetch_row(SQL.find_archive_ground, site)
    if row is None:
        raise LookupError("a select without a table always has a row")
    found = decode(row["events"].encode(), list[_Listed])
    return Ground(
        events=tuple(Event(key=item.key, name=item.name, year=item.year, stem=item.stem) for item in found),
        sources={item.key: item.source or item.name for item in found},
        makes=frozenset(row["makes"]),
        paused=frozenset(row["paused"]),
    )


async def find_context(
    db: Statements, ground: Ground, *, site: str, page_url: str, gallery: str, event: str = ""
) -> Context:
    """The context of a page, in one round trip; `event` overrides what the captions say."""
    row = await db.fetch_row(SQL.find_archive_place, site, page_url, list(article_keys(page_url, gallery)))
    if row is None:
        raise LookupError("a select without a table always has a row")
    articles = article_keys(page_url, gallery, *row["galleries"])
    own = event or row["event"] or ""
    if row["event"] == "" and not own:
        seen = await db.fetch(SQL.list_archive_events_seen, site, list(articles))
        own = seen[0]["event"] if len(seen) == 1 else ""
    return Context(
        ground=ground, articles=articles, event=own or event_by_slug(ground.events, articles), total=row["total"]
    )


def article_keys(page_url: str, *galleries: str) -> tuple[str, ...]:
    """By which names captions may know a page: host and path, path, last part of the path, its galleries."""
    parts = urlsplit(page_url if "://" in page_url else f"//{page_url}")
    path = parts.path.rstrip("/").lower()
    host = (parts.hostname or "").lower()
    names = [
        article_key(page_url),
        f"{host}{path}",
        path,
        path.rpartition("/")[2],
        host if not path else "",
        *(gallery.lower() for gallery in galleries),
    ]
    return tuple(dict.fromkeys(name for name in names if name))


def article_key(article: str) -> str:
    """How an article's column is kept: a URL as host and path, anything else in lower case."""
    text = article.strip().lower()
    if "://" in text:
        parts = urlsplit(text)
        return f"{parts.hostname or ''}{parts.path.rstrip('/')}"
    return text.rstrip("/") or text


def event_by_slug(events: tuple[Event, ...], articles: tuple[str, ...]) -> str:
    """The one event whose key stands in the article's name, or nothing."""
    fitting = [
        event.key
        for event in events
        if len(event.key) > 4 and any(fold_name(event.key) in fold_name(name) for name in articles)
    ]
    longest = [key for key in fitting if not any(key != other and key in other for other in fitting)]
    return longest[0] if len(longest) == 1 else ""
