"""Stop one of the things a reader follows, or all of them."""

from datetime import datetime
from uuid import UUID

from services.notify.domain import Link
from services.notify.store import links, readers
from shared.postgres import Transaction


async def end_subscription(tx: Transaction, link: Link, *, only: UUID | None, now: datetime) -> int:
    """End the subscription `only`, or everything of this address on the site; idempotent. The number ended."""
    digest = link.recipient.partition(":")[2]
    if only is None:
        ended = await readers.end_all_subscriptions(tx, digest, link.site, now)
    else:
        ended = int(await readers.end_subscription(tx, only, digest, link.site, now))
    await links.use_link(tx, link, now=now, outcome="ended")
    return ended
