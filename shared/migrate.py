"""The one-shot job of an installation: roles, schemas, migrations, exchanges and queues.

In: an administrator's database URL, the broker's URL, a password per service's role. Out: all is ready.
Each service owns one schema by its own role; nobody else may look into it. Run again, it changes nothing.
"""

import argparse
import asyncio
import sys
from pathlib import Path

import asyncpg

from shared import migrations
from shared.codec import encode
from shared.env import Environment
from shared.errors import ConfigError
from shared.messaging import topology

SERVICES = ("comments", "notify", "images")
SERVICES_FOLDER = Path(__file__).parent.parent / "services"
_BUSY = "tuple concurrently updated"


def role_name(service: str) -> str:
    """The database role of a service."""
    return f"paddock_{service}"


async def prepare(url: str, passwords: dict[str, str]) -> list[str]:
    """Make roles and schemas and apply all migrations as an administrator; what was applied, in words.

    Raises ConfigError for a changed migration and asyncpg's errors when the server refuses.
    """
    connection = await asyncpg.connect(url, timeout=10)
    try:
        await connection.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
        database = await connection.fetchval("SELECT quote_ident(current_database())")
        await connection.execute(f"REVOKE ALL ON DATABASE {database} FROM PUBLIC")
        await connection.execute("CREATE SCHEMA IF NOT EXISTS extensions")
        await connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA extensions")
        done: list[str] = []
        for service, password in passwords.items():
            await _role(connection, service, password, database)
            folder = SERVICES_FOLDER / service / "migrations"
            await connection.execute(f"SET ROLE {role_name(service)}; SET search_path = {service}, extensions")
            applied = await migrations.migrate(connection, migrations.of_service(service, folder))
            done += [f"{service}: {item.origin} {item.number:04} {item.name}" for item in applied]
            await connection.execute("RESET ROLE; RESET search_path")
        return done
    finally:
        await connection.close(timeout=5)


async def pending(url: str) -> list[str]:
    """What `prepare` would apply, in words; nothing is changed. Raises ConfigError for a schema that is newer."""
    connection = await asyncpg.connect(url, timeout=10)
    try:
        found: list[str] = []
        for service in SERVICES:
            ours = migrations.of_service(service, SERVICES_FOLDER / service / "migrations")
            there = await _applied(connection, service)
            if newer := there - {(item.origin, item.number) for item in ours}:
                origin, number = max(newer)
                raise ConfigError([f"{service} is at {origin} {number:04}, newer than this release: run the newer one"])
            found += [
                f"{service}: {item.origin} {item.number:04} {item.name}"
                for item in ours
                if (item.origin, item.number) not in there
            ]
        return found
    finally:
        await connection.close(timeout=5)


async def _applied(connection: asyncpg.Connection, schema: str) -> set[tuple[str, int]]:
    if await connection.fetchval("SELECT to_regclass($1)", f"{schema}.schema_migration") is None:
        return set()
    rows = await connection.fetch(f"SELECT origin, number FROM {schema}.schema_migration")  # noqa: S608 - our own name
    return {(row["origin"], row["number"]) for row in rows}


async def _role(connection: asyncpg.Connection, service: str, password: str, database: str) -> None:
    role = role_name(service)
    quoted = await connection.fetchval("SELECT quote_literal($1)", password)
    for statement in (
        f"DO $$ BEGIN CREATE ROLE {role} LOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$",
        f"ALTER ROLE {role} LOGIN PASSWORD {quoted}",
        f"GRANT {role} TO CURRENT_USER",
        f"GRANT CONNECT ON DATABASE {database} TO {role}",
        f"GRANT USAGE ON SCHEMA extensions TO {role}",
        f"CREATE SCHEMA IF NOT EXISTS {service} AUTHORIZATION {role}",
        f"ALTER ROLE {role} IN DATABASE {database} SET search_path = {service}, extensions",
    ):
        await _patiently(connection, statement)


async def _patiently(connection: asyncpg.Connection, statement: str) -> None:
    """Roles are the whole server's: two migrations of two databases may meet there."""
    for attempt in range(20):
        try:
            await connection.execute(statement)
        except asyncpg.InternalServerError as error:
            if _BUSY not in str(error):
                raise
            await asyncio.sleep(0.05 * (attempt + 1))
        else:
            return
    raise ConfigError(["the database's roles are being changed by somebody else: try again"])


def main(argv: list[str]) -> int:
    """Migrate; exit code 0, or 2 with the reason in one sentence. With --check 1 when something is to be done."""
    parser = argparse.ArgumentParser(prog="python -m shared.migrate", description=__doc__.splitlines()[0])
    parser.add_argument("--no-broker", action="store_true", help="leave exchanges and queues alone")
    parser.add_argument("--check", "--dry-run", action="store_true", help="say what would be done, change nothing")
    parser.add_argument("--json", action="store_true", help="for programs")
    options = parser.parse_args(argv)
    env = Environment()
    url = env.url("PADDOCK_ADMIN_DATABASE_URL", schemes=("postgresql", "postgres"))
    amqp = "" if options.no_broker else env.url("PADDOCK_AMQP_URL", schemes=("amqp", "amqps"))
    asked = () if options.check else SERVICES
    passwords = {service: env.secret(f"PADDOCK_{service.upper()}_DATABASE_PASSWORD") for service in asked}
    try:
        if env.problems:
            raise ConfigError(env.problems)
        done = asyncio.run(pending(url) if options.check else prepare(url, passwords))
        declared = bool(amqp) and not options.check and asyncio.run(topology.declare(amqp))
    except ConfigError as error:
        print(f"migrate: {error}", file=sys.stderr)
        return 2
    except (OSError, TimeoutError, asyncpg.PostgresError) as error:
        print(f"migrate: {error.__class__.__name__}: {error}", file=sys.stderr)
        return 2
    if options.json:
        print(encode({"migrations": done, "declared": declared, "dry_run": options.check}).decode())
    else:
        print("\n".join(done) or "the database is up to date")
        if declared:
            print("exchanges and queues are declared")
    return int(options.check and bool(done))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
