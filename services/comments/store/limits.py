"""How often somebody may do something, counted atomically."""

from datetime import datetime

from services.comments.store import Reading
from shared import sql
from shared.errors import TooMany
from shared.ids import uuid7

SQL = sql.load(__file__)


async def take_ticket(on: Reading, key: str, *, burst: int, seconds: float, now: datetime) -> None:
    """Count one more for `key`. Raises TooMany beyond `burst` within `seconds`."""
    if not await on.fetch_value(SQL.take_ticket, key, now, burst, seconds, uuid7()):
        raise TooMany("you have done this very often; wait a while", retry_after=seconds / burst)
