"""Reads whom clients of HTTPS trust when the first of them connects, not as a service starts.

aiohttp does so as it is imported: a tenth of a start and a megabyte in each service, for those that may never ask.
"""

import ssl
from functools import partial
from typing import Any

_READ: Any = ssl.SSLContext.load_default_certs
_waiting: list[partial[None]] = []


def put_off() -> bool:
    """Import aiohttp so that its own contexts wait for their first use; False where it keeps them elsewhere."""

    def later(context: ssl.SSLContext, purpose: ssl.Purpose = ssl.Purpose.SERVER_AUTH) -> None:
        _waiting.append(partial(_READ, context, purpose))

    ssl.SSLContext.load_default_certs = later  # type: ignore[method-assign, assignment]
    try:
        from aiohttp import connector  # noqa: PLC0415 - here, or too early
    finally:
        ssl.SSLContext.load_default_certs = _READ  # type: ignore[method-assign]
    tcp: Any = connector.TCPConnector
    choose = getattr(tcp, "_get_ssl_context", None)
    if choose is None:
        read_now()
        return False

    def choose_ready(self: Any, request: Any) -> ssl.SSLContext | None:  # noqa: ANN401 - aiohttp's own
        if _waiting and request.is_ssl():
            read_now()
        context: ssl.SSLContext | None = choose(self, request)
        return context

    tcp._get_ssl_context = choose_ready  # noqa: SLF001 - its only door to the contexts
    return True


def read_now() -> None:
    """Read what was put off."""
    while _waiting:
        _waiting.pop()()
