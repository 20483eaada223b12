"""Writes the archive's rows, in batches, inside the importer's one transaction.

In: checked rows. Out: how many were new.
"""

from services.notify.answering.columns import TableRow
from services.notify.answering.entries import folded
from services.notify.answering.folding import fold_plate
from services.notify.answering.plates import plates
from services.notify.answering.scope import stem_of, year_of
from services.notify.answering.sentences import sentences
from services.notify.store.archive_ground import article_key
from services.notify.store.statements import SQL
from shared.postgres import Transaction


async def keep_events(tx: Transaction, site: str, rows: list[TableRow]) -> None:
    """Add or rename events."""
    for row in rows:
        name = row["name"] or row["event"]
        year = row.year or year_of(name) or year_of(row["event"])
        await tx.execute(SQL.keep_archive_event, site, row["event"], name, year, stem_of(name), row["source_name"])


async def add_event(tx: Transaction, site: str, key: str) -> None:
    """Make sure that the event is there, named by its key as long as nobody names it better."""
    await tx.execute(SQL.add_archive_event, site, key, key, year_of(key), stem_of(key))


async def keep_entries(tx: Transaction, site: str, rows: list[TableRow]) -> int:
    """Add or replace entries with their words; how many were new."""
    refs = [row["entry_id"] for row in rows]
    known = {found["ref"] for found in await tx.fetch(SQL.list_archive_refs, site, refs)}
    forms = [folded(row) for row in rows]
    await tx.execute_many(
        SQL.keep_archive_entry,
        [
            (
                site,
                row["entry_id"],
                row["event"],
                row["start_no"],
                form.start,
                row["make"],
                list(form.makes),
                row["model"],
                row.year,
                row["plate"],
                form.plate,
                row["plate_country"],
                row["chassis"],
                row["driver"],
                row["co_driver"],
                row["crew_country"],
                row["colour"],
                list(form.colours),
                row["body"],
                row["notes"],
            )
            for row, form in zip(rows, forms, strict=True)
        ],
    )
    await tx.execute(SQL.delete_archive_words, site, refs)
    words = [
        (kind, word, row["event"], row["entry_id"])
        for row, form in zip(rows, forms, strict=True)
        for kind, found in (("make", form.makes), ("name", form.names))
        for word in found
    ]
    columns = [list(column) for column in zip(*words, strict=True)] or [[], [], [], []]
    await tx.execute(SQL.add_archive_words, site, *columns)
    return len(rows) - len(known)


async def keep_pictures(tx: Transaction, site: str, rows: list[TableRow], seen: set[tuple[str, int]]) -> None:
    """Add or replace pictures; a row may stand for several numbers, and several rows for one picture's entries.

    `seen` are the pictures that this file has named so far.
    """
    first, again = [], []
    for row in rows:
        for number in row.numbers:
            key = (article_key(row["article"]), number)
            if key in seen:
                again += [(site, *key, row["event"], ref) for ref in row.ids]
            else:
                seen.add(key)
                first.append((site, *key, row.total, row["event"], row["caption"], list(row.ids)))
    await tx.execute_many(SQL.keep_archive_picture, first)
    await tx.execute_many(SQL.see_archive_entry, again)


async def see_entries(tx: Transaction, site: str, rows: list[TableRow]) -> None:
    """Add entries to the pictures in which their rows say they are seen."""
    await tx.execute_many(
        SQL.see_archive_entry,
        [
            (site, article_key(row["article"]), number, row["event"], row["entry_id"])
            for row in rows
            for number in row.numbers
        ],
    )


async def keep_answers(tx: Transaction, site: str, rows: list[TableRow]) -> None:
    """Add or replace earlier answers; the plates in their questions are what they can be found by."""
    await tx.execute_many(
        SQL.keep_archive_answer,
        [
            (
                site,
                row["answer_id"],
                article_key(row["article"]) if row["article"] else "",
                row.numbers[0] if row.numbers else None,
                list(plates_in(row["question"])),
                row["question"],
                row["answer"],
                row["entry_id"],
                row["status"].lower(),
                row["superseded_by"],
                None,
            )
            for row in rows
        ],
    )


async def missing_entries(tx: Transaction, site: str, refs: list[str]) -> set[str]:
    """Which of these entries the archive doesn't have."""
    return set(refs) - {found["ref"] for found in await tx.fetch(SQL.list_archive_refs, site, refs)}


def plates_in(question: str) -> tuple[str, ...]:
    """The folded plates that a question gives."""
    found = [fold for part in sentences(question) for mention in plates(part)[0] for fold in mention.full[:1]]
    return tuple(dict.fromkeys(fold_plate(fold) for fold in found))
