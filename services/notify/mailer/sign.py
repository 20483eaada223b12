"""Signs a message with DKIM (RFC 6376), in a thread. Optional.

In: bytes of a message. Out: the same with a DKIM-Signature in front.
"""

import asyncio
from typing import cast

from services.notify.config import Dkim

_SIGNED = [
    b"from",
    b"to",
    b"subject",
    b"date",
    b"message-id",
    b"reply-to",
    b"list-unsubscribe",
    b"list-unsubscribe-post",
]


async def sign(message: bytes, settings: Dkim) -> bytes:
    """The signed message; as it was when no selector is configured."""
    if not settings.selector:
        return message
    return await asyncio.to_thread(_sign, message, settings)


def _sign(message: bytes, settings: Dkim) -> bytes:
    import dkim  # noqa: PLC0415 - 3 MB and its time at each start, for whoever has a key

    signature = dkim.sign(
        message,
        settings.selector.encode(),
        settings.domain.encode(),
        settings.private_key.encode(),
        canonicalize=(b"relaxed", b"relaxed"),
        include_headers=_SIGNED,
    )
    return cast("bytes", signature) + message
