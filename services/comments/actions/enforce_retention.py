"""Forgets what has been kept for as long as it may be, and raises the alarm for an erasure that is late.

In: the time. Out: emptied and deleted rows, counted per kind.
"""

import asyncio

from prometheus_client import Counter, Gauge

from services.comments.actions.erase_subject import ALARM
from services.comments.store import privacy
from shared import logs
from shared.clock import Clock
from shared.errors import Unavailable
from shared.postgres import Database

EVERY_SECONDS = 600.0
SOON_SECONDS = 5.0

log = logs.get("retention")
forgotten = Counter("paddock_comments_forgotten_total", "Rows forgotten because their time was over", ["kind"])
overdue = Gauge("paddock_comments_erasures_overdue", "Erasures that are not done after 72 hours")


async def enforce_retention(db: Database, clock: Clock) -> dict[str, int]:
    """One round; how many rows of each kind. A round that filled its batch asks for another."""
    now = clock.now()
    async with db.transaction() as tx:
        counts = await privacy.keep_for_long_enough(tx, now)
    late = await privacy.count_overdue(db, now - ALARM)
    overdue.set(late)
    if late:
        log.error("erasures_overdue", count=late)
    for kind, count in counts.items():
        forgotten.labels(kind).inc(count)
    if any(counts.values()):
        log.info("forgotten", **counts)
    return counts


async def keep_enforcing(db: Database, clock: Clock) -> None:
    """A round every ten minutes, sooner while there is more, until cancelled."""
    while True:
        try:
            counts = await enforce_retention(db, clock)
            more = max(counts["networks"], counts["bin"]) >= privacy.BATCH
        except Unavailable:
            more = True
        await asyncio.sleep(SOON_SECONDS if more else EVERY_SECONDS)
