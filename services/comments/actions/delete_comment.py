"""Lets an author take a comment back for a while; its words go at once, its place stays while it has replies.

In: the edit key. Out: the comment is removed, and the other services are told.
"""

from uuid import UUID

from services.comments.actions.decide_comment import decided_event
from services.comments.domain import State, editable_until
from services.comments.keys import Keys
from services.comments.store import audit, comments
from services.comments.store.visibility import move_comment
from shared.clock import Clock
from shared.errors import Forbidden, Gone, NotFound
from shared.events import Actor
from shared.postgres import Database


async def delete_comment(db: Database, clock: Clock, keys: Keys, *, comment: UUID, edit_key: str) -> None:
    """Remove it; nothing more happens when its author has done so before.

    Raises Forbidden (the key), NotFound, and Gone when somebody else removed it or it is too late.
    """
    if not keys.is_edit_key(comment, edit_key):
        raise Forbidden("this is not the edit key of this comment", code="edit_key")
    async with db.transaction() as tx:
        found = await comments.lock_comment(tx, comment)
        if found is None:
            raise NotFound("there is no such comment", code="comment_not_found")
        if found.state == State.REMOVED and not found.text:
            return
        if found.state == State.REMOVED:
            raise Gone("this comment is removed already", code="comment_gone")
        now = clock.now()
        if not editable_until(found.created_at, now, found.editable_until):
            raise Gone("the time to take this comment back has passed", code="edit_expired")
        actor = Actor(kind="reader", name=found.author_name, via="api")
        moved = await move_comment(tx, found, State.REMOVED, now)
        await tx.emit(await decided_event(tx, moved, actor, "deleted by its author"))
        await comments.forget_words(tx, found.id)
        await audit.insert_audit(
            tx,
            site=found.site,
            thread=found.thread,
            comment=found.id,
            action="delete",
            actor=Actor(kind="reader", name="its author", via="api"),
            now=now,
            from_state=found.state,
            to_state=State.REMOVED,
        )
