"""Makes a link that signs a member of staff in once, for the operator to hand over: the first sign-in needs no mail.

In: an address of the staff. Out: the link's token, which is kept as a hash alone; earlier ones end.
"""

import secrets
from datetime import datetime, timedelta

from services.comments.actions.request_signin import PATH
from services.comments.keys import Keys, valid_email
from services.comments.store import staff
from services.comments.store.staff import ANY_BROWSER
from shared.clock import Clock
from shared.errors import NotFound
from shared.ids import token, token_hash, uuid7
from shared.postgres import Database

LIFETIME = timedelta(hours=24)


async def make_signin_link(
    db: Database, clock: Clock, keys: Keys, *, email: str, lifetime: timedelta = LIFETIME
) -> tuple[str, datetime]:
    """The path of the link, and until when it works. Raises Invalid, and NotFound for whoever is no staff."""
    digest, now, link = keys.digest(valid_email(email)), clock.now(), token(256)
    async with db.transaction() as tx:
        if not await staff.list_memberships(tx, digest):
            raise NotFound("nobody with this address is staff of a site", code="member_not_found")
        await staff.end_links(tx, digest, now)
        await staff.insert_signin(
            tx,
            uuid7(),
            digest=digest,
            token=token_hash(link),
            code=secrets.token_bytes(32),  # no code belongs to it
            browser=ANY_BROWSER,
            expires_at=now + lifetime,
            now=now,
        )
    return f"{PATH}{link}", now + lifetime
