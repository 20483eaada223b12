"""No network fills the disk: so many attachments in ten minutes, counted atomically.

In: an address and a site. Out: nothing, or TooMany with the seconds to wait. Only a keyed hash of the network is kept.
"""

import hashlib
import hmac
import ipaddress
from dataclasses import dataclass
from datetime import timedelta

from services.images.store import parts
from shared.clock import Clock
from shared.errors import TooMany
from shared.postgres import Database

WINDOW = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitUploads:
    """`most` a window and network; 0 is no limit."""

    database: Database
    clock: Clock
    key: str
    most: int

    async def admit(self, address: str, site: str) -> None:
        """Count this one. Raises TooMany."""
        if not self.most:
            return
        now = self.clock.now()
        digest = hmac.new(self.key.encode(), network(address).encode(), hashlib.sha256).digest()
        async with self.database.transaction() as tx:
            oldest = await parts.arrive(tx, digest, site, since=now - WINDOW, now=now, most=self.most)
        if oldest is not None:
            wait = (oldest + WINDOW - now).total_seconds()
            raise TooMany("too many pictures from your network in a short time", retry_after=max(1.0, wait))


def network(address: str) -> str:
    """The /24 of an IPv4 address, the /64 of an IPv6 one; what is no address stands for itself."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network(f"{ip}/{24 if ip.version == 4 else 64}", strict=False))
