"""Keep a reader's wish to be told, and ask the address for its consent unless it gave it before."""

from datetime import datetime, timedelta

from services.notify.actions.queue_delivery import queue_delivery
from services.notify.actions.tell_askers import tell_askers
from services.notify.config import Limits
from services.notify.domain import spoken
from services.notify.store import comments, people, readers
from services.notify.store.address_book import AddressBook
from shared import logs
from shared.events import SubscriptionRequested
from shared.postgres import Transaction

log = logs.get("subscriptions")


async def request_subscription(
    tx: Transaction, event: SubscriptionRequested, *, book: AddressBook, limits: Limits, now: datetime
) -> str:
    """`active`, `pending`, `known`, or the ceiling that keeps the confirmation from being mailed."""
    await book.keep(tx, event.address)
    site = await people.find_site(tx, event.site)
    language = spoken(event.language, site["language"] if site else "en")
    confirmed = await readers.is_confirmed(tx, event.address.digest, event.site)
    if not await readers.add_subscription(tx, event, language=language, active=confirmed, now=now):
        return "known"
    if confirmed:
        if event.kind == "answer" and event.comment is not None:
            await tell_of_earlier_answer(tx, event, now=now)
        return "active"
    return await _ask(tx, event, language=language, limits=limits, now=now)


async def tell_of_earlier_answer(tx: Transaction, event: SubscriptionRequested, *, now: datetime) -> None:
    """The answer may have been published before the wish for it was confirmed."""
    if event.comment is None:
        return
    answer = await comments.find_answer_below(tx, event.comment)
    if answer is not None:
        await tell_askers(
            tx,
            site=event.site,
            question=event.comment,
            answer=answer["answers"],
            comment=answer["id"],
            kind="answered",
            version=1,
            now=now,
        )


async def _ask(tx: Transaction, event: SubscriptionRequested, *, language: str, limits: Limits, now: datetime) -> str:
    recipient = f"reader:{event.address.digest}"
    sent = await readers.count_confirm_mails(tx, event.site, recipient, now)
    if sent.open >= limits.confirm_open:
        log.warning("confirm_ceiling", site=event.site, ceiling="address")
        return "confirm_ceiling_address"
    if sent.day >= limits.confirm_day:
        log.warning("confirm_ceiling", site=event.site, ceiling="day")
        return "confirm_ceiling_day"
    later = now + timedelta(minutes=sent.minute // limits.confirm_minute)
    await queue_delivery(
        tx,
        kind="confirm",
        site=event.site,
        subject=f"subscription:{event.subscription}",
        recipient=recipient,
        language=language,
        context={
            "wish": event.kind,
            "page_title": event.page_title,
            "page_url": event.page_url,
            "subscription": str(event.subscription),
            **({"comment": str(event.comment)} if event.comment else {}),
        },
        not_before=later,
        now=now,
    )
    return "pending"
