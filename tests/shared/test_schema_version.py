"""A service says in one sentence when the database is older or newer than itself."""

import pytest

from shared import migrations
from shared.errors import ConfigError
from shared.postgres import Database

NEXT = migrations.Migration(origin="comments", number=9999, name="later", text="SELECT 1")


def _known() -> list[migrations.Migration]:
    from shared.migrate import SERVICES_FOLDER

    return migrations.of_service("comments", SERVICES_FOLDER / "comments" / "migrations")


async def test_the_migrated_schema_is_accepted(comments_db: Database) -> None:
    await migrations.check(comments_db, _known())


async def test_an_older_schema_is_refused_with_the_command_to_run(comments_db: Database) -> None:
    with pytest.raises(ConfigError, match=r"lacks migration comments 9999.*shared\.migrate"):
        await migrations.check(comments_db, [*_known(), NEXT])


async def test_a_newer_schema_is_refused(comments_db: Database) -> None:
    with pytest.raises(ConfigError, match="newer than this release"):
        await migrations.check(comments_db, _known()[:-1])
