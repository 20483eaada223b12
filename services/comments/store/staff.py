"""Staff, their wishes to sign in and their sessions, as rows."""

from datetime import datetime
from typing import Any
from uuid import UUID

from services.comments.store import Reading
from services.comments.store.records import Moderator, record
from shared import sql
from shared.postgres import Row, Transaction

SQL = sql.load(__file__)
ANY_BROWSER = b""
"""The browser of a link that an operator handed over: no hash is empty."""


async def find_moderator(on: Reading, site: str, digest: str) -> Moderator | None:
    """The member of a site's staff with this address."""
    row = await on.fetch_row(SQL.find_moderator, site, digest)
    return record(Moderator, row) if row else None


async def lock_moderator(tx: Transaction, site: str, digest: str) -> Moderator | None:
    """The same, kept from changing until the transaction ends."""
    row = await tx.fetch_row(SQL.lock_moderator, site, digest)
    return record(Moderator, row) if row else None


async def list_moderators(on: Reading, site: str) -> list[Moderator]:
    """A site's staff by name."""
    return [record(Moderator, row) for row in await on.fetch(SQL.list_moderators, site)]


async def list_memberships(on: Reading, digest: str) -> list[Moderator]:
    """Where somebody is staff."""
    return [record(Moderator, row) for row in await on.fetch(SQL.list_memberships, digest)]


async def insert_moderator(tx: Transaction, new: Moderator) -> None:
    """Add one."""
    row: list[Any] = [new.id, new.site, new.name, new.digest, new.sealed, new.role, new.language, new.alerts]
    await tx.execute(
        SQL.insert_moderator, *row, new.subjects, new.timezone, new.quiet_from, new.quiet_to, new.created_at
    )


async def update_moderator(tx: Transaction, new: Moderator) -> int:
    """Replace what is known of one; the new version."""
    row: list[Any] = [new.id, new.name, new.role, new.language, new.alerts, new.subjects, new.timezone]
    version: int = await tx.fetch_value(SQL.update_moderator, *row, new.quiet_from, new.quiet_to, new.active)
    return version


async def insert_signin(
    tx: Transaction,
    request: UUID,
    *,
    digest: str,
    token: bytes,
    code: bytes,
    browser: bytes,
    expires_at: datetime,
    now: datetime,
) -> None:
    """Remember a wish to sign in by the hashes of its token, code and browser."""
    await tx.execute(SQL.insert_signin, request, digest, token, code, browser, expires_at, now)


async def count_signins(on: Reading, digest: str, since: datetime) -> int:
    """How often somebody wanted to sign in since then."""
    count: int = await on.fetch_value(SQL.count_signins, digest, since)
    return count


async def find_signin(on: Reading, token: bytes) -> Row | None:
    """The wish that a mailed link belongs to."""
    return await on.fetch_row(SQL.find_signin, token)


async def find_signin_of_browser(on: Reading, browser: bytes) -> Row | None:
    """The last wish of a browser."""
    return await on.fetch_row(SQL.find_signin_of_browser, browser)


async def end_links(tx: Transaction, digest: str, now: datetime) -> None:
    """The links that an operator made for somebody work no more."""
    await tx.execute(SQL.end_links, digest, ANY_BROWSER, now)


async def use_signin(tx: Transaction, request: UUID, now: datetime) -> bool:
    """Use it up; False when it was used before."""
    return bool(await tx.fetch_value(SQL.use_signin, request, now))


async def miss_signin(tx: Transaction, request: UUID) -> None:
    """Count a wrong code."""
    await tx.execute(SQL.miss_signin, request)


async def insert_session(
    tx: Transaction,
    session: UUID,
    *,
    token: bytes,
    digest: str,
    name: str,
    csrf: str,
    browser: str,
    now: datetime,
    expires_at: datetime,
) -> None:
    """Open a session."""
    await tx.execute(SQL.insert_session, session, token, digest, name, csrf, browser, now, expires_at)


async def find_session(on: Reading, token: bytes) -> Row | None:
    """The open session with this cookie, with its owner's roles as a JSON object of sites."""
    return await on.fetch_row(SQL.find_session, token)


async def see_session(tx: Transaction, session: UUID, now: datetime) -> None:
    """Remember that it was used."""
    await tx.execute(SQL.see_session, session, now)


async def list_sessions(on: Reading, digest: str, now: datetime) -> list[Row]:
    """Somebody's open sessions, the last used first."""
    return await on.fetch(SQL.list_sessions, digest, now)


async def revoke_session(tx: Transaction, session: UUID, digest: str, now: datetime) -> bool:
    """End one of somebody's sessions; False when it has ended."""
    return bool(await tx.execute(SQL.revoke_session, session, digest, now))
