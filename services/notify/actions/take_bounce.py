"""A mail came back, or its reader complained: count it, and leave the address alone when it is enough."""

from datetime import datetime, timedelta
from uuid import UUID

from services.notify.actions.raise_bounce_alarm import raise_bounce_alarm
from services.notify.domain import Delivery, Kind, Recipient
from services.notify.inbound.bounces import Bounce
from services.notify.store import ledger, people, readers
from services.notify.store.mail_in import RawMail
from shared import logs
from shared.postgres import Row, Transaction

STOP_AT = 4
FORGET = timedelta(days=30)

log = logs.get("mail_in")


async def take_bounce(tx: Transaction, mail: RawMail, bounce: Bounce, *, now: datetime) -> str:
    """`counted`, `suppressed`, or `unknown` when the mail it is about is gone."""
    recipient = Recipient.parse(mail.link.recipient)
    digest = await _digest(tx, recipient, mail.link.site)
    if digest is None:
        return "unknown"
    score = await readers.add_bounce(
        tx,
        digest,
        delivery=mail.link.delivery,
        kind=bounce.kind,
        detail=bounce.detail,
        now=now,
        since=now - FORGET,
    )
    if score < STOP_AT and bounce.kind != "complaint":
        return "counted"
    reason = "complaint" if bounce.kind == "complaint" else "bounced"
    await readers.suppress(tx, digest, reason=reason, detail=bounce.detail, now=now)
    if bounce.kind == "complaint" and recipient.kind == "reader":
        await readers.end_all_subscriptions(tx, digest, mail.link.site, now)
    log.warning("address_suppressed", reason=reason)
    row = await ledger.find_delivery(tx, mail.link.delivery) if mail.link.delivery else None
    if row is not None:
        await raise_bounce_alarm(tx, _delivery(row), detail=bounce.detail, policy=False, now=now)
    return "suppressed"


async def _digest(tx: Transaction, recipient: Recipient, site: str) -> str | None:
    if recipient.kind != "moderator":
        return recipient.id
    moderator = await people.find_moderator(tx, UUID(recipient.id), site)
    return moderator["digest"] if moderator else None


def _delivery(row: Row) -> Delivery:
    return Delivery(
        id=row["id"],
        kind=Kind(row["kind"]),
        subject=row["subject"],
        recipient=row["recipient"],
        version=row["version"],
        site=row["site"],
        language=row["language"],
        context={},
        secret=None,
        comment=row["comment"],
        attempts=row["attempts"],
        created_at=row["created_at"],
        lease=row["id"],
    )
