"""Every query of the comments service fits the migrated schema."""

import pytest

from services.comments.store.comments import SQL
from shared.postgres import Database


@pytest.mark.parametrize("name", [name for name, _ in SQL])
async def test_every_query_can_be_prepared_on_the_migrated_schema(comments_db: Database, name: str) -> None:
    async with comments_db.dedicated() as connection:
        await connection.prepare(getattr(SQL, name))
