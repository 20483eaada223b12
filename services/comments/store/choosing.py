"""What members of staff choose for themselves at the desk, as rows: a language, and views by name."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from services.comments.store import Reading
from services.comments.store.records import record
from shared import sql
from shared.postgres import Transaction

SQL = sql.load(__file__)


class SavedView(Struct, frozen=True, kw_only=True):
    """A filter of the queue that somebody gave a name; `query` is the end of its address."""

    id: UUID
    name: str
    query: str


async def save_language(tx: Transaction, digest: str, language: str, now: datetime) -> None:
    """Keep the choice; an empty one means the browser's."""
    await tx.execute(SQL.save_language, digest, language, now)


async def list_views(on: Reading, site: str, digest: str) -> list[SavedView]:
    """Somebody's views on a site, by name."""
    return [record(SavedView, row) for row in await on.fetch(SQL.list_views, site, digest)]


async def count_views(on: Reading, site: str, digest: str) -> int:
    """How many views somebody has on a site."""
    count: int = await on.fetch_value(SQL.count_views, site, digest)
    return count


async def save_view(tx: Transaction, view: SavedView, *, site: str, digest: str, now: datetime) -> None:
    """Keep a view; one of the same name takes the new filter."""
    await tx.execute(SQL.save_view, view.id, site, digest, view.name, view.query, now)


async def delete_view(tx: Transaction, view: UUID, *, site: str, digest: str) -> bool:
    """Take away one of one's own views; whether it was there."""
    return bool(await tx.fetch_value(SQL.delete_view, view, site, digest))


async def erase_choices(tx: Transaction, digest: str) -> int:
    """Forget what somebody chose who is no longer of any staff; how many rows went."""
    return await tx.execute(SQL.erase_choice, digest) + await tx.execute(SQL.erase_views, digest)
