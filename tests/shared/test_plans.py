"""No question to the database walks through a table that grows: each finds its rows by an index."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from shared import sql
from tests.support.servers import Servers

HOURLY = "sweeps once an hour, or less"
FEW = "a table that stays small"
WHOLE = "a person asks for the whole"
WALKS = {
    "comments": {
        "keep_flood": HOURLY,
        "keep_signins": HOURLY,
        "keep_sessions": HOURLY,
        "keep_deliveries": HOURLY,
        "list_sites": FEW,
        "find_signin_of_browser": FEW,
        "list_webhooks": FEW,
    },
    "notify": {
        "list_deliveries": "newest first by an index; a filter skips what does not fit",
        "count_deliveries": WHOLE,
        "forget_told_addresses": HOURLY,
        "list_raw_mail": WHOLE,
        "lift_old_suppressions": HOURLY,
        "list_suppressions": FEW,
    },
    "images": {"forget_jobs": HOURLY, "old_uploads": HOURLY, "pictures_of_gallery": WHOLE},
}
"""The queries that may walk through a table, and why."""

Plan = dict[str, Any]


@pytest.mark.parametrize("service", WALKS)
async def test_every_query_finds_its_rows_by_an_index(servers: Servers, service: str) -> None:
    connection = await asyncpg.connect(servers.admin_url, statement_cache_size=0)
    try:
        # a walk that is forbidden is planned all the same where nothing else is possible, however small the table
        await connection.execute(
            f"SET search_path = {service}; SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan"
        )
        partial = {
            row["name"]
            for row in await connection.fetch(
                "SELECT relname AS name FROM pg_index JOIN pg_class ON oid = indexrelid WHERE indpred IS NOT NULL"
            )
        }
        queries = list(sql.load(str(Path("services", service, "store", "__init__.py"))))
        walking = {name: found for name, text in queries if (found := _walks(await _plan(connection, text), partial))}
    finally:
        await connection.close()
    assert len(queries) > 50
    assert walking.keys() == WALKS[service].keys(), walking


async def _plan(connection: asyncpg.Connection, text: str) -> Plan:
    await connection.execute(f"PREPARE asked AS {text}")
    try:
        count = await connection.fetchval(
            "SELECT cardinality(parameter_types) FROM pg_prepared_statements WHERE name = 'asked'"
        )
        values = f"({', '.join(['NULL'] * count)})" if count else ""
        found: Plan = json.loads(await connection.fetchval(f"EXPLAIN (FORMAT JSON) EXECUTE asked{values}"))[0]["Plan"]
        return found
    finally:
        await connection.execute("DEALLOCATE asked")


def _walks(plan: Plan, partial: set[str]) -> list[str]:
    """The tables that a plan goes through whole, row by row or entry by entry of an index that holds every row."""
    return [
        str(node.get("Relation Name") or node["Index Name"])
        for node in _nodes(plan)
        if node["Node Type"] == "Seq Scan"
        or (
            node["Node Type"] in {"Index Scan", "Index Only Scan", "Bitmap Index Scan"}
            and "Index Cond" not in node
            and node["Index Name"] not in partial
        )
    ]


def _nodes(plan: Plan) -> Iterator[Plan]:
    yield plan
    for below in plan.get("Plans", []):
        yield from _nodes(below)
