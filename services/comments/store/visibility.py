"""Moves a comment to another state with everything that hangs on it: the count, tombstones, the thread's version."""

from datetime import datetime

from msgspec.structs import replace

from services.comments.domain import State
from services.comments.store import comments, threads
from services.comments.store.records import Comment
from shared.postgres import Transaction


async def move_comment(tx: Transaction, comment: Comment, state: State, now: datetime) -> Comment:
    """The comment in its new state; it must have been locked. Readers see the change at the commit."""
    shown = state is State.PUBLISHED or await comments.has_shown_replies(tx, comment)
    count = int(state is State.PUBLISHED) - int(comment.state == State.PUBLISHED)
    thread_version = 0
    if shown or comment.shown:
        thread_version = await threads.touch_thread(tx, comment.thread, now, count=count)
    version = await comments.set_state(tx, comment.id, state=state, shown=shown, thread_version=thread_version, now=now)
    if shown and not comment.shown:
        await comments.show_ancestors(tx, comment, thread_version)
    if comment.shown and not shown:
        await comments.hide_empty_tombstones(tx, comment, thread_version)
    return replace(comment, state=state.value, shown=shown, version=version, thread_version=thread_version, reports=0)
