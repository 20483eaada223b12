"""Closes a thread to new comments, or opens it again.

In: a thread. Out: its state; readers see it at once.
"""

from uuid import UUID

from services.comments.store import arranging, audit, threads
from shared.clock import Clock
from shared.errors import NotFound
from shared.events import Actor
from shared.postgres import Database


async def close_thread(
    db: Database, clock: Clock, *, site: str, thread: UUID, closed: bool, actor: Actor, reason: str = ""
) -> None:
    """Close or open it; a repeat changes nothing. Raises NotFound."""
    async with db.transaction() as tx:
        known = await threads.find_thread(tx, thread)
        if known is None or known.site != site:
            raise NotFound("there is no such thread", code="thread_not_found")
        if await arranging.set_open(tx, thread, is_open=not closed):
            await threads.touch_thread(tx, thread, clock.now())
            await audit.insert_audit(
                tx,
                site=site,
                thread=thread,
                action="close_thread" if closed else "open_thread",
                actor=actor,
                now=clock.now(),
                reason=reason,
            )
