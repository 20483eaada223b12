"""Names that nobody can guess or collide with: UUIDs in order of time, and link tokens."""

import base64
import hashlib
import os
import secrets
import time
from uuid import UUID


def uuid7(milliseconds: int | None = None) -> UUID:
    """A UUID version 7 (RFC 9562, section 5.7): 48 bits of Unix milliseconds, then 74 random bits."""
    moment = time.time_ns() // 1_000_000 if milliseconds is None else milliseconds
    random = int.from_bytes(os.urandom(10), "big")
    value = (moment & (1 << 48) - 1) << 80 | random
    value = value & ~(0xF << 76) | 7 << 76
    return UUID(int=value & ~(0b11 << 62) | 0b10 << 62)


def token(bits: int = 120) -> str:
    """A random token of at least `bits` bits as lower-case base32 without padding, fit for links and mail."""
    return base64.b32encode(secrets.token_bytes((bits + 7) // 8)).decode().rstrip("=").lower()


def token_hash(text: str) -> bytes:
    """The SHA-256 of a token in lower case: what is stored instead of it (32 bytes)."""
    return hashlib.sha256(text.lower().encode(errors="surrogatepass")).digest()  # whatever came is merely unknown
