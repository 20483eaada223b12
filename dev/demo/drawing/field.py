"""The field: the demo's entry list, all of it invented.

In: `dev/demo/entries.csv`. Out: one Entry a line.
"""

import csv
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of the entry list."""

    number: int
    plate: str
    make: str
    model: str
    year: int
    colour: str
    body: str

    @property
    def words(self) -> str:
        """Make, model and year as a caption has them."""
        return f"{self.make} {self.model} ({self.year})"


def entries() -> list[Entry]:
    """The demo's entry list."""
    with (Path(__file__).parents[1] / "entries.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [
        Entry(
            number=int(row["start_number"]),
            plate=row["plate"],
            make=row["make"],
            model=row["model"],
            year=int(row["year"]),
            colour=row["colour"],
            body=row["body"],
        )
        for row in rows
    ]
