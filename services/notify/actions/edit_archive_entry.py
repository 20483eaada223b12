"""Change, add or delete one entry of the archive at the desk, under the rules of the import.

In: a row's cells. Out: the entry with its folded columns; pictures that named a deleted one still count it.
"""

from collections.abc import Mapping

from services.notify.answering.columns import read_row
from services.notify.store import archive_import
from services.notify.store.statements import SQL
from shared.errors import Field, Invalid, NotFound
from shared.postgres import Transaction


async def edit_archive_entry(tx: Transaction, site: str, cells: Mapping[str, str]) -> None:
    """Keep the entry. Raises Invalid with the columns at fault."""
    row, faults = read_row("entries", 1, cells)
    if row is None or not row["event"]:
        fields = [Field(pointer=f"/{fault.column}", detail=fault.detail) for fault in faults]
        fields += [] if cells.get("event") else [Field(pointer="/event", detail="must not be empty")]
        words = "; ".join(f"{field.pointer[1:]} {field.detail}" for field in fields)
        raise Invalid(f"The entry can't be kept: {words}.", fields=tuple(fields))
    await archive_import.add_event(tx, site, row["event"])
    await archive_import.keep_entries(tx, site, [row])


async def delete_archive_entry(tx: Transaction, site: str, ref: str) -> None:
    """Delete the entry. Raises NotFound."""
    if not await tx.execute(SQL.delete_archive_entry, site, ref):
        raise NotFound("The archive has no such entry.")
