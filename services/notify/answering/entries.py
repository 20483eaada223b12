"""Folds an archive's row into the form in which it is looked up: plate, number, makes, colours, names.

In: a row of the entry list. Out: the values of its folded columns.
"""

from dataclasses import dataclass

from services.notify.answering.colours import colours_of
from services.notify.answering.columns import TableRow
from services.notify.answering.folding import fold, fold_name, fold_number
from services.notify.answering.makes import makes_of
from services.notify.answering.plates import plate_fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """The folded columns of an entry, and the words by which it is found."""

    start: str
    plate: str
    makes: tuple[str, ...]
    colours: tuple[str, ...]
    names: tuple[str, ...]


def folded(row: TableRow) -> Folded:
    """The folded columns of one entry."""
    names = {
        fold_name(word)
        for name in (row["driver"], row["co_driver"])
        for word in fold(name).replace("-", " ").split()
        if len(fold_name(word)) > 3
    }
    return Folded(
        start=fold_number(row["start_no"]) if row["start_no"] else "",
        plate=plate_fold(row["plate"]) if row["plate"] else "",
        makes=tuple(sorted(makes_of(row["make"], row["model"]))),
        colours=tuple(sorted(colours_of(row["colour"]))),
        names=tuple(sorted(names)),
    )
