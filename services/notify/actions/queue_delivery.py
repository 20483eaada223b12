"""Queue one mail: a row, once for each (kind, subject, recipient, version)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from services.notify.domain import Kind, spoken
from services.notify.store import deliveries
from shared.postgres import Transaction

BELL = "mail"
"""Rung when a mail was queued, so that it need not wait until a mailer looks by itself."""


async def queue_delivery(
    tx: Transaction,
    *,
    kind: str,
    site: str,
    subject: str,
    recipient: str,
    now: datetime,
    version: int = 1,
    language: str = "en",
    context: dict[str, Any] | None = None,
    not_before: datetime | None = None,
    secret: bytes | None = None,
) -> bool:
    """True when the mail is new. `recipient` is `moderator:<id>`, `reader:<digest>` or `staff:<digest>`.

    `subject` is `comment:<id>`, `question:<id>` and the like; a `comment` in the context puts the mail
    into that comment's ledger.
    """
    facts = context or {}
    about = facts.get("comment") or (subject.partition(":")[2] if subject.startswith("comment:") else None)
    added = await deliveries.add_delivery(
        tx,
        kind=Kind(kind),
        subject=subject,
        recipient=recipient,
        version=version,
        site=site,
        language=spoken(language),
        comment=UUID(str(about)) if about else None,
        context=facts,
        secret=secret,
        not_before=not_before or now,
        now=now,
    )
    if added is not None:
        tx.ring(BELL)
    return added is not None
