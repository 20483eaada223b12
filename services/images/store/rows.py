"""What all parts of the store share: the query texts, reading, and rows turned into domain values.

In: rows. Out: domain values; rows never leave this room.
"""

from typing import Any, Protocol

from services.images.domain import Picture, Rendition, State
from shared import sql
from shared.postgres import Row

SQL = sql.load(__file__)


Value = Any
"""What a column may hold."""


class Reader(Protocol):
    """A database or a transaction: reading looks the same."""

    async def fetch(self, query: str, *values: Value) -> list[Row]:
        """All rows."""
        ...

    async def fetch_row(self, query: str, *values: Value) -> Row | None:
        """The first row."""
        ...

    async def fetch_value(self, query: str, *values: Value) -> Value:
        """The first value."""
        ...


def picture_of(row: Row) -> Picture:
    """A picture's row as the picture."""
    focal = {name: round(row[name], 3) for name in ("focal_x", "focal_y")}
    return Picture(**{**dict(row), **focal, "state": State(row["state"])})


def rendition_of(row: Row) -> Rendition:
    """A rendition's row as the rendition."""
    return Rendition(**{name: value for name, value in row.items() if name != "picture"})
