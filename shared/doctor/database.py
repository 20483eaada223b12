"""Looks at Postgres: can each role in, is the schema this release's, does the outbox drain, is mail stuck?

In: URLs of the administrator and of each role. Out: findings.
"""

import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg

from shared import migrations
from shared.doctor.finding import Finding, fault, fine, note
from shared.doctor.settings import Settings
from shared.migrate import SERVICES_FOLDER

AWAY = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)
OLD = timedelta(minutes=2)
"""An event that has waited so long in an outbox is not on its way."""
_SKEW = timedelta(seconds=5)


async def look(settings: Settings) -> list[Finding]:
    """Everything about the database."""
    what = "database"
    try:
        connection = await asyncpg.connect(settings.admin_url, timeout=5, command_timeout=10)
    except asyncpg.InvalidPasswordError:
        return [
            fault(
                what, "the administrator's password is refused", "compare secrets/postgres_password with the server's"
            )
        ]
    except asyncpg.InvalidCatalogNameError as error:
        return [fault(what, str(error), "create that database, then run the migrate job")]
    except AWAY as error:
        return [fault(what, f"it does not answer ({_words(error)})", "is it running, and is its port open from here?")]
    try:
        version = await connection.fetchval("SHOW server_version")
        found = [fine(what, f"answers, version {version.split()[0]}")]
        for service in settings.role_urls:
            found += await _service(connection, settings, service)
        found += await _mail(connection)
        return found
    except AWAY as error:
        return [fault(what, f"it stopped answering ({_words(error)})", "look at its log")]
    finally:
        await connection.close(timeout=5)


async def clock(settings: Settings) -> timedelta | None:
    """How far the server's clock is ahead of ours, at the moment it answers; None when it can't be asked."""
    try:
        connection = await asyncpg.connect(settings.admin_url, timeout=5)
    except AWAY:
        return None
    try:
        before = time.time()
        theirs = float(await connection.fetchval("SELECT extract(epoch FROM clock_timestamp())::float8"))
        after = time.time()
        # it answered somewhere between the two: only what lies outside is a difference
        return timedelta(seconds=min(theirs - before, 0) + max(theirs - after, 0))
    finally:
        await connection.close(timeout=5)


async def origins(settings: Settings) -> list[tuple[str, str]]:
    """(site key, origin) of every active site; nothing when the database can't be asked."""
    try:
        connection = await asyncpg.connect(settings.admin_url, timeout=5)
    except AWAY:
        return []
    try:
        rows = await connection.fetch("SELECT key, unnest(origins) AS origin FROM comments.site WHERE active")
        return [(row["key"], row["origin"]) for row in rows]
    except asyncpg.PostgresError:
        return []
    finally:
        await connection.close(timeout=5)


async def _service(connection: asyncpg.Connection, settings: Settings, service: str) -> list[Finding]:
    what = f"database role of {service}"
    try:
        own = await asyncpg.connect(settings.role_urls[service], timeout=5)
        await own.close(timeout=5)
    except asyncpg.PostgresError as error:
        missing = not await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", f"paddock_{service}")
        says = f"the role paddock_{service} is missing" if missing else f"it can't log in ({_words(error)})"
        return [fault(what, says, "run the migrate job: it makes roles and sets their passwords")]
    return [fine(what, "logs in"), await _schema(connection, service), await _outbox(connection, service)]


async def _schema(connection: asyncpg.Connection, service: str) -> Finding:
    what = f"schema of {service}"
    ours = {
        (m.origin, m.number) for m in migrations.of_service(service, Path(SERVICES_FOLDER) / service / "migrations")
    }
    try:
        rows = await connection.fetch(f"SELECT origin, number FROM {service}.schema_migration")  # noqa: S608 - our own names
    except asyncpg.PostgresError:
        return fault(what, "there are no tables", "run the migrate job")
    there = {(row["origin"], row["number"]) for row in rows}
    if newer := sorted(there - ours):
        return fault(
            what, f"it is at {newer[-1][0]} {newer[-1][1]:04}, newer than this release", "run the newer release"
        )
    if missing := sorted(ours - there):
        return fault(what, f"it lacks {missing[0][0]} {missing[0][1]:04}", "run the migrate job of this release")
    return fine(what, f"is this release's ({len(there)} migrations)")


async def _outbox(connection: asyncpg.Connection, service: str) -> Finding:
    what = f"outbox of {service}"
    query = f"SELECT count(*), now() - min(created_at), max(last_error) FROM {service}.outbox"  # noqa: S608 - our own names
    try:
        waiting, age, error = await _row(connection, query)
    except asyncpg.PostgresError as problem:
        return fault(what, _words(problem), "run the migrate job")
    if not waiting:
        return fine(what, "is empty")
    if age > OLD:
        says = f"{waiting} events wait, the oldest for {int(age.total_seconds())} s{f' ({error})' if error else ''}"
        return fault(what, says, f"is {service} running, and does it reach RabbitMQ? See its log for broker_lost")
    return fine(what, f"{waiting} events on their way")


async def _mail(connection: asyncpg.Connection) -> list[Finding]:
    what = "mail to be sent"
    query = """
        SELECT count(*) FILTER (WHERE state = 'uncertain'),
               count(*) FILTER (WHERE state = 'waiting' AND not_before < now() - interval '15 minutes'),
               count(*) FILTER (WHERE state = 'failed' AND created_at > now() - interval '1 day')
        FROM notify.delivery
    """
    try:
        uncertain, late, failed = await _row(connection, query)
    except asyncpg.PostgresError:
        return []  # told already: there are no tables
    found = []
    if late:
        found.append(
            fault(
                what, f"{late} mails are over a quarter of an hour late", "is notify running? Do the relays take mail?"
            )
        )
    if uncertain:
        found.append(
            note(what, f"{uncertain} mails may or may not have arrived", "decide in the desk, under Deliveries")
        )
    if failed:
        found.append(note(what, f"{failed} mails failed for good today", "see why in the desk, under Deliveries"))
    return found or [fine(what, "nothing is late")]


def skew(apart: timedelta) -> Finding:
    """Whether the two clocks agree."""
    what = "clock"
    if abs(apart) > _SKEW:
        return fault(
            what, f"the database's clock is {apart.total_seconds():+.0f} s from ours", "run NTP on both machines"
        )
    return fine(what, "agrees with the database's")


async def _row(connection: asyncpg.Connection, query: str) -> tuple[Any, ...]:
    row = await connection.fetchrow(query)
    return tuple(row) if row else ()


def _words(error: BaseException) -> str:
    return str(error).splitlines()[0] if str(error) else error.__class__.__name__
