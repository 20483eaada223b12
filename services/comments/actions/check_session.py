"""Says who a session's cookie belongs to, for the desk and for the edge's question.

In: a cookie. Out: the member of staff, with a role per site.
"""

from datetime import timedelta
from uuid import UUID

from msgspec import Struct

from services.comments.store import staff
from shared.clock import Clock
from shared.codec import decode
from shared.errors import Unauthorised
from shared.ids import token_hash
from shared.postgres import Database
from shared.staff import LIFETIME, Staff

IDLE = timedelta(days=3)
SEEN_EVERY = timedelta(minutes=5)


class Session(Struct, frozen=True, kw_only=True):
    """An open session and whose it is."""

    id: UUID
    staff: Staff
    digest: str


async def check_session(db: Database, clock: Clock, *, cookie: str) -> Session:
    """Who it is. Raises Unauthorised when the session is unknown, revoked, idle for three days or two weeks old."""
    now = clock.now()
    row = await staff.find_session(db, token_hash(cookie)) if cookie else None
    if row is None or row["expires_at"] <= now or row["seen_at"] + IDLE <= now or not row["roles"]:
        raise Unauthorised("sign in to the desk first")
    if row["seen_at"] + SEEN_EVERY <= now:
        async with db.transaction() as tx:
            await staff.see_session(tx, row["id"], now)
    person = Staff(
        id=str(row["person"]),
        name=row["name"],
        roles=decode(row["roles"], dict[str, str]),
        csrf=row["csrf"],
        expires=now + LIFETIME,
        language=row["language"],
    )
    return Session(id=row["id"], staff=person, digest=row["digest"])
