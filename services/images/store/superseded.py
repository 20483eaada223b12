"""Files that newer ones have taken the place of: since when, and which have stayed long enough.

In: a database or a transaction. Out: domain values.
"""

from dataclasses import dataclass
from datetime import datetime

from services.images.domain import Rendition
from services.images.store.rows import SQL, Reader, rendition_of
from shared.postgres import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """What of one picture has stayed long enough."""

    picture: str
    files: int
    bytes: int


async def supersede(tx: Transaction, picture: str, *, recipe: int, square: str, now: datetime) -> None:
    """From now on pages show this recipe's files and this square; what is shown again loses its mark."""
    await tx.execute(SQL.supersede_renditions, picture, recipe, square, now)


async def overdue_pictures(db: Reader, before: datetime) -> list[Overdue]:
    """Pictures with files that were superseded before then."""
    return [Overdue(**dict(row)) for row in await db.fetch(SQL.overdue_pictures, before)]


async def overdue_renditions(db: Reader, picture: str, before: datetime) -> list[Rendition]:
    """One picture's files that were superseded before then."""
    return [rendition_of(row) for row in await db.fetch(SQL.overdue_renditions, picture, before)]
