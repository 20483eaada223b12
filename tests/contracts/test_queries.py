"""Every query of every service is accepted by the migrated database."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from shared import migrate, sql
from tests.support.servers import SERVICES, Servers


def _queries() -> list[tuple[str, str, str]]:
    """Service, name and text of each."""
    found = []
    for service in SERVICES:
        folder = migrate.SERVICES_FOLDER / service
        homes = {file.parent.parent if file.parent.name == "queries" else file.parent for file in folder.rglob("*.sql")}
        for home in sorted(homes):
            if home.name != "migrations":
                found += [(service, name, text) for name, text in sql.load(str(home / "store.py"))]
    return found


QUERIES = _queries()


@pytest.fixture(scope="module")
async def connections(servers: Servers) -> AsyncIterator[dict[str, asyncpg.Connection]]:
    """One connection a service, as its role."""
    made = {service: await asyncpg.connect(servers.database_url(service)) for service in SERVICES}
    yield made
    for connection in made.values():
        await connection.close()


@pytest.mark.parametrize(
    ("service", "name", "text"), QUERIES, ids=[f"{service}-{name}" for service, name, _ in QUERIES]
)
async def test_a_query_can_be_prepared(
    connections: dict[str, asyncpg.Connection], service: str, name: str, text: str
) -> None:
    await connections[service].prepare(text)


def test_each_service_has_queries() -> None:
    assert {service for service, *_ in QUERIES} == set(SERVICES)
    assert len(QUERIES) > 100
