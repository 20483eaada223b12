"""Mailed links (only their hashes) and the decisions asked for through them."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from services.notify.domain import LIFETIMES, Link, Purpose
from services.notify.store.statements import SQL, Statements
from shared.ids import token, token_hash
from shared.postgres import Row, Transaction


async def mint_links(
    tx: Transaction,
    wanted: Mapping[str, tuple[Purpose, str]],
    *,
    recipient: str,
    site: str,
    language: str,
    delivery: UUID | None,
    now: datetime,
) -> dict[str, str]:
    """Fresh tokens of 120 random bits by name, each bound to its purpose and subject; only their SHA-256 is kept."""
    tokens = {name: token() for name in wanted}
    lifetimes = [LIFETIMES[purpose] for purpose, _ in wanted.values()]
    await tx.execute(
        SQL.add_links,
        [token_hash(fresh) for fresh in tokens.values()],
        [str(purpose) for purpose, _ in wanted.values()],
        recipient,
        [subject for _, subject in wanted.values()],
        site,
        language,
        delivery,
        now,
        [now + lifetime if lifetime else None for lifetime in lifetimes],
    )
    return tokens


async def find_link(db: Statements, text: str) -> Link | None:
    """What a token is for, or None when we never made it."""
    if not 20 <= len(text) <= 64:
        return None
    row = await db.fetch_row(SQL.find_link, token_hash(text))
    if row is None:
        return None
    return Link(
        hash=row["hash"],
        purpose=Purpose(row["purpose"]),
        recipient=row["recipient"],
        subject=row["subject"],
        site=row["site"],
        language=row["language"],
        delivery=row["delivery"],
        expires_at=row["expires_at"],
        used_at=row["used_at"],
        outcome=row["outcome"],
    )


async def use_link(tx: Transaction, link: Link, *, now: datetime, outcome: str) -> None:
    """Record that a link was used, and how."""
    await tx.execute(SQL.use_link, link.hash, now, outcome)


async def delete_old_links(db: Statements, before: datetime, limit: int) -> int:
    """Delete links that expired before this time."""
    return await db.execute(SQL.delete_old_links, before, limit)


async def add_decision(
    tx: Transaction,
    *,
    request: UUID,
    site: str,
    comment: UUID,
    moderator: UUID,
    name: str,
    decision: str,
    via: str,
    now: datetime,
) -> None:
    """Remember that a moderator asked for this, until comments has answered."""
    await tx.execute(SQL.add_decision, request, site, comment, moderator, name, decision, via, now)


async def list_open_decisions(tx: Transaction, comment: UUID) -> list[Row]:
    """Requests about a comment that have no outcome yet."""
    return await tx.fetch(SQL.list_open_decisions, comment)


async def find_decision(db: Statements, request: UUID) -> Row | None:
    """One request and its outcome."""
    return await db.fetch_row(SQL.find_decision, request)


async def settle_decision(tx: Transaction, request: UUID, outcome: str) -> None:
    """Record what became of a request."""
    await tx.execute(SQL.settle_decision, request, outcome)
