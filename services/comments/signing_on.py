"""Reads the token by which a publisher names one of its own users.

In: a short-lived JWT (RFC 7519), HS256 or EdDSA as the site says. Out: the member; raises Unauthorised.
"""

import msgspec
from msgspec import Struct

from services.comments.domain import SignOn
from shared.clock import Clock
from shared.errors import Unauthorised

LONGEST = 3600
LEEWAY = 30
ALGORITHMS = {"HS256", "EdDSA"}


class Member(Struct, frozen=True, kw_only=True):
    """One of the publisher's users."""

    sub: str
    name: str
    exp: int
    iat: int
    email: str = ""


def read_member(sign_on: SignOn | None, token: str, clock: Clock) -> Member:
    """Who the token names. It must be for our audience, have `sub`, `name`, `iat`, and live for an hour at most."""
    if sign_on is None or sign_on.algorithm not in ALGORITHMS:
        raise Unauthorised("this site has no sign-on of its own", code="bad_token")
    import jwt  # noqa: PLC0415 - 4 MB and its time at each start, for the sites that have a sign-on

    try:
        claims = jwt.decode(
            token,
            sign_on.key,
            algorithms=[sign_on.algorithm],
            audience=sign_on.audience,
            options={
                "require": ["exp", "iat", "sub", "aud"],
                "verify_exp": False,
                "verify_iat": False,
                "verify_nbf": False,
            },
        )
        member = msgspec.convert(claims, Member)
    except (jwt.PyJWTError, msgspec.ValidationError, ValueError) as error:
        raise Unauthorised(f"the publisher's token can't be used: {error}"[:200], code="bad_token") from error
    now = clock.now().timestamp()
    if member.exp - member.iat > LONGEST or not member.iat - LEEWAY <= now < member.exp + LEEWAY:
        raise Unauthorised("the publisher's token has expired or lives too long", code="bad_token")
    if not 1 <= len(member.sub) <= 200:
        raise Unauthorised("the publisher's token names nobody", code="bad_token")
    return member
