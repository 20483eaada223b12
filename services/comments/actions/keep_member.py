"""Keeps what changed about a member of staff, and tells the other services.

In: the member as known (locked) and as wanted. Out: the member as stored; nothing when nothing changed.
"""

from msgspec.structs import replace

from services.comments import telling
from services.comments.domain import Role
from services.comments.store import audit, staff
from services.comments.store.records import Moderator
from shared.clock import Clock
from shared.errors import Conflict
from shared.events import Actor
from shared.postgres import Transaction


async def keep_member(tx: Transaction, clock: Clock, *, known: Moderator, wanted: Moderator, actor: Actor) -> Moderator:
    """The member as wanted; a repeat changes and tells nothing. Raises Conflict when no owner would be left."""
    if wanted == known:
        return known
    if wanted.role != Role.OWNER or not wanted.active:
        people = await staff.list_moderators(tx, known.site)
        if {one.id for one in people if one.active and one.role == Role.OWNER} == {known.id}:
            raise Conflict("a site needs an owner: make somebody else one first", code="last_owner")
    stored = replace(wanted, version=await staff.update_moderator(tx, wanted))
    await tell_member(tx, clock, stored, actor=actor)
    return stored


async def tell_member(tx: Transaction, clock: Clock, member: Moderator, *, actor: Actor) -> None:
    """The event and the line in the audit trail."""
    await tx.emit(telling.tell_moderator(member))
    said = f"{member.name}: {member.role}{'' if member.active else ', no longer active'}"
    await audit.insert_audit(tx, site=member.site, action="change_moderator", actor=actor, now=clock.now(), reason=said)
