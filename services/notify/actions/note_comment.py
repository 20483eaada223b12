"""Keep notify's copy of a comment, and settle the decisions that were asked for by mail."""

from datetime import datetime

from services.notify.actions.queue_delivery import queue_delivery
from services.notify.store import comments, links, people
from services.notify.store.address_book import AddressBook
from services.notify.store.comments import Kept
from services.notify.store.foreseen import NOTHING, Foreseen
from services.notify.templates.subject_matter import clock_time
from shared.events import Actor, Comment, Reason
from shared.postgres import Transaction

RESULTS = {"published": "approve", "rejected": "reject", "spam": "spam", "removed": "remove", "held": "undo"}
"""The decision that brings a comment into each state."""


async def note_comment(
    tx: Transaction,
    comment: Comment,
    *,
    book: AddressBook,
    now: datetime,
    reasons: tuple[Reason, ...] | None = None,
    reports: int | None = None,
    decided_by: Actor | None = None,
    published: bool = False,
    foreseen: Foreseen = NOTHING,
) -> Kept:
    """`OLD` when a newer version is here already; then nothing else should follow from this event."""
    address = comment.author.address
    if address is not None and address.digest not in foreseen.addressed:
        await book.keep(tx, address)
    kept = foreseen.kept(comment.id, comment.version) if reports is None else None
    if kept is None:
        kept = await comments.keep_comment(
            tx, comment, now=now, reasons=reasons, reports=reports, decided_by=decided_by, published=published
        )
    if kept is not Kept.OLD and decided_by is not None:
        await _settle(tx, comment, decided_by, now)
    return kept


async def _settle(tx: Transaction, comment: Comment, decided_by: Actor, now: datetime) -> None:
    """Tell those whose reply came second who was first; the page of a link shows it by itself."""
    for request in await links.list_open_decisions(tx, comment.id):
        won = decided_by.id == str(request["moderator"]) and RESULTS.get(comment.state) == request["decision"]
        await links.settle_decision(tx, request["request"], "applied" if won else "late")
        if won or request["via"] != "mail":
            continue
        moderator = await people.find_moderator(tx, request["moderator"], comment.site)
        await queue_delivery(
            tx,
            kind="decided",
            site=comment.site,
            subject=f"decision:{request['request']}",
            recipient=f"moderator:{request['moderator']}",
            language=moderator["language"] if moderator else "en",
            context={
                "comment": str(comment.id),
                "decision": RESULTS.get(comment.state, "approve"),
                "by": decided_by.name,
                "at": clock_time(now),
            },
            now=now,
        )
