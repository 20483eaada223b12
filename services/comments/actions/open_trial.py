"""Begins a check of a publisher's page that its browser shall confirm: one token, for half an hour, used once."""

from datetime import timedelta
from uuid import UUID

from services.comments.store import trials
from services.comments.store.trials import Trial
from shared.clock import Clock
from shared.ids import token, token_hash, uuid7
from shared.postgres import Database

MINUTES = 30


async def open_trial(db: Database, clock: Clock, *, site: str, url: str, findings: str) -> tuple[UUID, str]:
    """The check's id and its token, of which only the hash is kept. `findings` is what the server saw, as JSON."""
    now, id, secret = clock.now(), uuid7(), token()
    trial = Trial(
        id=id, site=site, url=url, findings=findings, created_at=now, expires_at=now + timedelta(minutes=MINUTES)
    )
    async with db.transaction() as tx:
        await trials.insert_trial(tx, trial, token_hash(secret))
    return id, secret
