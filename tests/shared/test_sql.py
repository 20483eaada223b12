"""Queries are read from files; what several of them say alike stands there once."""

from pathlib import Path

import pytest

from shared import sql

SHARED = """
-- part: open
    AND state = 'open'

-- name: first
SELECT id FROM thing
WHERE site = $1
    -- include open
ORDER BY id

-- name: count
SELECT count(*) FROM thing WHERE site = $1
    -- include open
"""


def test_a_part_is_put_wherever_a_query_includes_it_and_is_no_query_itself(tmp_path: Path) -> None:
    (tmp_path / "queries.sql").write_text(SHARED)
    assert dict(sql.load(str(tmp_path / "store.py"))) == {
        "first": "SELECT id FROM thing\nWHERE site = $1\n    AND state = 'open'\nORDER BY id",
        "count": "SELECT count(*) FROM thing WHERE site = $1\n    AND state = 'open'",
    }


def test_a_part_that_is_not_there_is_said_when_the_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "queries.sql").write_text("-- name: first\nSELECT 1\n-- include open\n")
    with pytest.raises(ValueError, match="there is no part open"):
        sql.load(str(tmp_path / "store.py"))
