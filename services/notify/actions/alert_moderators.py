"""Queue the mails that tell a site's moderators about a held or reported comment."""

from datetime import datetime

from services.notify.actions.queue_delivery import queue_delivery
from services.notify.store import people
from services.notify.store.foreseen import NOTHING, Foreseen
from shared.events import Comment
from shared.postgres import Transaction


async def alert_moderators(
    tx: Transaction,
    comment: Comment,
    *,
    kind: str,
    version: int,
    now: datetime,
    channels: tuple[str, ...] = (),
    foreseen: Foreseen = NOTHING,
) -> int:
    """One mail each for everyone who decides and wants alerts, one post a channel; the number newly queued."""
    deciders = await foreseen.once(("deciders", comment.site), lambda: people.list_deciders(tx, comment.site))
    recipients = [(f"moderator:{row['id']}", row["language"]) for row in deciders]
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
