"""Tell a site's owners that mail to a colleague comes back, or that a relay refuses us by policy."""

from datetime import datetime
from uuid import UUID

from services.notify.actions.queue_delivery import queue_delivery
from services.notify.domain import Delivery, Kind
from services.notify.store import people
from shared import logs
from shared.postgres import Transaction

log = logs.get("mailer")


async def raise_bounce_alarm(tx: Transaction, delivery: Delivery, *, detail: str, policy: bool, now: datetime) -> int:
    """One mail a day and owner; none about a reader's address, none about an alarm. The number queued."""
    kind, _, about = delivery.recipient.partition(":")
    if delivery.kind is Kind.BOUNCE_ALARM or (kind != "moderator" and not policy):
        return 0
    if policy:
        log.error("relay_refuses_us", delivery=str(delivery.id))
    name = ""
    if kind == "moderator":
        moderator = await people.find_moderator(tx, UUID(about), delivery.site)
        name = moderator["name"] if moderator else ""
    queued = 0
    for owner in await people.list_owners(tx, delivery.site):
        if str(owner["id"]) == about and not policy:
            continue
        queued += await queue_delivery(
            tx,
            kind="bounce_alarm",
            site=delivery.site,
            subject="relay:policy" if policy else f"moderator:{about}",
            recipient=f"moderator:{owner['id']}",
            version=now.toordinal(),
            language=owner["language"],
            context={"name": name, "detail": detail[:200], "policy": policy},
            now=now,
        )
    return queued
