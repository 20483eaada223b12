"""Takes a member of staff from a site by address: every session loses the site at once, the history keeps the name.

In: a site and an address. Out: the member, no longer active; the other services are told.
"""

from msgspec.structs import replace

from services.comments.actions.keep_member import keep_member
from services.comments.keys import Keys, valid_email
from services.comments.store import staff
from services.comments.store.records import Moderator
from shared.clock import Clock
from shared.errors import NotFound
from shared.events import Actor
from shared.postgres import Database


async def remove_moderator(db: Database, clock: Clock, keys: Keys, *, site: str, email: str, actor: Actor) -> Moderator:
    """A repeat changes nothing. Raises Invalid, NotFound, and Conflict when no owner would be left."""
    async with db.transaction() as tx:
        known = await staff.lock_moderator(tx, site, keys.digest(valid_email(email)))
        if known is None:
            raise NotFound("nobody with this address is staff of this site", code="member_not_found")
        return await keep_member(tx, clock, known=known, wanted=replace(known, active=False), actor=actor)
