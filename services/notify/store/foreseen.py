"""What is known of a whole batch of events before the first of them takes effect: looked up once, not once an event.

In: the threads and addresses that a batch speaks of. Out: which of them need no look of their own.
"""

from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from services.notify.store.comments import Kept
from services.notify.store.statements import SQL
from shared.postgres import Transaction

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """What isn't in here has to be looked up; so nothing at all is always right."""

    standing: frozenset[UUID] = frozenset()
    """Threads that were merged into no other."""
    quiet: frozenset[UUID] = frozenset()
    """Threads in which nobody follows anything."""
    addressed: frozenset[str] = frozenset()
    """Digests whose address is kept."""
    new: dict[tuple[UUID, int], Kept] = field(default_factory=dict)
    """Comments, with their versions, that were kept ahead because notify had not heard of them."""
    same: dict[Hashable, Any] | None = None
    """What was found and stays the same to the batch's end; None when the batch changes it."""

    def kept(self, comment: UUID, version: int) -> Kept | None:
        """What became of this version when it was kept ahead; said once."""
        return self.new.pop((comment, version), None)

    async def once(self, key: Hashable, look: Callable[[], Awaitable[Found]]) -> Found:
        """What `look` finds, asked once a batch."""
        if self.same is None:
            return await look()
        if key not in self.same:
            self.same[key] = await look()
        found: Found = self.same[key]
        return found


NOTHING = Foreseen()


async def settle_apart(tx: Transaction, *, alone: bool) -> None:
    """Wait for batches that must be alone and are on their way; or, `alone`, for every other batch."""
    await tx.execute(SQL.lock_apart if alone else SQL.lock_apart_shared)


async def lock_comments(tx: Transaction, comments: list[UUID]) -> None:
    """Let no other batch speak of these comments meanwhile; all lock in one order, so that none waits in a circle."""
    await tx.execute(SQL.lock_comments, comments)


async def look_ahead(
    tx: Transaction, *, threads: list[UUID], digests: list[str]
) -> tuple[set[UUID], set[UUID], set[str]]:
    """Of these: threads merged into others, threads that somebody follows, addresses kept."""
    row = await tx.fetch_row(SQL.look_ahead, threads, digests)
    if row is None:
        raise LookupError("a select without a table always has a row")
    return set(row["merged"]), set(row["followed"]), set(row["addressed"])
