"""Shows all that happened to a comment: what it said before, and who did what.

In: a comment. Out: its revisions and its lines of the audit trail, the last first.
"""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from services.comments.store import Reading, audit, comments, desk
from services.comments.store.records import Audit
from shared.errors import NotFound


class Revision(Struct, frozen=True, kw_only=True):
    """What a comment said until it was changed."""

    version: int
    text: str
    editor: str
    edited_at: datetime


class History(Struct, frozen=True, kw_only=True):
    """A comment's past."""

    revisions: list[Revision]
    audit: list[Audit]


async def show_history(on: Reading, *, site: str, comment: UUID) -> History:
    """The past of a site's comment. Raises NotFound."""
    found = await comments.find_comment(on, comment)
    if found is None or found.site != site:
        raise NotFound("there is no such comment", code="comment_not_found")
    return History(
        revisions=[Revision(**row) for row in await desk.list_revisions(on, comment)],
        audit=await audit.list_audit_of_comment(on, comment),
    )
