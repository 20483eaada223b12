"""Lets the staff change a comment's text; what it said before is kept, and the trail says who and why.

In: a text, by whom, and which version was seen. Out: the comment as it stands, told to the others.
"""

from uuid import UUID

from services.comments import telling
from services.comments.domain import State
from services.comments.store import audit, comments, pictures, threads
from services.comments.store.records import Comment
from services.comments.writing import fingerprint, read_writing
from shared.clock import Clock
from shared.errors import Conflict, NotFound
from shared.events import Actor, CommentEdited, CommentHeld
from shared.postgres import Database, Transaction


async def correct_comment(
    db: Database,
    clock: Clock,
    *,
    site: str,
    comment: UUID,
    text: str,
    version: int,
    actor: Actor,
    reason: str = "",
) -> None:
    """Change it. Raises Invalid, NotFound, and Conflict when it was changed meanwhile, says that already or is gone."""
    writing = read_writing(text)
    async with db.transaction() as tx:
        found = await comments.lock_comment(tx, comment)
        if found is None or found.site != site:
            raise NotFound("there is no such comment", code="comment_not_found")
        if found.version != version:
            raise Conflict("somebody changed the comment while you wrote", code="edit_conflict")
        if found.state == State.REMOVED:
            raise Conflict("a comment in the bin can't be changed", code="comment_gone")
        if writing.text == found.text:
            raise Conflict("this is what the comment says already", code="unchanged")
        now = clock.now()
        await comments.insert_revision(tx, found, editor=actor.name, now=now)
        shown = found.state == State.PUBLISHED
        await comments.set_text(
            tx,
            comment,
            text=writing.text,
            body=writing.body,
            html=writing.html,
            fingerprint=fingerprint(found.digest or found.author_id, writing.text),
            now=now,
            reasons=found.reasons,
            level=found.level,
            gallery=found.gallery,
            picture_number=found.picture_number,
            region=found.region,
            thread_version=await threads.touch_thread(tx, found.thread, now) if shown else 0,
        )
        await audit.insert_audit(
            tx, site=site, thread=found.thread, comment=comment, action="edit", actor=actor, now=now, reason=reason
        )
        changed = await comments.lock_comment(tx, comment)
        assert changed is not None  # noqa: S101 - it was locked above
        await _tell(tx, changed, actor)


async def _tell(tx: Transaction, comment: Comment, actor: Actor) -> None:
    galleries = await pictures.find_galleries(tx, comment.site, [comment.gallery] if comment.gallery else [])
    told = telling.tell_comment(comment, galleries.get(comment.gallery))
    if comment.state == State.PUBLISHED:
        await tx.emit(CommentEdited(comment=told, edited_by=actor))
    elif comment.state == State.HELD:
        await tx.emit(CommentHeld(comment=told, reasons=telling.tell_reasons(comment.reasons)))
