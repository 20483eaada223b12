"""Queue the mails that tell a site's moderators about a held or reported comment."""

from datetime import datetime

from services.notify.actions.queue_delivery import queue_delivery
from services.notify.store import people
from shared.events import Comment
from shared.postgres import Transaction


async def alert_moderators(
    tx: Transaction, comment: Comment, *, kind: str, version: int, now: datetime, channels: tuple[str, ...] = ()
) -> int:
    """One mail each for everyone who decides and wants alerts, one post a channel; the number newly queued."""
    recipients = [(f"moderator:{row['id']}", row["language"]) for row in await people.list_deciders(tx, comment.site)]
    recipients += [(f"channel:{name}", "en") for name in channels]
    queued = 0
    for recipient, language in recipients:
        queued += await queue_delivery(
            tx,
            kind=kind,
            site=comment.site,
            subject=f"comment:{comment.id}",
            recipient=recipient,
            version=version,
            language=language,
            now=now,
        )
    return queued
