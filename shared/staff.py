"""How one service tells the others, through the edge, which member of staff is asking.

comments owns sessions; it answers the edge's question with a signed assertion that lives for a minute.
"""

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

from msgspec import MsgspecError, Struct

from shared.codec import decode, encode
from shared.errors import Unauthorised

HEADER = "X-Paddock-Staff"
LIFETIME = timedelta(seconds=60)


class Staff(Struct, frozen=True, kw_only=True):
    """A signed-in member of staff. `roles` is (site key → role); `csrf` is the token of their forms.

    `language` is the desk's language when they have chosen one.
    """

    id: str
    name: str
    roles: dict[str, str]
    csrf: str
    expires: datetime
    language: str = ""

    def may(self, site: str, *roles: str) -> bool:
        """True when this person has one of `roles` on the site; an owner may all."""
        return self.roles.get(site) in {*roles, "owner"}


def sign(key: str, staff: Staff) -> str:
    """The assertion: base64url JSON, a dot, the base64url HMAC-SHA256 of that."""
    body = base64.urlsafe_b64encode(encode(staff))
    return f"{body.decode()}.{_mac(key, body)}"


def verify(key: str, assertion: str, now: datetime) -> Staff:
    """Who is asking. Raises Unauthorised for a missing, forged or expired assertion."""
    body, _, mac = assertion.partition(".")
    if not assertion.isascii() or not hmac.compare_digest(mac.encode(), _mac(key, body.encode()).encode()):
        raise Unauthorised("sign in to the desk first")
    try:
        staff = decode(base64.urlsafe_b64decode(body), Staff)
    except (MsgspecError, ValueError) as error:
        raise Unauthorised("sign in to the desk first") from error
    if staff.expires.astimezone(UTC) <= now:
        raise Unauthorised("this sign-in has expired")
    return staff


def _mac(key: str, body: bytes) -> str:
    return base64.urlsafe_b64encode(hmac.new(key.encode(), body, hashlib.sha256).digest()).decode()
