"""Hands a pool's connections from statement to statement: the pool's own way costs more than a small statement does.

In: asyncpg's pool. Out: a connection for a block. A few that are free are kept at hand; the pool has one back when
something failed, when somebody waits for one, or when enough are free.
"""

from typing import Any

ACQUIRE_SECONDS = 3.0
AT_HAND = 4
"""So many are kept at hand: those that are free beyond that are the pool's, which closes them when they stay free."""


class Leases:
    """The connections of one pool."""

    def __init__(self, pool: Any) -> None:  # noqa: ANN401 - the library is known in its room alone
        self._pool = pool
        self._at_hand: list[Any] = []
        self._waiting = 0

    def lease(self) -> "Lease":
        """A connection as an async context manager. Entering it raises what asyncpg raises."""
        return Lease(self)

    async def take(self) -> Any:  # noqa: ANN401 - a connection as asyncpg's pool gives it
        """A connection. Raises what asyncpg raises, and TimeoutError when none is free for `ACQUIRE_SECONDS`."""
        while self._at_hand:
            connection = self._at_hand.pop()
            if not connection.is_closed():
                return connection
            await self._pool.release(connection)
        self._waiting += 1
        try:
            return await self._pool.acquire(timeout=ACQUIRE_SECONDS)
        finally:
            self._waiting -= 1

    async def give(self, connection: Any, *, sound: bool) -> None:  # noqa: ANN401 - as `take` gave it
        """Have it back; `sound`: nothing failed or was broken off on it, and its transaction has ended."""
        if sound and not self._waiting and len(self._at_hand) < AT_HAND and not connection.is_closed():
            self._at_hand.append(connection)
        else:
            await self._pool.release(connection)

    async def close(self) -> None:
        """From now on all go back to the pool, those at hand at once."""
        self._waiting += 1
        while self._at_hand:
            await self._pool.release(self._at_hand.pop())


class Lease:
    """A connection for the length of a block."""

    __slots__ = ("_held", "_leases")

    def __init__(self, leases: Leases) -> None:
        self._leases = leases
        self._held: Any = None

    async def __aenter__(self) -> Any:  # noqa: ANN401 - as asyncpg gives it
        self._held = await self._leases.take()
        return self._held

    async def __aexit__(self, kind: object, *_: object) -> None:
        await self._leases.give(self._held, sound=kind is None)
