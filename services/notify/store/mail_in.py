"""Mail that came in, from the moment it is safe until it was read; and drafts that wait for a yes."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.notify.domain import Link, Purpose
from services.notify.store.statements import SQL, Statements
from shared.ids import uuid7
from shared.postgres import Row, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class RawMail:
    """A mail as it came, and the link whose token it was addressed to. `mark` is r (reply) or b (bounce)."""

    id: UUID
    received_at: datetime
    mark: str
    envelope_from: str
    raw: bytes
    attempts: int
    released: bool
    link: Link


async def add_raw_mail(
    db: Statements, *, link: bytes, mark: str, envelope_from: str, raw: bytes, now: datetime
) -> bool:
    """Commit a mail before 250 is said; False when the very same mail is here already."""
    fingerprint = hashlib.sha256(raw).digest()
    added = await db.execute(
        SQL.add_raw_mail, uuid7(), now, link, mark, envelope_from[:320], raw, fingerprint, len(raw)
    )
    return added > 0


async def claim_raw_mail(tx: Transaction, now: datetime) -> RawMail | None:
    """The oldest unread mail, locked until the transaction ends."""
    row = await tx.fetch_row(SQL.claim_raw_mail, now)
    if row is None:
        return None
    link = Link(
        hash=row["link"],
        purpose=Purpose(row["purpose"]),
        recipient=row["recipient"],
        subject=row["subject"],
        site=row["site"],
        language=row["language"],
        delivery=row["delivery"],
        expires_at=row["expires_at"],
    )
    return RawMail(
        id=row["id"],
        received_at=row["received_at"],
        mark=row["mark"],
        envelope_from=row["envelope_from"],
        raw=row["raw"],
        attempts=row["attempts"],
        released=row["verdict"] == "released",
        link=link,
    )


async def count_recent_raw(tx: Transaction, mail: RawMail, since: datetime) -> int:
    """How many other mails this token got since then."""
    return int(await tx.fetch_value(SQL.count_recent_raw, mail.link.hash, since, mail.id))


async def settle_raw_mail(tx: Transaction, mail: UUID, *, state: str, verdict: str, detail: str, now: datetime) -> None:
    """Record what became of a mail."""
    await tx.execute(SQL.settle_raw_mail, mail, state, verdict, detail[:500], now)


async def postpone_raw_mail(tx: Statements, mail: UUID, *, until: datetime, detail: str) -> None:
    """Try to read it later; after six failures it is shown as failed."""
    await tx.execute(SQL.postpone_raw_mail, mail, until, detail[:500])


async def list_raw_mail(db: Statements, *, sites: list[str] | None, state: str, limit: int = 100) -> list[Row]:
    """Mails that came in, newest first."""
    return await db.fetch(SQL.list_raw_mail, sites, state, limit)


async def find_raw_mail(db: Statements, mail: UUID) -> Row | None:
    """One mail that came in."""
    return await db.fetch_row(SQL.find_raw_mail, mail)


async def release_raw_mail(tx: Transaction, mail: UUID, now: datetime) -> bool:
    """Read a held mail after all; only its content is judged then."""
    return await tx.execute(SQL.release_raw_mail, mail, now) > 0


async def add_draft(
    tx: Transaction, *, raw: UUID, moderator: UUID, site: str, subject: str, text: str, now: datetime
) -> UUID:
    """Keep a text that we are not sure about until its author says yes."""
    draft = uuid7()
    await tx.execute(SQL.add_draft, draft, raw, moderator, site, subject, text, now)
    return draft


async def find_draft(db: Statements, draft: UUID) -> Row | None:
    """One draft."""
    return await db.fetch_row(SQL.find_draft, draft)


async def settle_draft(tx: Transaction, draft: UUID, *, state: str, outcome: str, now: datetime) -> bool:
    """Publish or drop a draft; False when that was done before."""
    return await tx.execute(SQL.settle_draft, draft, state, outcome, now) > 0


async def delete_old_raw_mail(db: Statements, before: datetime) -> int:
    """Forget the content of mails received before this time; what became of them stays."""
    return await db.execute(SQL.delete_old_raw_mail, before)
