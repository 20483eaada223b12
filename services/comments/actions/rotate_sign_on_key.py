"""Gives a site's own sign-on a fresh secret; tokens signed with the one before are refused from now on.

In: a site. Out: the secret, shown this once.
"""

from msgspec import to_builtins
from msgspec.structs import replace

from services.comments.actions.change_site import change_site
from services.comments.domain import SignOn
from services.comments.store import sites
from shared.clock import Clock
from shared.errors import Conflict, NotFound
from shared.events import Actor
from shared.ids import token
from shared.postgres import Database


async def rotate_sign_on_key(db: Database, clock: Clock, *, key: str, actor: Actor) -> str:
    """The new HS256 secret. Raises NotFound, and Conflict where the publisher signs with a private key of its own."""
    site = await sites.find_site(db, key)
    if site is None:
        raise NotFound("there is no site with this key", code="site_not_found")
    known = site.settings.sign_on or SignOn(algorithm="HS256", key="")
    if known.algorithm != "HS256":
        raise Conflict("this site checks a public key: rotate the private one and set the new public key")
    secret = token(256)
    changed = {"sign_on": to_builtins(replace(known, key=secret))}
    await change_site(db, clock, key=key, actor=actor, settings=changed)
    return secret
