"""Look at everything that bears on a due mail, and decide whether it goes now, later, in a digest or never."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.notify.actions.queue_delivery import queue_delivery
from services.notify.config import Limits
from services.notify.domain import Delivery, Kind, Recipient, State
from services.notify.mailer.plan import Facts, Merge, Plan, Rules, Send, Skip, Wait, plan
from services.notify.store import deliveries, questions, readers
from shared.postgres import Row, Transaction

PATIENCE = timedelta(hours=1)
"""How long a mail waits for its site to become known."""
OPEN_QUESTIONS = frozenset({"asked", "matched", "routed", "reminded", "escalated"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What was decided, and the row of facts the mail is composed from."""

    plan: Plan
    facts: Row | None = None


async def plan_delivery(tx: Transaction, delivery: Delivery, *, limits: Limits, now: datetime) -> Planned:
    """Decide, and write down anything but `Send`: who waits, who is merged, who is skipped and why.

    Only a digest needs to be planned alone for its recipient: two would share out what waits.
    """
    planned = await _planned(tx, delivery, limits, now)
    if isinstance(planned.plan, Merge):
        await deliveries.lock_recipient(tx, delivery.recipient)
        planned = await _planned(tx, delivery, limits, now)
    if planned.facts is None or planned.facts["mine"]:
        await _write(tx, delivery, planned.plan, now)
    return planned


async def _planned(tx: Transaction, delivery: Delivery, limits: Limits, now: datetime) -> Planned:
    """What the facts of this moment say; `Merge` when another has taken the mail over."""
    recipient = Recipient.parse(delivery.recipient)
    moderator = UUID(recipient.id) if recipient.kind == "moderator" else None
    digest = recipient.id if recipient.kind in {"reader", "staff"} else None
    row = await deliveries.gather_facts(
        tx, delivery, moderator=moderator, digest=digest, now=now, window=limits.batch_window
    )
    if row is None:
        return Planned(plan=_strange_site(delivery, now))
    if not row["mine"]:
        return Planned(plan=Merge(), facts=row)
    facts = await _facts(tx, delivery, recipient, row, now)
    rules = Rules(
        batch_window=limits.batch_window,
        batch_size=limits.batch_size,
        moderator_hour=limits.moderator_hour,
        reader_day=limits.reader_day,
    )
    return Planned(plan=plan(facts, rules), facts=row)


def _strange_site(delivery: Delivery, now: datetime) -> Plan:
    """Events of different subjects have no order: the site may still be on its way."""
    if now - delivery.created_at < PATIENCE:
        return Wait(until=now + timedelta(minutes=1), reason="unknown_site")
    return Skip(reason="unknown_site")


async def _facts(tx: Transaction, delivery: Delivery, recipient: Recipient, row: Row, now: datetime) -> Facts:
    channel = recipient.kind == "channel"
    expires = delivery.context.get("expires")
    return Facts(
        kind=delivery.kind,
        now=now,
        known=channel or row["sealed"] is not None,
        site_active=row["site_active"],
        active=recipient.kind != "moderator" or bool(row["moderator_active"]),
        suppressed=row["suppressed"] or "",
        alerts=row["alerts"] or "every",
        confirmed=row["confirmed"],
        subscribed=await _subscribed(tx, delivery),
        expired=bool(expires) and datetime.fromisoformat(str(expires)) <= now,
        comment_state=row["comment_state"],
        stale=await _stale(tx, delivery),
        timezone=row["timezone"] or "UTC",
        quiet_from=row["quiet_from"] or "",
        quiet_to=row["quiet_to"] or "",
        sent_hour=row["sent_hour"],
        sent_day=row["sent_day"],
        sent_window=row["sent_window"],
        window_start=row["window_start"],
        hour_start=row["hour_start"],
        waiting=row["waiting"],
        again=bool(delivery.context.get("again")),
    )


async def _subscribed(tx: Transaction, delivery: Delivery) -> bool:
    subscription = delivery.context.get("subscription")
    if not subscription:
        return True
    row = await readers.find_subscription(tx, UUID(str(subscription)))
    return row is not None and row["state"] != "ended"


async def _stale(tx: Transaction, delivery: Delivery) -> str:
    """A digest whose comments were all decided, a confirmation that was given."""
    if delivery.kind is Kind.DIGEST and not await deliveries.list_open_listed(tx, delivery.id):
        return "nothing_left"
    if delivery.kind in {Kind.QUESTION, Kind.REMINDER, Kind.ESCALATION}:
        question = await questions.find_question(tx, UUID(delivery.subject.partition(":")[2]))
        if question is not None and question["state"] not in OPEN_QUESTIONS:
            return "answered"
    return ""


async def _write(tx: Transaction, delivery: Delivery, decision: Plan, now: datetime) -> None:
    match decision:
        case Send():
            return
        case Wait(until=until, reason=reason):
            await deliveries.mark_waiting(tx, delivery, reason=reason, until=until, counts=False)
        case Skip(reason=reason):
            await deliveries.mark_ended(tx, delivery, state=State.SKIPPED, reason=reason)
        case Merge():
            await _merge(tx, delivery, now)


async def _merge(tx: Transaction, delivery: Delivery, now: datetime) -> None:
    """One digest takes over this mail and all that wait beside it."""
    await queue_delivery(
        tx,
        kind="digest",
        site=delivery.site,
        subject=f"waiting:{delivery.id}",
        recipient=delivery.recipient,
        language=delivery.language,
        now=now,
    )
    digest = await deliveries.find_digest(tx, f"waiting:{delivery.id}")
    await deliveries.merge_waiting(tx, delivery, digest)
