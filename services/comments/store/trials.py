"""Checks of a publisher's page, as rows: what was found, and what a browser there has said."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from services.comments.store import Reading
from services.comments.store.records import record
from shared import sql
from shared.postgres import Transaction

SQL = sql.load(__file__)


class Trial(Struct, frozen=True, kw_only=True):
    """One check. `findings` is JSON; the page's browser is heard once, from an origin."""

    id: UUID
    site: str
    url: str
    findings: str
    created_at: datetime
    expires_at: datetime
    heard_at: datetime | None = None
    heard_from: str = ""
    heard_page: str = ""


async def insert_trial(tx: Transaction, trial: Trial, token: bytes) -> None:
    """Keep a check under the hash of its token; those whose time is over go."""
    await tx.execute(SQL.forget_trials, trial.created_at)
    await tx.execute(
        SQL.insert_trial,
        *(trial.id, token, trial.site, trial.url, trial.findings, trial.created_at, trial.expires_at),
    )


async def find_trial(on: Reading, trial: UUID, site: str) -> Trial | None:
    """A check of this site."""
    row = await on.fetch_row(SQL.find_trial, trial, site)
    return record(Trial, row) if row else None


async def find_trial_of_token(on: Reading, token: bytes) -> Trial | None:
    """The check that this token belongs to."""
    row = await on.fetch_row(SQL.find_trial_of_token, token)
    return record(Trial, row) if row else None


async def hear_trial(tx: Transaction, trial: UUID, *, now: datetime, origin: str, page: str) -> bool:
    """Note what the browser said; whether it was the first to say it."""
    return bool(await tx.fetch_value(SQL.hear_trial, trial, now, origin, page))
