"""Each service owns its schema; the database refuses the others."""

import asyncpg
import pytest

from shared import migrate, migrations
from shared.errors import ConfigError
from tests.support.servers import PASSWORD, SERVICES, Servers


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("other", SERVICES)
async def test_a_service_is_refused_the_others_tables(servers: Servers, service: str, other: str) -> None:
    connection = await asyncpg.connect(servers.database_url(service))
    try:
        if service == other:
            assert await connection.fetchval(f"SELECT count(*) FROM {other}.outbox") is not None
        else:
            for statement in (
                f"SELECT * FROM {other}.outbox",
                f"DELETE FROM {other}.inbox",
                f"CREATE TABLE {other}.stranger (id int)",
                f"SET ROLE paddock_{other}",
            ):
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await connection.execute(statement)
    finally:
        await connection.close()


async def test_migrating_again_changes_nothing(servers: Servers) -> None:
    assert await migrate.prepare(servers.admin_url, dict.fromkeys(SERVICES, PASSWORD)) == []


async def test_a_changed_migration_is_refused(servers: Servers) -> None:
    changed = [
        migrations.Migration(origin=item.origin, number=item.number, name=item.name, text=item.text + "-- changed")
        for item in migrations.read("shared", migrations.SHARED)
    ]
    connection = await asyncpg.connect(servers.database_url("comments"))
    try:
        with pytest.raises(ConfigError, match="was changed after it ran"):
            await migrations.migrate(connection, changed)
    finally:
        await connection.close()
