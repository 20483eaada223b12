"""How many comments there are, day by day, and which of them somebody knows otherwise."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from services.comments.store import Reading
from shared import sql
from shared.events import DayTally

SQL = sql.load(__file__)


async def tally_days(on: Reading, since: datetime, until: datetime) -> dict[str, list[DayTally]]:
    """Each site's days in order; those without comments are left out."""
    found: dict[str, list[DayTally]] = {}
    for row in await on.fetch(SQL.tally_days, since, until):
        tally = DayTally(day=row["day"], count=row["count"], versions=int(row["versions"]))
        found.setdefault(row["site"], []).append(tally)
    return found


async def list_unlike(on: Reading, site: str, day: date, known: Mapping[UUID, int], limit: int) -> list[UUID]:
    """The comments of that day whose version is another one than is known, or that are not known."""
    rows = await on.fetch(SQL.list_unlike, site, day, list(known), list(known.values()), limit)
    return [row["id"] for row in rows]
