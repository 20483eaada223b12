"""Changes what a member of staff is called, may do and is told; their address stays unread.

In: a member and their new values. Out: the member; the others are told when something changed.
"""

from collections.abc import Sequence
from uuid import UUID

from msgspec.structs import replace

from services.comments.actions.keep_member import keep_member
from services.comments.domain import Role
from services.comments.store import staff
from services.comments.store.records import Moderator
from services.comments.writing import read_name
from shared.clock import Clock
from shared.errors import NotFound
from shared.events import Actor
from shared.postgres import Database


async def change_member(
    db: Database,
    clock: Clock,
    *,
    site: str,
    member: UUID,
    actor: Actor,
    name: str,
    role: Role,
    language: str,
    alerts: str,
    subjects: Sequence[str],
    timezone: str,
    quiet: tuple[str, str],
    active: bool,
) -> Moderator:
    """The member as given. Raises NotFound, Invalid, and Conflict when the site would be left without an owner."""
    async with db.transaction() as tx:
        people = await staff.list_moderators(tx, site)
        listed = next((one for one in people if one.id == member), None)
        known = await staff.lock_moderator(tx, site, listed.digest) if listed else None
        if known is None:
            raise NotFound("there is no such member of staff", code="member_not_found")
        wanted = replace(
            known,
            name=read_name(name),
            role=role,
            language=language,
            alerts=alerts,
            subjects=list(subjects),
            timezone=timezone,
            quiet_from=quiet[0],
            quiet_to=quiet[1],
            active=active,
        )
        return await keep_member(tx, clock, known=known, wanted=wanted, actor=actor)
