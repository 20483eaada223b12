"""Collects everything that comments knows of one address, for the person who asks.

In: a site and an address. Out: what they wrote, in all its versions, and what is noted about them.
"""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from services.comments.keys import Keys, valid_email
from services.comments.store import Reading, privacy


class Written(Struct, frozen=True, kw_only=True):
    """One comment of theirs, with what it said before it was changed."""

    id: UUID
    page_thread: UUID
    number: int
    state: str
    author_name: str
    text: str
    earlier: tuple[str, ...]
    created_at: datetime
    edited_at: datetime | None
    picture: str
    attachments: tuple[str, ...]


class SubjectExport(Struct, frozen=True, kw_only=True):
    """All of it. `digest` is how notify knows the same address: its part is asked for by that."""

    site: str
    digest: str
    comments: list[Written]
    standing: str
    standing_until: datetime | None


async def export_subject(on: Reading, keys: Keys, *, site: str, email: str) -> SubjectExport:
    """What is known. Raises Invalid for what is no address."""
    digest = keys.digest(valid_email(email))
    earlier: dict[UUID, list[str]] = {}
    for row in await privacy.revisions_of_subject(on, site, digest):
        earlier.setdefault(row["comment"], []).append(row["text"])
    standing = await privacy.standing_of_subject(on, site, digest)
    return SubjectExport(
        site=site,
        digest=digest,
        comments=[
            Written(
                id=row.id,
                page_thread=row.thread,
                number=row.number,
                state=row.state,
                author_name=row.author_name,
                text=row.text,
                earlier=tuple(earlier.get(row.id, ())),
                created_at=row.created_at,
                edited_at=row.edited_at,
                picture=f"{row.gallery} {row.picture_number}" if row.gallery else "",
                attachments=tuple(row.attachments),
            )
            for row in await privacy.comments_of_subject(on, site, digest)
        ],
        standing=standing["standing"] if standing else "none",
        standing_until=standing["until"] if standing else None,
    )
