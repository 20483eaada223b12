"""Adds a member of staff to a site, or changes what one may do.

In: a site, a name, an address and a role. Out: the member; the other services are told when something changed.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from services.comments.actions.keep_member import keep_member, tell_member
from services.comments.domain import Role
from services.comments.keys import Keys, valid_email
from services.comments.store import sites, staff
from services.comments.store.records import Moderator
from services.comments.writing import read_name
from shared.clock import Clock
from shared.errors import NotFound
from shared.events import Actor
from shared.ids import uuid7
from shared.postgres import Database


async def change_moderator(
    db: Database,
    clock: Clock,
    keys: Keys,
    *,
    site: str,
    name: str,
    email: str,
    role: Role,
    actor: Actor,
    language: str = "en",
    alerts: str = "every",
    subjects: Sequence[str] = (),
    timezone: str = "UTC",
    quiet: tuple[str, str] = ("", ""),
    active: bool = True,
) -> Moderator:
    """The member with this address as given; a repeat changes and tells nothing. Raises Invalid, NotFound, Conflict."""
    address = keys.address(valid_email(email))
    async with db.transaction() as tx:
        if await sites.find_site(tx, site) is None:
            raise NotFound("there is no site with this key", code="site_not_found")
        wanted = Moderator(
            id=uuid7(),
            site=site,
            name=read_name(name),
            digest=address.digest,
            sealed=address.sealed,
            role=role,
            language=language,
            alerts=alerts,
            subjects=list(subjects),
            timezone=timezone,
            quiet_from=quiet[0],
            quiet_to=quiet[1],
            active=active,
            version=1,
            created_at=clock.now(),
        )
        await staff.insert_moderator(tx, wanted)
        known = await staff.lock_moderator(tx, site, address.digest)
        assert known is not None  # noqa: S101 - it was added or was there
        if known.id == wanted.id:
            await tell_member(tx, clock, wanted, actor=actor)
            return wanted
        again = replace(wanted, id=known.id, sealed=known.sealed, version=known.version, created_at=known.created_at)
        return await keep_member(tx, clock, known=known, wanted=again, actor=actor)
