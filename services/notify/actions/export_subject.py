"""Collect what notify keeps of one address, for the person who asks: what they follow, were mailed and asked.

In: a site and the digest that comments' own export names. Out: JSON-able values; no other person's.
"""

from typing import Any

from services.notify.store import erasure
from services.notify.store.address_book import AddressBook
from shared.postgres import Database, Transaction


async def export_subject(on: Transaction | Database, *, book: AddressBook, site: str, digest: str) -> dict[str, Any]:
    """What is known. The address itself is told when it is kept: it is their own."""
    known = await erasure.known_of(on, digest, site)
    return {
        "site": site,
        "digest": digest,
        "address": await book.find(on, digest) or "",
        **{kind: [dict(row) for row in rows] for kind, rows in known.items()},
    }
