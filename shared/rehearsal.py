"""A database on which everything is done and nothing is kept: what a command's `--dry-run` works on.

In: a service's database URL. Out: a `Database` of one connection whose work is rolled back when it is closed.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from shared.postgres import Database, Transaction


class Rehearsal(Database):
    """Transactions become savepoints of one transaction that never commits; no relay is woken, nobody is notified."""

    _block: Any = None
    _held: Any = None

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """A savepoint of the one transaction."""
        transaction = Transaction(await self._one())
        async with transaction.savepoint():
            yield transaction
            await transaction.finish()

    @asynccontextmanager
    async def dedicated(self) -> AsyncIterator[Any]:
        """The one connection."""
        yield await self._one()

    async def close(self) -> None:
        """Undo everything, then close."""
        if self._block is not None:
            await self._block.rollback()
            await self._pool.release(self._held)
        await super().close()

    async def _one(self) -> Any:  # noqa: ANN401 - as asyncpg gives it
        if self._held is None:
            held = await self._pool.acquire()
            self._held, self._block = held, held.transaction()
            await self._block.start()
        return self._held

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Any]:
        yield await self._one()


async def opened(url: str, *, application: str, dry_run: bool, size: int = 2) -> Database:
    """The database, or its rehearsal when nothing shall be kept. Raises Unavailable."""
    kind = Rehearsal if dry_run else Database
    return await kind.open(url, application=application, size=size)
