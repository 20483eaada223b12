"""The archive's rows: what a comment mentions is looked up here, by index, before anything is decided.

In: a reading, a site, an article. Out: `Facts`.
"""

from collections.abc import Iterable
from typing import Final

from services.notify.answering.candidates import label_of
from services.notify.answering.folding import neighbours, transpositions
from services.notify.answering.nouns import Earlier, Entry, Facts, Picture, Reading
from services.notify.answering.scope import scope
from services.notify.store.archive_ground import Context
from services.notify.store.statements import SQL, Statements
from shared.postgres import Row

MANY: Final = 400
"""More cars of a make than this in one event, and "the only one of its model" isn't looked for."""


async def gather(db: Statements, *, site: str, context: Context, reading: Reading, picture: int | None) -> Facts:
    """Everything the archive knows about what the reading mentions."""
    articles = context.articles
    asked = reading.asked
    scoped = scope(reading, context.ground.events, context.event).event
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
        events=context.ground.events,
        article_event=context.event,
        picture=picture,
        pictures=tuple(_known(item, found) for item in pictures),
        entries=tuple(found.values()),
        earlier=earlier,
        paused=context.ground.paused,
        crowded=crowded,
    )


async def find_entries(db: Statements, site: str, refs: Iterable[str]) -> tuple[Entry, ...]:
    """These entries, in no order; missing ones are left out."""
    return tuple(entry_of(row) for row in await db.fetch(SQL.find_archive_entries_by_ref, site, list(refs)))


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
