"""Reads rows of an archive's table: forgiving in order and headings, strict in values.

In: a heading row, or an object's keys, and cells. Out: an `EntryRow`, `PictureRow`, `AnswerRow` or `EventRow`;
or `Fault`s, each naming its column.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from services.notify.answering.folding import fold_name
from services.notify.answering.lexicon import LEXICON

KINDS: Final = ("entries", "captions", "answers", "events")

_COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "entries": (
        *("entry_id", "event", "start_no", "make", "model", "year", "plate", "plate_country", "chassis", "driver"),
        *("co_driver", "crew", "crew_country", "colour", "body", "notes", "article", "pictures"),
    ),
    "captions": ("article", "event", "pictures", "picture", "caption", "entry_ids"),
    "answers": ("entry_id", "article", "picture", "question", "answer", "status", "superseded_by", "answer_id"),
    "events": ("event", "name", "year", "source_name"),
}
_NEEDED: Final[dict[str, tuple[str, ...]]] = {
    "entries": ("entry_id", "make"),
    "captions": ("article",),
    "answers": ("answer_id", "answer", "status"),
    "events": ("event",),
}
_LONGEST: Final = 2000
_IDS: Final = re.compile(r"[;,|\s]+")
_PICTURES: Final = re.compile(r"\d{1,4}(?:\s*+(?:[-;,|]\s*+)?(?<=[-;,|\s])\d{1,4})*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong in a row: its number in the file (the heading is row 1), the column, and what would be right."""

    row: int
    column: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One row: trimmed cells by canonical column; years, picture numbers and ids are read."""

    row: int
    cells: dict[str, str]
    year: int | None = None
    numbers: tuple[int, ...] = ()
    total: int | None = None
    ids: tuple[str, ...] = ()

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def headings(kind: str, names: list[str]) -> dict[str, str]:
    """Which canonical column each heading is; unknown headings are left out. Raises ValueError for a missing column."""
    found: dict[str, str] = {}
    for name in names:
        column = _column(kind, name)
        if column and column in found.values():
            raise ValueError(f"two headings mean the same column {column}: {name}")
        if column:
            found[name] = column
    for needed in _NEEDED[kind]:
        if needed not in found.values():
            raise ValueError(f"the column {needed} is missing; a sample of every column is in docs/archive.md")
    if kind == "captions" and not {"picture", "pictures"} & set(found.values()):
        raise ValueError("the column picture is missing; a sample of every column is in docs/archive.md")
    return found


def read_row(kind: str, number: int, cells: Mapping[str, str]) -> tuple[TableRow | None, list[Fault]]:
    """The row, or what is wrong with it. `cells` are by canonical column."""
    clean = {
        column: " ".join(value.split()) if column not in ("answer", "question") else value.strip()
        for column, value in cells.items()
    }
    faults = [
        Fault(row=number, column=column, detail="must not be empty")
        for column in _NEEDED[kind]
        if not clean.get(column)
    ]
    faults += [
        Fault(row=number, column=column, detail=f"is longer than {_LONGEST} characters")
        for column, value in clean.items()
        if len(value) > (_LONGEST * 5 if column in ("answer", "question") else _LONGEST)
    ]
    faults += [
        Fault(row=number, column=column, detail="holds a NUL") for column, value in clean.items() if "\x00" in value
    ]
    year = _year(number, clean.get("year", ""), faults)
    numbers, total = _picture(number, clean, faults), None
    if kind == "captions" or (kind == "entries" and clean.get("pictures")):
        numbers, total = _pictures(number, clean, faults)
    if kind == "entries" and clean.get("pictures") and not clean.get("article"):
        faults.append(Fault(row=number, column="article", detail="must name the page or gallery of these pictures"))
    if clean.get("crew") and not clean.get("driver"):
        clean["driver"], _, clean["co_driver"] = (
            part.strip() for part in re.sub(r"(?<!\s)\s*+[&+/]\s*", "/", clean["crew"]).partition("/")
        )
    if kind == "entries" and clean.get("start_no") and not re.fullmatch(r"#?[0-9A-Za-z .°/-]{1,10}", clean["start_no"]):
        faults.append(Fault(row=number, column="start_no", detail=f"is no start number: {clean['start_no'][:40]}"))
    if kind == "answers" and clean.get("status") and clean["status"].lower() not in ("accepted", "corrected"):
        faults.append(Fault(row=number, column="status", detail="is accepted or corrected"))
    if faults:
        return None, faults
    ids = tuple(dict.fromkeys(part for part in _IDS.split(clean.get("entry_ids", "")) if part))
    return TableRow(row=number, cells=clean, year=year, numbers=numbers, total=total, ids=ids), []


def kind_of_table(name: str) -> str:
    """What a file holds by its name, or nothing."""
    folded = fold_name(name.rpartition("/")[2])
    for kind, words in (
        ("answers", ("answer",)),
        ("captions", ("caption", "picture")),
        ("entries", ("entr",)),
        ("events", ("event",)),
    ):
        if any(word in folded for word in words):
            return kind
    return ""


def _column(kind: str, name: str) -> str:
    folded = fold_name(name)
    if kind == "answers" and folded in ("id", "answerid", "externalid", "ref"):
        return "answer_id"
    if kind == "events" and folded in ("key", "id"):
        return "event"
    for column in _COLUMNS[kind]:
        if folded == fold_name(column):
            return column
    for column in _COLUMNS[kind]:
        if folded in LEXICON.columns.get(column, frozenset()):
            return column
    return ""


def _year(number: int, text: str, faults: list[Fault]) -> int | None:
    if not text:
        return None
    if re.fullmatch(r"(?:c|ca|circa|um|~)\.? ?\d{4}|\d{4} ?[/-] ?\d{2,4}", text):
        return None
    if re.fullmatch(r"\d{4}(?:\.0)?", text) and 1880 <= int(text[:4]) <= 2100:
        return int(text[:4])
    faults.append(Fault(row=number, column="year", detail=f"is no year from 1880 to 2100: {text[:40]}"))
    return None


def _picture(number: int, cells: dict[str, str], faults: list[Fault]) -> tuple[int, ...]:
    text = cells.get("picture", "")
    if not text:
        return ()
    if re.fullmatch(r"\d{1,4}(?:\.0)?", text) and int(text.partition(".")[0]) > 0:
        return (int(text.partition(".")[0]),)
    faults.append(Fault(row=number, column="picture", detail=f"is no picture number: {text[:40]}"))
    return ()


def _pictures(number: int, cells: dict[str, str], faults: list[Fault]) -> tuple[tuple[int, ...], int | None]:
    """The numbers that a row is about, and how many pictures the article has, if the row says so."""
    one, many = cells.get("picture", ""), cells.get("pictures", "")
    named = one or many
    if not re.fullmatch(_PICTURES, named):
        column = "picture" if one or "pictures" not in cells else "pictures"
        faults.append(Fault(row=number, column=column, detail=f"is no picture number, list or range: {named[:40]}"))
        return (), None
    numbers = _listed(named)
    if not numbers or min(numbers) < 1 or len(numbers) > 500:
        faults.append(Fault(row=number, column="picture", detail=f"is no sensible range of pictures: {named[:40]}"))
    total = max(_listed(many), default=None) if one and re.fullmatch(_PICTURES, many) else None
    if total is not None and numbers and total < max(numbers):
        total = None
    return numbers, total


def _listed(text: str) -> tuple[int, ...]:
    found: list[int] = []
    for part in re.split(r"[;,|]\s*|(?<=\d)\s+(?=\d)", text):
        first, dash, last = (piece.strip() for piece in part.partition("-"))
        if first.isdigit():
            found += range(int(first), int(last) + 1) if dash and last.isdigit() else [int(first)]
    return tuple(dict.fromkeys(found))
