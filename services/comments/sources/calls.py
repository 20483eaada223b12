"""Calls to other people's servers: bounded in time and size, signed, never redirected, never into our own network.

In: a URL, a body, a secret. Out: the status and the first bytes of the answer, or `Unavailable` with the reason.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import aiohttp

from shared.errors import Unavailable
from shared.public_network import public_socket

LONGEST_ANSWER = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the other server said."""

    status: int
    body: bytes


def sign(secret: str, body: bytes, now: datetime) -> str:
    """The value of `Paddock-Signature`: `t=<Unix seconds>,v1=<hex HMAC-SHA256 of "t.body">`."""
    moment = str(int(now.timestamp()))
    mac = hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={mac}"


class Calls:
    """A client for other people's servers; private addresses are refused unless the operator allows them."""

    def __init__(self, *, private: bool) -> None:
        self._private = private
        self._session: aiohttp.ClientSession | None = None

    async def post(self, url: str, body: bytes, *, headers: Mapping[str, str], seconds: float) -> Answer:
        """Post it. Raises Unavailable when it isn't answered in time, or may not be asked."""
        _check(url)
        timeout = aiohttp.ClientTimeout(total=seconds)
        try:
            async with self._open().post(
                url, data=body, headers=headers, timeout=timeout, allow_redirects=False
            ) as response:
                return Answer(status=response.status, body=await response.content.read(LONGEST_ANSWER))
        except TimeoutError as error:
            raise Unavailable(f"no answer within {seconds:g} s", code="call_failed") from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise Unavailable(f"{error.__class__.__name__}: {error}"[:200], code="call_failed") from error

    async def close(self) -> None:
        """Close what is open."""
        if self._session is not None:
            await self._session.close()

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            guard = None if self._private else public_socket
            connector = aiohttp.TCPConnector(socket_factory=guard, limit=50, limit_per_host=8)
            self._session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())
        return self._session


def _check(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise Unavailable("only http and https are called", code="call_failed")
