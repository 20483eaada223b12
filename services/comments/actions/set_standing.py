"""Says what the moderators think of an author: trusted, held or banned, perhaps until a day.

In: an author's key and a standing. Out: a row; from now on screening acts on it.
"""

from datetime import datetime

from services.comments.domain import Standing
from services.comments.store import audit, desk, sites
from shared.clock import Clock
from shared.errors import Field, Invalid, NotFound
from shared.events import Actor
from shared.postgres import Database


async def set_standing(
    db: Database,
    clock: Clock,
    *,
    site: str,
    author: str,
    standing: Standing,
    actor: Actor,
    until: datetime | None = None,
    note: str = "",
) -> None:
    """Set it. Raises Invalid for an end that has passed, and NotFound for an unknown author."""
    now = clock.now()
    if until is not None and until <= now:
        detail = "this end has passed already"
        raise Invalid(detail, fields=(Field(pointer="/until", detail=detail),))
    async with db.transaction() as tx:
        known = await desk.list_authors(tx, site, [author])
        if not author or author not in known or await sites.find_site(tx, site) is None:
            raise NotFound("there is no such author", code="author_not_found")
        await desk.save_standing(tx, site, author, standing=standing, until=until, note=note, by=actor.name, now=now)
        until_words = f" until {until:%Y-%m-%d}" if until else ""
        await audit.insert_audit(
            tx,
            site=site,
            action=f"author_{standing}",
            actor=actor,
            now=now,
            from_state=known[author]["standing"] or Standing.NONE,
            to_state=standing,
            reason=f"{author[:12]}{until_words} {note}".strip(),
        )
