"""Import a table into a site's archive: streamed, atomic, repeatable; an error names its row and column.

In: an open text file (CSV, JSON array or JSON lines) of entries, captions, answers or events. Out: a report.
"""

import csv
import io
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final, TextIO

from services.notify.answering.columns import Fault, TableRow, headings, read_row
from services.notify.store import archive_import
from shared.errors import Field, Invalid
from shared.postgres import Database, Transaction

BATCH: Final = 500
MOST_FAULTS: Final = 1000


@dataclass(slots=True, kw_only=True)
class Report:
    """What an import did, or would do: rows read and kept, how many were new, faults (nothing kept), warnings.

    `pictures` are those that the file named so far: a picture named again has more entries, not others.
    """

    kind: str
    rows: int = 0
    kept: int = 0
    new: int = 0
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    pictures: set[tuple[str, int]] = field(default_factory=set)


class _RolledBack(Exception):
    """Nothing shall be kept; the report says why."""


async def import_archive(
    db: Database,
    source: TextIO,
    *,
    site: str,
    kind: str,
    event: str = "",
    dry_run: bool = False,
    skip_faulty: bool = False,
) -> Report:
    """Import the whole file or nothing. `event` fills in where a row names none; `skip_faulty` keeps the good rows.

    Raises Invalid when the file can't be read at all.
    """
    report = Report(kind=kind)
    with suppress(_RolledBack):
        async with db.transaction() as tx:
            seen: set[tuple[str, ...]] = set()
            batch: list[TableRow] = []
            for row in _rows(source, kind, event, report):
                _note_repeat(row, kind, seen, report)
                batch.append(row)
                if len(batch) >= BATCH:
                    await _keep(tx, site, kind, batch, report)
                    batch = []
                if len(report.faults) >= MOST_FAULTS:
                    raise _RolledBack
            await _keep(tx, site, kind, batch, report)
            if dry_run or (report.faults and not skip_faulty):
                raise _RolledBack
    if report.faults and not skip_faulty:
        report.kept = report.new = 0
    return report


def _rows(source: TextIO, kind: str, event: str, report: Report) -> Iterator[TableRow]:
    for number, cells in _cells(source, kind):
        report.rows += 1
        if event and not cells.get("event"):
            cells["event"] = event
        row, faults = read_row(kind, number, cells)
        if row is not None and kind == "entries" and not row["event"]:
            row, faults = None, [Fault(row=number, column="event", detail="must not be empty")]
        report.faults += faults
        if row is not None:
            yield row


def _note_repeat(row: TableRow, kind: str, seen: set[tuple[str, ...]], report: Report) -> None:
    if kind == "captions":
        return
    column = {"entries": "entry_id", "answers": "answer_id", "events": "event"}[kind]
    keys = [(row[column],)]
    if any(key in seen for key in keys):
        report.faults.append(Fault(row=row.row, column=column, detail="stands twice in this file"))
    seen.update(keys)


async def _keep(tx: Transaction, site: str, kind: str, rows: list[TableRow], report: Report) -> None:
    if not rows:
        return
    faulty = {fault.row for fault in report.faults}
    rows = [row for row in rows if row.row not in faulty]
    report.kept += len(rows)
    if kind == "events":
        await archive_import.keep_events(tx, site, rows)
    elif kind == "entries":
        for key in sorted({row["event"] for row in rows}):
            await archive_import.add_event(tx, site, key)
        report.new += await archive_import.keep_entries(tx, site, rows) if rows else 0
        await archive_import.see_entries(tx, site, rows)
    elif kind == "captions":
        await _warn(tx, site, [(row, ref) for row in rows for ref in row.ids], "entry_ids", report)
        await archive_import.keep_pictures(tx, site, rows, report.pictures)
    else:
        await _warn(tx, site, [(row, row["entry_id"]) for row in rows if row["entry_id"]], "entry_id", report)
        await archive_import.keep_answers(tx, site, rows)


async def _warn(tx: Transaction, site: str, named: list[tuple[TableRow, str]], column: str, report: Report) -> None:
    missing = await archive_import.missing_entries(tx, site, [ref for _, ref in named])
    for row, ref in named:
        if ref in missing:
            report.warnings.append(
                Fault(row=row.row, column=column, detail=f"the archive has no entry {ref}; it counts as an unknown car")
            )


def _cells(source: TextIO, kind: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Row numbers and cells by canonical column, whatever the file's form."""
    head = source.read(1)
    while head and (head.isspace() or head == "\ufeff"):
        head = source.read(1)
    try:
        if head == "[":
            yield from _objects(enumerate(json.loads(head + source.read()), 1), kind)
        elif head == "{":
            yield from _objects(_lines(head, source), kind)
        elif head:
            yield from _table(head, source, kind)
    except (csv.Error, json.JSONDecodeError, UnicodeDecodeError) as error:
        raise Invalid(
            f"the file can't be read: {error}", fields=(Field(pointer="/file", detail=str(error)),)
        ) from error
    except ValueError as error:
        raise Invalid(str(error), fields=(Field(pointer="/file", detail=str(error)),)) from error


def _lines(head: str, source: TextIO) -> Iterator[tuple[int, object]]:
    first = head + source.readline()
    for number, line in enumerate(_chain(first, source), 1):
        if line.strip():
            yield number, json.loads(line)


def _chain(first: str, source: TextIO) -> Iterator[str]:
    yield first
    yield from source


def _objects(items: Iterator[tuple[int, object]], kind: str) -> Iterator[tuple[int, dict[str, str]]]:
    for number, item in items:
        if not isinstance(item, dict):
            raise Invalid(
                f"row {number} is no object", fields=(Field(pointer=f"/{number}", detail="must be an object"),)
            )
        columns = headings(kind, [str(key) for key in item])
        yield number, {columns[key]: _text(value) for key, value in item.items() if key in columns}


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ";".join(str(part) for part in value)
    return str(value)


def _table(head: str, source: TextIO, kind: str) -> Iterator[tuple[int, dict[str, str]]]:
    first = head + source.readline()
    dialect = max(",;\t", key=first.count)
    reader = csv.reader(_chain(first, source), delimiter=dialect, strict=True)
    names = next(reader)
    columns = headings(kind, names)
    for cells in reader:
        if any(cell.strip() for cell in cells):
            if len(cells) > len(names) and any(cell.strip() for cell in cells[len(names) :]):
                raise Invalid(f"line {reader.line_num} has more cells than the heading", fields=())
            yield (
                reader.line_num,
                {columns[name]: cell for name, cell in zip(names, cells, strict=False) if name in columns},
            )


def as_text(content: bytes) -> TextIO:
    """An uploaded file as text: UTF-8, with or without its mark. Raises Invalid for anything else."""
    try:
        return io.StringIO(content.decode("utf-8-sig"), newline="")
    except UnicodeDecodeError as error:
        raise Invalid("the file isn't UTF-8", fields=(Field(pointer="/file", detail="must be UTF-8"),)) from error
