"""Queue the mails that tell readers about a published comment: those who follow its parent or its thread."""

from datetime import datetime

from services.notify.actions.queue_delivery import queue_delivery
from services.notify.store import readers
from services.notify.store.foreseen import NOTHING, Foreseen
from shared.events import Comment
from shared.postgres import Transaction


async def tell_followers(tx: Transaction, comment: Comment, *, now: datetime, foreseen: Foreseen = NOTHING) -> int:
    """One mail a follower, never to the author, never to an asker who is told of the answer; the number queued."""
    if comment.thread in foreseen.quiet:
        return 0
    author = comment.author.address.digest if comment.author.address else None
    askers = set()
    if comment.answers is not None and comment.parent is not None:
        askers = {row["digest"] for row in await readers.list_askers(tx, comment.parent)}
    followers = await readers.list_followers(tx, parent=comment.parent, thread=comment.thread, author=author)
    queued = 0
    for row in followers:
        if row["digest"] in askers:
            continue
        queued += await queue_delivery(
            tx,
            kind="reply" if row["kind"] == "replies" else "thread",
            site=comment.site,
            subject=f"comment:{comment.id}",
            recipient=f"reader:{row['digest']}",
            language=row["language"],
            context={"subscription": str(row["id"])},
            now=now,
        )
    return queued
