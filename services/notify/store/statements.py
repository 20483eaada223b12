"""What every store module stands on: the query texts, and anything that runs statements."""

from typing import Any, Protocol

from shared import sql
from shared.postgres import Row

SQL = sql.load(__file__)


class Statements(Protocol):
    """A database or a transaction."""

    async def fetch(self, query: str, *values: object) -> list[Row]:
        """All rows."""
        ...

    async def fetch_row(self, query: str, *values: object) -> Row | None:
        """The first row."""
        ...

    async def fetch_value(self, query: str, *values: object) -> Any:  # noqa: ANN401 - a value is of its column's type
        """The first value."""
        ...

    async def execute(self, query: str, *values: object) -> int:
        """The number of rows touched."""
        ...
