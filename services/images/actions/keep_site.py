"""Remember what comments tells about a site.

In: `site.changed`. Out: its row.
"""

from services.images.store import sites
from shared.events import SiteChanged
from shared.postgres import Transaction


async def keep_site(tx: Transaction, event: SiteChanged) -> None:
    """The latest version wins, in whatever order they come."""
    await sites.keep_site(tx, event.site, event.name, dict(event.settings), active=event.active, version=event.version)
