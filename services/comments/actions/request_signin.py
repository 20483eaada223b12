"""Mails a member of staff a link to sign in with; whoever is not staff gets the same answer and no mail.

In: an address and the browser's own secret. Out: nothing that tells whether the address is known.
"""

import secrets
from datetime import timedelta

from services.comments.keys import Keys, valid_email
from services.comments.store import staff
from shared.clock import Clock
from shared.events import Address, SigninRequested
from shared.ids import token, token_hash, uuid7
from shared.postgres import Database

LIFETIME = timedelta(minutes=15)
PATH = "/desk/sign-in/link/"
MOST = 5
PER = timedelta(minutes=15)


async def request_signin(db: Database, clock: Clock, keys: Keys, *, email: str, browser: str) -> None:
    """Send link and code, at most five in a quarter of an hour. Raises Invalid for what is no address."""
    digest = keys.digest(valid_email(email))
    now = clock.now()
    async with db.transaction() as tx:
        members = await staff.list_memberships(tx, digest)
        if not members or await staff.count_signins(tx, digest, now - PER) >= MOST:
            return
        member, link, code = members[0], token(), f"{secrets.randbelow(10**6):06}"
        request = uuid7()
        await staff.insert_signin(
            tx,
            request,
            digest=digest,
            token=token_hash(link),
            code=token_hash(f"{request}{code}"),
            browser=token_hash(browser),
            expires_at=now + LIFETIME,
            now=now,
        )
        await tx.emit(
            SigninRequested(
                request=request,
                site=member.site,
                name=member.name,
                address=Address(digest=digest, sealed=member.sealed),
                sealed_token=keys.seal(link),
                sealed_code=keys.seal(code),
                path=PATH,
                expires_at=now + LIFETIME,
                language=member.language,
            )
        )
