"""Takes the word of a browser on a publisher's page: the widget runs there, and its calls come through.

In: the token of a check, the origin that the browser names, the page's address. Out: a note for the quick start.
"""

from services.comments import page_urls
from services.comments.sites import Sites
from services.comments.store import trials
from shared.clock import Clock
from shared.errors import Forbidden, Gone
from shared.ids import token_hash
from shared.postgres import Database


async def confirm_trial(db: Database, clock: Clock, sites: Sites, *, token: str, origin: str, page: str) -> None:
    """Note it, once. Raises Gone for a token that is unknown, used or over; Forbidden for a foreign origin."""
    found = await trials.find_trial_of_token(db, token_hash(token))
    now = clock.now()
    if found is None or found.heard_at is not None or found.expires_at <= now:
        raise Gone("this check is over; begin a new one", code="trial_gone")
    site = await sites.find(found.site)
    if not page_urls.is_origin(origin, site.origins):
        raise Forbidden("this origin is none of the site's", code="other_site")
    async with db.transaction() as tx:
        if not await trials.hear_trial(tx, found.id, now=now, origin=origin, page=page):
            raise Gone("this check is over; begin a new one", code="trial_gone")
