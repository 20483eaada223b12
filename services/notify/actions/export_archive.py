"""Export a site's archive, row by row, in the columns that the import takes.

In: a site and what to export. Out: rows as column → text; importing them again changes nothing.
"""

from collections.abc import AsyncIterator
from typing import Final

from services.notify.store.statements import SQL
from shared.postgres import Database, Row

BATCH: Final = 500
COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "entries": (
        *("entry_id", "event", "start_no", "make", "model", "year", "plate", "plate_country", "chassis", "driver"),
        *("co_driver", "crew_country", "colour", "body", "notes"),
    ),
    "captions": ("article", "event", "pictures", "picture", "caption", "entry_ids"),
    "answers": ("id", "article", "picture", "question", "answer", "entry_id", "status", "superseded_by"),
    "events": ("event", "name", "year", "source_name"),
}
_OWN_NAMES: Final = {
    "entry_id": "ref",
    "pictures": "total",
    "picture": "number",
    "entry_ids": "entries",
    "id": "ref",
    "answer": "text",
    "superseded_by": "superseded_by",
}


async def export_archive(db: Database, *, site: str, kind: str, event: str = "") -> AsyncIterator[dict[str, str]]:
    """The rows of one table, in a stable order; read in batches, so that any size may be exported."""
    rows = await _page(db, site, kind, event, None)
    while rows:
        for row in rows:
            yield {column: _text(row[_column(kind, column)]) for column in COLUMNS[kind]}
        rows = await _page(db, site, kind, event, rows[-1]) if kind != "events" else []


async def _page(db: Database, site: str, kind: str, event: str, last: Row | None) -> list[Row]:
    if kind == "entries":
        return await db.fetch(SQL.list_archive_entries, site, event, last["ref"] if last else "", BATCH)
    if kind == "captions":
        after = (last["article"], last["number"]) if last else ("", 0)
        return await db.fetch(SQL.list_all_archive_pictures, site, *after, BATCH)
    if kind == "answers":
        return await db.fetch(SQL.list_all_archive_answers, site, last["ref"] if last else "", BATCH)
    return await db.fetch(SQL.list_archive_events, site)


def _column(kind: str, column: str) -> str:
    if kind == "answers":
        return {"entry_id": "entry", "id": "ref", "answer": "text"}.get(column, column)
    if kind == "events":
        return {"event": "key"}.get(column, column)
    return _OWN_NAMES.get(column, column)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ";".join(str(part) for part in value)
    return str(value)
