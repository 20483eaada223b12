"""What every store module stands on: the query texts, and anything that runs statements."""

from typing import Any, Protocol

from shared import sql
from shared.postgres import Row

SQL = sql.load(__file__)


class Statements(Protocol):
    """A database or a transaction."""

    async def fetch(self, query: str, *values: Any) -> list[Row]:
        """All rows."""
        ...

    async def fetch_row(self, query: str, *values: Any) -> Row | None:
        """The first row."""
        ...

    async def fetch_value(self, query: str, *values: Any) -> Any:
        """The first value."""
        ...

    async def execute(self, query: str, *values: Any) -> int:
        """The number of rows touched."""
        ...
