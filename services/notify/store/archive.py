"""The archive's rows: what a comment mentions is looked up here, by index, before anything is decided.

In: a reading, a site, an article. Out: `Facts`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from msgspec import Struct

from services.notify.answering.candidates import label_of
from services.notify.answering.folding import fold_name, neighbours, transpositions
from services.notify.answering.nouns import Earlier, Entry, Event, Facts, Picture, Reading
from services.notify.answering.scope import scope
from services.notify.store.statements import SQL, Statements
from shared.codec import decode
from shared.postgres import Row


class _Listed(Struct, frozen=True):
    key: str
    name: str
    year: int | None
    stem: str
    source: str


MANY: Final = 400
"""More cars of a make than this in one event, and "the only one of its model" isn't looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What is the same for every question on a page: events, makes, rules that rest, the article's event and total.

    `sources` names each event's entry list.
    """

    events: tuple[Event, ...]
    sources: dict[str, str]
    makes: frozenset[str]
    paused: frozenset[str]
    articles: tuple[str, ...]
    event: str
    total: int | None


async def find_context(db: Statements, site: str, articles: tuple[str, ...], event: str = "") -> Context:
    """The context of a page, in one round trip; `event` overrides what the captions say."""
    row = await db.fetch_row(SQL.find_archive_context, site, list(articles))
    if row is None:
        raise LookupError("a select without a table always has a row")
    found = decode(row["events"].encode(), list[_Listed])
    events = tuple(Event(key=item.key, name=item.name, year=item.year, stem=item.stem) for item in found)
    own = event or row["event"] or ""
    if row["event"] == "" and not own:
        seen = await db.fetch(SQL.list_archive_events_seen, site, list(articles))
        own = seen[0]["event"] if len(seen) == 1 else ""
    return Context(
        events=events,
        sources={item.key: item.source or item.name for item in found},
        makes=frozenset(row["makes"]),
        paused=frozenset(row["paused"]),
        articles=articles,
        event=own or event_by_slug(events, articles),
        total=row["total"],
    )


async def gather(db: Statements, *, site: str, context: Context, reading: Reading, picture: int | None) -> Facts:
    """Everything the archive knows about what the reading mentions."""
    articles = context.articles
    asked = reading.asked
    scoped = scope(reading, context.events, context.event).event
    numbers = {picture} if picture is not None else set()
    numbers |= {mention.number for mention in (*asked.pictures, *asked.loose)}
    pictures = await _pictures(db, site, articles, numbers, context.total)
    folds = {fold for mention in (*asked.plates, *asked.windows) for fold in mention.folds}
    earlier = await _earlier(db, site, articles, numbers, folds)
    found: dict[str, Entry] = {}
    if folds:
        _keep(found, await db.fetch(SQL.find_archive_entries_by_plate, site, list(folds)))
    given = {fold for mention in asked.plates for fold in mention.full[:1]}
    missing = given - {entry.plate_fold for entry in found.values()}
    if missing:
        near = {other for plate in missing for other in (*neighbours(plate), *transpositions(plate))}
        _keep(found, await db.fetch(SQL.find_archive_entries_by_plate, site, list(near)))
    starts = [*asked.numbers, *asked.beside_make]
    if starts and scoped:
        _keep(found, await db.fetch(SQL.find_archive_entries_by_number, site, scoped, starts))
    refs = {ref for item in pictures for ref in item.entries} | {item.entry for item in earlier if item.entry}
    if refs:
        _keep(found, await db.fetch(SQL.find_archive_entries_by_ref, site, list(refs)))
    crowded = await _by_words(db, site, reading, scoped, found)
    return Facts(
        events=context.events,
        article_event=context.event,
        picture=picture,
        pictures=tuple(_known(item, found) for item in pictures),
        entries=tuple(found.values()),
        earlier=earlier,
        paused=context.paused,
        crowded=crowded,
    )


async def find_entries(db: Statements, site: str, refs: Iterable[str]) -> tuple[Entry, ...]:
    """These entries, in no order; missing ones are left out."""
    return tuple(entry_of(row) for row in await db.fetch(SQL.find_archive_entries_by_ref, site, list(refs)))


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


def entry_of(row: Row) -> Entry:
    """A row as the craft sees it."""
    return Entry(
        ref=row["ref"],
        event=row["event"],
        start_no=row["start_fold"],
        make=row["make"],
        makes=frozenset(row["makes"]),
        model=row["model"],
        year=row["year"],
        plate=row["plate"],
        plate_fold=row["plate_fold"],
        driver=row["driver"],
        co_driver=row["co_driver"],
        crew_country=row["crew_country"],
        colour=row["colour"],
        colours=frozenset(row["colours"]),
        body=row["body"],
        chassis=row["chassis"],
    )


def _keep(found: dict[str, Entry], rows: list[Row]) -> None:
    for row in rows:
        found[row["ref"]] = entry_of(row)


async def _by_words(db: Statements, site: str, reading: Reading, event: str, found: dict[str, Entry]) -> bool:
    """Entries of the makes and names said; True when there are too many of a make to tell one apart."""
    if not event:
        return False
    asked = reading.asked
    makes = frozenset().union(*asked.makes, *(model.makes for model in asked.models))
    rows = await db.fetch(SQL.find_archive_entries_by_word, site, "make", list(makes), event, MANY) if makes else []
    if asked.names:
        rows = [*rows, *await db.fetch(SQL.find_archive_entries_by_word, site, "name", list(asked.names), event, 50)]
    for row in rows:
        found[row["ref"]] = entry_of(row)
    return len(rows) >= MANY


async def _pictures(
    db: Statements, site: str, articles: tuple[str, ...], numbers: set[int], total: int | None
) -> tuple[Picture, ...]:
    rows = await db.fetch(SQL.list_archive_pictures, site, list(articles), list(numbers)) if numbers else []
    by_number: dict[int, Picture] = {}
    for row in rows:
        by_number[row["number"]] = Picture(
            number=row["number"],
            total=row["total"] or total,
            caption=row["caption"],
            entries=tuple(row["entries"]),
            listed=len(row["entries"]),
        )
    for number in numbers - set(by_number):
        by_number[number] = Picture(number=number, total=total, caption="", entries=(), listed=0)
    return tuple(by_number.values())


def _known(picture: Picture, found: dict[str, Entry]) -> Picture:
    entries = tuple(ref for ref in picture.entries if ref in found)
    return Picture(
        number=picture.number, total=picture.total, caption=picture.caption, entries=entries, listed=picture.listed
    )


async def _earlier(
    db: Statements, site: str, articles: tuple[str, ...], numbers: set[int], folds: set[str]
) -> tuple[Earlier, ...]:
    rows = []
    if numbers:
        rows += await db.fetch(SQL.list_archive_answers_by_picture, site, list(articles), list(numbers))
    if folds:
        rows += await db.fetch(SQL.list_archive_answers_by_plate, site, list(folds))
    return tuple(
        {
            row["ref"]: Earlier(
                ref=row["ref"],
                picture=row["picture"],
                plates=tuple(row["plates"]),
                question=row["question"],
                answer=row["text"],
                entry=row["entry"],
                accepted=row["status"] == "accepted" and not row["superseded_by"],
            )
            for row in rows
        }.values()
    )


def label(entry: Entry) -> str:
    """An entry in one line, for the desk."""
    return label_of(entry)
