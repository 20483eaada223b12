"""Pins a comment to the top of its thread, or marks it as the editor's pick.

In: a comment and its marks. Out: readers see it in its new place at once.
"""

from uuid import UUID

from services.comments.domain import State
from services.comments.store import arranging, audit, comments, threads
from shared.clock import Clock
from shared.errors import Conflict, NotFound
from shared.events import Actor
from shared.postgres import Database


async def mark_comment(
    db: Database,
    clock: Clock,
    *,
    site: str,
    comment: UUID,
    actor: Actor,
    pinned: bool | None = None,
    pick: bool | None = None,
) -> None:
    """Set what is given. Raises NotFound, and Conflict for a reply that shall be pinned or one that isn't public."""
    async with db.transaction() as tx:
        found = await comments.lock_comment(tx, comment)
        if found is None or found.site != site:
            raise NotFound("there is no such comment", code="comment_not_found")
        wanted = {"pinned": found.pinned if pinned is None else pinned, "pick": found.pick if pick is None else pick}
        if wanted == {"pinned": found.pinned, "pick": found.pick}:
            return
        if found.state != State.PUBLISHED and any(wanted.values()):
            raise Conflict("only a public comment can be pinned or picked", code="not_public")
        if wanted["pinned"] and found.depth:
            raise Conflict("a reply stays with its comment: pin that", code="not_a_root")
        now = clock.now()
        version = await threads.touch_thread(tx, found.thread, now)
        await arranging.set_marks(tx, found, **wanted, thread_version=version)
        for name, value in wanted.items():
            if value != getattr(found, name):
                await audit.insert_audit(
                    tx,
                    site=site,
                    thread=found.thread,
                    comment=comment,
                    action=name if value else f"not_{name}",
                    actor=actor,
                    now=now,
                )
