"""Queue the mails that a new moderator would have got, had notify known of them when the comments were held."""

from datetime import datetime, timedelta

from services.notify.actions.queue_delivery import queue_delivery
from services.notify.store import comments
from shared.events import ModeratorChanged
from shared.postgres import Transaction

SINCE = timedelta(days=1)
MOST = 200
"""Older and further ones wait in the desk; of those here more than a few become one digest."""


async def alert_newcomer(tx: Transaction, moderator: ModeratorChanged, *, now: datetime) -> int:
    """One mail for each comment of the last day that is held still; the number newly queued. Never twice for one."""
    recipient = f"moderator:{moderator.moderator}"
    queued = 0
    for row in await comments.list_held_unalerted(tx, moderator.site, recipient, now - SINCE, MOST):
        queued += await queue_delivery(
            tx,
            kind="held",
            site=moderator.site,
            subject=f"comment:{row['id']}",
            recipient=recipient,
            version=row["version"],
            language=moderator.language,
            now=now,
        )
    return queued
