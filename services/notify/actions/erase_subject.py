"""Forget everything about one address here, and tell its owner when every service has done the same."""

from datetime import datetime

from services.notify.actions.queue_delivery import queue_delivery
from services.notify.store import comments, erasure, readers
from services.notify.store.address_book import AddressBook
from shared.events import SubjectErased, SubjectEraseRequested
from shared.postgres import Row, Transaction

SERVICES = frozenset({"comments", "notify", "images"})


async def erase_subject(
    tx: Transaction, event: SubjectEraseRequested, *, book: AddressBook, now: datetime
) -> dict[str, int]:
    """Delete what this address wrote, follows and was mailed; how many rows of each kind.

    The encrypted address itself stays until the receipt is mailed, then it goes too.
    """
    if event.address is not None:
        await book.keep(tx, event.address)
    await readers.add_erasure(tx, event.request, event.site, event.digest, now)
    counts = {
        "comments": await comments.forget_comment_author(tx, event.digest),
        "subscriptions": await readers.forget_reader(tx, event.digest),
        "mails": await erasure.forget_mail_in(tx, event.digest),
        "deliveries": await erasure.forget_deliveries(tx, event.digest),
    }
    await tx.emit(SubjectErased(request=event.request, site=event.site, service="notify", counts=counts))
    await _when_all_done(tx, await readers.note_erased(tx, event.request, "notify"), str(event.request), now)
    return counts


async def note_erased(tx: Transaction, event: SubjectErased, *, now: datetime) -> None:
    """Another service is done."""
    row = await readers.note_erased(tx, event.request, event.service)
    await _when_all_done(tx, row, str(event.request), now)


async def _when_all_done(tx: Transaction, row: Row | None, request: str, now: datetime) -> None:
    if row is None or not set(row["services"]) >= SERVICES:
        return
    await queue_delivery(
        tx,
        kind="erased",
        site=row["site"],
        subject=f"erasure:{request}",
        recipient=f"staff:{row['digest']}",
        context={"request": request},
        now=now,
    )
