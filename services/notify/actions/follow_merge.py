"""Follow a thread into the one that took it over: comments, questions and readers who follow it.

In: `thread.merged.v1`, and whatever speaks of the old thread and arrives after it. Out: rows and events of the new one.
"""

from typing import TypeVar

from msgspec.structs import replace

from services.notify.store import threads
from services.notify.store.foreseen import NOTHING, Foreseen
from shared.events import Comment, SubscriptionRequested, ThreadMerged
from shared.postgres import Transaction

Told = TypeVar("Told", Comment, SubscriptionRequested)


async def follow_merge(tx: Transaction, event: ThreadMerged) -> None:
    """Move all that notify keeps of the old thread; the new one may itself have been merged since."""
    await threads.keep_merged(tx, event)
    step: ThreadMerged | None = event
    while step is not None:
        await threads.move_all(tx, step)
        step = await _next(tx, step)


async def settled(tx: Transaction, told: Told, foreseen: Foreseen = NOTHING) -> Told:
    """What was told of a thread, as it stands after every merge since."""
    if told.thread in foreseen.standing:
        return told
    while (row := await threads.find_merged(tx, told.thread)) is not None:
        moved = {"thread": row["into_thread"], "page_url": row["page_url"], "page_title": row["page_title"]}
        if isinstance(told, Comment):
            number = told.number + row["added"]
            moved |= {"number": number, "path": row["path"].replace("{number}", str(number))}
        told = replace(told, **moved)
    return told


async def _next(tx: Transaction, event: ThreadMerged) -> ThreadMerged | None:
    row = await threads.find_merged(tx, event.into)
    if row is None:
        return None
    return ThreadMerged(
        site=event.site,
        thread=row["thread"],
        into=row["into_thread"],
        added=row["added"],
        path=row["path"],
        page_url=row["page_url"],
        page_title=row["page_title"],
    )
