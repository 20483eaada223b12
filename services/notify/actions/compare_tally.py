"""Compare what comments has with what was taken in, and say what was missed.

In: `comments.tallied.v1`. Out: `comments.missed.v1` for each day that differs. What is on its way just now differs
too; it is told twice then, and taken in once.
"""

from services.notify.store import comments
from shared import logs
from shared.events import CommentsMissed, CommentsTallied
from shared.postgres import Transaction

log = logs.get("tally")


async def compare_tally(tx: Transaction, event: CommentsTallied) -> int:
    """How many days differ."""
    known = await comments.tally_days(tx, event.site, event.since, event.until)
    days = sorted({tally.day for tally in known ^ set(event.days)})
    for day in days:
        versions = await comments.list_versions(tx, event.site, day)
        await tx.emit(CommentsMissed(site=event.site, day=day, known=versions))
    if days:
        log.warning("comments_missed", site=event.site, days=len(days))
    return len(days)
