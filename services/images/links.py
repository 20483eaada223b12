"""Signed links to pictures that aren't public: an HMAC over the path and the moment it ends.

In: the key, a picture's id, a file. Out: paths; or whether a path that came back is one of ours and still holds.
"""

import base64
import hashlib
import hmac
from datetime import datetime, timedelta

LIFETIME = timedelta(days=30)
"""As long as a moderator's mail may lie in an inbox."""


class HeldLinks:
    """Makes and checks the paths below /held/."""

    def __init__(self, key: str) -> None:
        self._key = key.encode()

    def path(self, picture: str, file: str, now: datetime) -> str:
        """A path that works until `LIFETIME` from now."""
        until = int((now + LIFETIME).timestamp())
        return f"/held/{picture}/{file}?until={until}&key={self._mac(picture, file, until)}"

    def holds(self, picture: str, file: str, until: str, key: str, now: datetime) -> bool:
        """True when we made this link and its time isn't over."""
        if not until.isdecimal() or len(until) > 12:
            return False
        wanted = self._mac(picture, file, int(until))
        return hmac.compare_digest(wanted.encode(), key.encode()) and int(until) > now.timestamp()

    def _mac(self, picture: str, file: str, until: int) -> str:
        digest = hmac.new(self._key, f"{picture}/{file}\n{until}".encode(), hashlib.sha256).digest()
        return base64.b32encode(digest).decode().rstrip("=").lower()
