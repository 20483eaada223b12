"""The servers of one test session: its own database, migrated, and its own vhost on the broker.

In: `PADDOCK_TEST_DATABASE_URL` (an administrator's), `PADDOCK_TEST_AMQP_URL` and
`PADDOCK_TEST_AMQP_ADMIN_URL` (the management API); `./paddock test` sets them.
"""

import os
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import aiohttp
import asyncpg

from shared import migrate
from shared.messaging import topology
from shared.postgres import Database

PASSWORD = "paddock-test"
SERVICES = migrate.SERVICES


@dataclass(slots=True)
class Servers:
    """Where they are. `admin` is a superuser's connection to the session's database."""

    admin_url: str
    amqp_url: str
    amqp_admin_url: str
    vhost: str
    admin: asyncpg.Connection
    tables: dict[str, list[str]] = field(default_factory=dict)

    def database_url(self, service: str) -> str:
        """The URL of the session's database as a service's role."""
        parts = urlsplit(self.admin_url)
        host = parts.netloc.rpartition("@")[2]
        return urlunsplit(parts._replace(netloc=f"{migrate.role_name(service)}:{PASSWORD}@{host}"))

    async def empty(self, *services: str) -> None:
        """DELETE every row of these services' tables; triggers and foreign keys look away meanwhile."""
        for service in services:
            if service not in self.tables:
                rows = await self.admin.fetch(
                    "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) AS name FROM pg_tables"
                    " WHERE schemaname = $1 AND tablename <> 'schema_migration'",
                    service,
                )
                self.tables[service] = [row["name"] for row in rows]
        statements = [f"DELETE FROM {table}" for service in services for table in self.tables[service]]
        await self.admin.execute("; ".join(["SET session_replication_role = replica", *statements]))


@asynccontextmanager
async def running() -> AsyncIterator[Servers]:
    """A fresh database and vhost, gone afterwards."""
    maintenance = _needed("PADDOCK_TEST_DATABASE_URL")
    amqp = _needed("PADDOCK_TEST_AMQP_URL")
    amqp_admin = _needed("PADDOCK_TEST_AMQP_ADMIN_URL")
    name = f"paddock_test_{secrets.token_hex(5)}"
    server = await asyncpg.connect(maintenance)
    await server.execute(f"CREATE DATABASE {name}")
    admin_url = urlunsplit(urlsplit(maintenance)._replace(path=f"/{name}"))
    try:
        async with aiohttp.ClientSession(**_door(amqp_admin)) as broker:
            await _vhost(broker, name, urlsplit(amqp).username or "guest")
            vhost_url = urlunsplit(urlsplit(amqp)._replace(path=f"/{name}"))
            try:
                await migrate.prepare(admin_url, dict.fromkeys(SERVICES, PASSWORD))
                await topology.declare(vhost_url, settle=0)
                admin = await asyncpg.connect(admin_url)
                yield Servers(
                    admin_url=admin_url, amqp_url=vhost_url, amqp_admin_url=amqp_admin, vhost=name, admin=admin
                )
                await admin.close()
            finally:
                (await broker.delete(f"/api/vhosts/{name}")).raise_for_status()
    finally:
        await server.execute(f"DROP DATABASE {name} WITH (FORCE)")
        await server.close()


@asynccontextmanager
async def pools(servers: Servers) -> AsyncIterator[dict[str, Database]]:
    """A pool for each service, as its role; closed afterwards."""
    opened = {
        service: await Database.open(servers.database_url(service), application=f"test {service}", size=20)
        for service in SERVICES
    }
    yield opened
    for pool in opened.values():
        await pool.close()


async def _vhost(broker: aiohttp.ClientSession, name: str, user: str) -> None:
    (await broker.put(f"/api/vhosts/{name}", json={})).raise_for_status()
    rights = {"configure": ".*", "write": ".*", "read": ".*"}
    (await broker.put(f"/api/permissions/{name}/{user}", json=rights)).raise_for_status()


def _door(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    credentials = aiohttp.encode_basic_auth(parts.username or "guest", parts.password or "guest")
    base = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    return {"base_url": base, "headers": {"Authorization": credentials}}


def _needed(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise RuntimeError(f"{name} is not set: run the tests with ./paddock test, which starts the servers")
    return value
