"""Tell again and again how many comments there are, and tell anew what another service has missed.

In: the time; `comments.missed.v1`. Out: `comments.tallied.v1`, and the comments' events as they stand.
Even a broker that lost its disk then loses nothing: what it had confirmed is told once more.
"""

import asyncio
from datetime import UTC, date, datetime, timedelta

from services.comments.actions.decide_comment import decided_event
from services.comments.domain import State
from services.comments.store import comments, tallies
from shared import logs
from shared.clock import Clock
from shared.errors import Unavailable
from shared.events import Actor, CommentPublished, CommentsMissed, CommentsTallied
from shared.postgres import Database, Transaction

EVERY_SECONDS = 3600.0
RECENT = timedelta(days=2)
WHOLE_AT = 3
"""The hour (UTC) whose round goes back to the first comment."""
FIRST = date(1990, 1, 1)
MOST = 1000
"""Comments told anew for one day at once; the next round tells of the rest."""
RECORDS = Actor(kind="system", name="the records", via="rule")

log = logs.get("tally")


async def tally_comments(db: Database, clock: Clock, *, whole: bool = False) -> None:
    """One round over the last days, or over all."""
    today = clock.now().astimezone(UTC).date()
    since, until = FIRST if whole else today - RECENT, today + timedelta(days=1)
    async with db.transaction() as tx:
        found = await tallies.tally_days(tx, _midnight(since), _midnight(until))
        events = [
            CommentsTallied(site=site, since=since, until=until, days=tuple(days)) for site, days in found.items()
        ]
        await tx.emit(*events)


async def keep_tallying(db: Database, clock: Clock) -> None:
    """A round every hour, until cancelled."""
    while True:
        await asyncio.sleep(EVERY_SECONDS)
        try:
            await tally_comments(db, clock, whole=clock.now().astimezone(UTC).hour == WHOLE_AT)
        except Unavailable as error:
            log.warning("not_tallied", error=error.message)


async def tell_anew(tx: Transaction, _clock: Clock, event: CommentsMissed) -> None:
    """The comments of that day that are known otherwise, as they stand."""
    unlike = await tallies.list_unlike(tx, event.site, event.day, event.known, MOST)
    log.warning("told_anew", site=event.site, day=event.day.isoformat(), count=len(unlike))
    for key in unlike:
        comment = await comments.find_comment(tx, key)
        if comment is None:
            continue
        told = await decided_event(tx, comment, RECORDS, "")
        if isinstance(told, CommentPublished) and comment.state == State.PUBLISHED:
            told = CommentPublished(comment=told.comment, quiet=bool(comment.source))
        await tx.emit(told)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
