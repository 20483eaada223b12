"""Moves a schema forward: numbered SQL files, each applied once, in order, checked by its hash.

In: folders of `0001_name.sql`. Out: tables, and a row in `schema_migration` for each file.
Forward only; each file is one transaction under an advisory lock, so that any number may try at once.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from shared.errors import ConfigError
from shared.postgres import Database

SHARED = Path(__file__).parent / "schema"
"""The tables that every schema has first: outbox and inbox."""

_NAME = re.compile(r"^(\d{4})_([a-z0-9_]+)\.sql$")
_LOCK = 0x9ADD0C
_LEDGER = """
CREATE TABLE IF NOT EXISTS schema_migration (
    origin     text NOT NULL,
    number     integer NOT NULL,
    name       text NOT NULL,
    checksum   text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (origin, number)
)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """One file."""

    origin: str
    number: int
    name: str
    text: str

    @property
    def checksum(self) -> str:
        """The hex SHA-256 of its text."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def read(origin: str, folder: Path) -> list[Migration]:
    """The folder's migrations in order. Raises ConfigError for a bad name or a number given twice."""
    found: dict[int, Migration] = {}
    for file in sorted(folder.glob("*.sql")):
        match = _NAME.match(file.name)
        if match is None or int(match[1]) in found:
            raise ConfigError([f"{file}: migrations are named 0001_what_it_does.sql, each number once"])
        number = int(match[1])
        found[number] = Migration(origin=origin, number=number, name=match[2], text=file.read_text())
    return [found[number] for number in sorted(found)]


def of_service(service: str, folder: Path) -> list[Migration]:
    """A service's whole list: the shared tables, then its own."""
    return [*read("shared", SHARED), *read(service, folder)]


async def migrate(connection: asyncpg.Connection, migrations: Sequence[Migration]) -> list[Migration]:
    """Apply what is missing, as the connection's role and search path; what was applied.

    Raises ConfigError when an applied file has changed since.
    """
    applied = []
    for migration in migrations:
        async with connection.transaction():
            await connection.execute("SELECT pg_advisory_xact_lock($1)", _LOCK)
            await connection.execute(_LEDGER)
            known = await connection.fetchval(
                "SELECT checksum FROM schema_migration WHERE origin = $1 AND number = $2",
                migration.origin,
                migration.number,
            )
            if known is None:
                await connection.execute(migration.text)
                await connection.execute(
                    "INSERT INTO schema_migration (origin, number, name, checksum) VALUES ($1, $2, $3, $4)",
                    migration.origin,
                    migration.number,
                    migration.name,
                    migration.checksum,
                )
                applied.append(migration)
            elif known != migration.checksum:
                raise ConfigError(
                    [f"migration {migration.origin} {migration.number:04} {migration.name} was changed after it ran"]
                )
    return applied


async def check(database: Database, migrations: Sequence[Migration]) -> None:
    """Raises ConfigError when the schema is older or newer than this release, saying what to do."""
    try:
        rows = await database.fetch("SELECT origin, number, name FROM schema_migration")
    except asyncpg.UndefinedTableError:
        rows = []
    there = {(row["origin"], row["number"]) for row in rows}
    ours = {(migration.origin, migration.number) for migration in migrations}
    if newer := sorted(there - ours):
        origin, number = newer[-1]
        raise ConfigError(
            [f"the database is at {origin} {number:04}, which is newer than this release: run the newer release"]
        )
    if missing := sorted(ours - there):
        origin, number = missing[0]
        raise ConfigError([f"the database lacks migration {origin} {number:04}: run `python -m shared.migrate` first"])
