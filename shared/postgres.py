"""Talking to Postgres: a pool, transactions that can emit events, and one family of "it is away" errors.

In: SQL texts and values. Out: asyncpg rows. Library errors become `Unavailable` (away, overloaded, cut off)
or the violations named here; anything else is a bug and passes as it is.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any

import asyncpg
from asyncpg.exceptions import (
    CheckViolationError as CheckViolation,
    ForeignKeyViolationError as ForeignKeyViolation,
    UniqueViolationError as UniqueViolation,
)

from shared.errors import ConfigError, Unavailable
from shared.events import Event
from shared.leases import Leases
from shared.messaging import outbox

__all__ = ["CheckViolation", "Database", "ForeignKeyViolation", "Row", "Transaction", "UniqueViolation"]

Row = asyncpg.Record
"""A row: values by column name or position."""

COMMAND_SECONDS = 10.0

_AWAY = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.TransactionRollbackError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.PostgresSystemError,
)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except _AWAY as error:
        if isinstance(error, ValueError):  # a value that does not fit its column: our bug
            raise
        raise Unavailable(f"the database is away ({error.__class__.__name__})", code="database_away") from error


class _Statements(ABC):
    """What a pool and a transaction have in common: running one statement."""

    @abstractmethod
    def _connection(self) -> Any:
        """The connection to run on, as an async context manager."""

    async def fetch(self, query: str, *values: Any) -> list[Row]:
        """All rows. Raises Unavailable."""
        with _translated():
            async with self._connection() as connection:
                rows: list[Row] = await connection.fetch(query, *values)
                return rows

    async def fetch_row(self, query: str, *values: Any) -> Row | None:
        """The first row, or None. Raises Unavailable."""
        with _translated():
            async with self._connection() as connection:
                row: Row | None = await connection.fetchrow(query, *values)
                return row

    async def fetch_value(self, query: str, *values: Any) -> Any:
        """The first row's first value, or None. Raises Unavailable."""
        with _translated():
            async with self._connection() as connection:
                return await connection.fetchval(query, *values)

    async def execute(self, query: str, *values: Any) -> int:
        """Run it; the number of rows it touched. Raises Unavailable."""
        with _translated():
            async with self._connection() as connection:
                status: str = await connection.execute(query, *values)
        count = status.rpartition(" ")[2]
        return int(count) if count.isdigit() else 0

    async def execute_many(self, query: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run it once a row, in one go. Raises Unavailable."""
        with _translated():
            async with self._connection() as connection:
                await connection.executemany(query, rows)


class Transaction(_Statements):
    """Writes that happen together, with their events. Only `Database.transaction` makes one."""

    def __init__(self, connection: Any) -> None:
        self._held = connection
        self._events: list[outbox.OutboxRow] = []
        self.emitted = False
        self.rung: set[str] = set()

    async def emit(self, *events: Event) -> None:
        """Put the events into the outbox as the transaction ends; they are published after the commit, or never."""
        self._events += [outbox.row(event) for event in events]

    async def finish(self) -> None:
        """Write what was emitted: the last statement before the commit."""
        if self._events:
            await self.execute(outbox.INSERT, *outbox.columns(self._events))
            self.emitted = True

    def ring(self, bell: str) -> None:
        """Wake who listens to this bell in this process, after the commit, or never."""
        self.rung.add(bell)

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """What fails inside is undone alone; the error passes on."""
        block, before = self._held.transaction(), len(self._events)
        with _translated():
            await block.start()
        try:
            yield
        except BaseException:
            del self._events[before:]
            with suppress(*_AWAY):
                await block.rollback()
            raise
        with _translated():
            await block.commit()

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Any]:
        yield self._held


class Database(_Statements):
    """A pool of connections as one service's role."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._leases = Leases(pool)
        self.outbox_filled = asyncio.Event()
        self.bells: dict[str, Callable[[], None]] = {}

    @classmethod
    async def open(
        cls, url: str, *, application: str, size: int = 10, patience: float = 30.0, by_index: bool = False
    ) -> "Database":
        """Connect, trying again for `patience` seconds while the server is away.

        Raises Unavailable, and ConfigError when the server refuses the role, its password or the database's name.

        `by_index`: every hot query has its index, and plans that are made and kept while a table is empty use
        it from the first row on, not from the day on which Postgres has noticed that the table grew.
        The pool's reset on release is replaced by one that costs no round trip: we keep no session state
        (no SET, LISTEN or session locks on pooled connections), and an open transaction is rolled back.
        """
        deadline = asyncio.get_running_loop().time() + patience
        while True:
            try:
                with _translated():
                    pool = await asyncpg.create_pool(
                        url,
                        min_size=min(2, size),
                        max_size=size,
                        timeout=5,
                        command_timeout=COMMAND_SECONDS,
                        reset=_roll_back,
                        server_settings={
                            "application_name": f"paddock {application}",
                            "timezone": "UTC",
                            "idle_in_transaction_session_timeout": "60000",
                            "jit": "off",
                            **({"enable_seqscan": "off"} if by_index else {}),
                        },
                    )
                return cls(pool)
            except (asyncpg.InvalidAuthorizationSpecificationError, asyncpg.InvalidCatalogNameError) as error:
                raise ConfigError([f"PADDOCK_DATABASE_URL: {error}"]) from error
            except Unavailable:
                if asyncio.get_running_loop().time() > deadline:
                    raise
                await asyncio.sleep(0.5)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """A transaction: committed at the end, rolled back on any error. Raises Unavailable.

        After an Unavailable from the commit itself the outcome is unknown; whoever repeats must be idempotent.
        """
        with _translated():
            connection, ended = await self._leases.take(), False
        try:
            transaction = Transaction(connection)
            block = connection.transaction()
            with _translated():
                await block.start()
            try:
                yield transaction
                await transaction.finish()
            except BaseException:
                with suppress(*_AWAY):
                    await block.rollback()
                raise
            with _translated():
                await block.commit()
            ended = True
        finally:
            await self._leases.give(connection, sound=ended)
        if transaction.emitted:
            self.wake_relay()
        for bell in transaction.rung & self.bells.keys():
            self.bells[bell]()

    def wake_relay(self) -> None:
        """Say that a committed statement of the caller's own put rows into the outbox."""
        self.outbox_filled.set()

    @asynccontextmanager
    async def dedicated(self) -> AsyncIterator[Any]:
        """A pooled connection as asyncpg gives it, for the rare room that needs one (LISTEN, COPY, cursors)."""
        with _translated():
            connection = await self._leases.take()
        try:
            yield connection
        finally:
            await self._leases.give(connection, sound=False)

    async def close(self) -> None:
        """Wait a little for what is in flight, then close every connection."""
        try:
            async with asyncio.timeout(5):
                await self._leases.close()
                await self._pool.close()
        except TimeoutError:
            self._pool.terminate()

    def _connection(self) -> Any:
        return self._leases.lease()


async def _roll_back(connection: Any) -> None:
    if connection.is_in_transaction():
        await connection.execute("ROLLBACK")
