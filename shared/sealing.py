"""Addresses and networks as nobody can read them: keyed digests and sealed boxes.

A digest (HMAC-SHA256, RFC 2104) answers "the same one again?"; a sealed box (libsodium crypto_box_seal:
X25519, XSalsa20-Poly1305) can be opened by the holder of the private key alone. Who seals thousands a
second has a `Sealer`: the same with a key pair of a minute and a random nonce, at a tenth of the cost.
"""

import asyncio
import base64
import hmac
import ipaddress
import socket

from nacl.exceptions import CryptoError
from nacl.public import Box, PrivateKey, PublicKey, SealedBox

from shared.errors import Malformed

SEALER_SECONDS = 60.0
_SEALER = "2."
_KEY_BYTES = 32


def new_keys() -> tuple[str, str]:
    """A fresh key pair, (private, public), each 32 bytes in base64."""
    private = PrivateKey.generate()
    return base64.b64encode(bytes(private)).decode(), base64.b64encode(bytes(private.public_key)).decode()


def public_key(private_key: str) -> str:
    """The public half of a base64 private key."""
    return base64.b64encode(bytes(PrivateKey(base64.b64decode(private_key)).public_key)).decode()


def digest(key: str, text: str) -> str:
    """The lower-case hex HMAC-SHA256 of the text."""
    return hmac.digest(key.encode(), text.encode(), "sha256").hex()


def normalised(address: str) -> str:
    """The address as digests compare it: trimmed and in lower case."""
    return address.strip().casefold()


def seal(public: str, text: str) -> str:
    """The text sealed to a base64 public key, as base64; two seals of one text differ."""
    return base64.b64encode(SealedBox(PublicKey(base64.b64decode(public))).encrypt(text.encode())).decode()


class Sealer:
    """Seals many texts to one public key within an event loop; outside of one, each as `seal` does.

    The sender's pair is made anew every `SEALER_SECONDS` and its private half forgotten, so that what was
    sealed longer ago can be opened by the receiver alone, as with `seal`. Within the minute this process could
    open it too, which has just had the text in its hands. Each text has a random nonce of 24 bytes.
    """

    def __init__(self, public: str) -> None:
        """`public` is a base64 key; it is read when first needed."""
        self._public = public
        self._pair: tuple[bytes, Box] | None = None

    def seal(self, text: str) -> str:
        """The text sealed; two seals of one text differ."""
        pair = self._pair or self._new_pair()
        if pair is None:
            return seal(self._public, text)
        return _SEALER + base64.b64encode(pair[0] + pair[1].encrypt(text.encode())).decode()

    def _new_pair(self) -> tuple[bytes, Box] | None:
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return None
        own = PrivateKey.generate()
        self._pair = bytes(own.public_key), Box(own, PublicKey(base64.b64decode(self._public)))
        loop.call_later(SEALER_SECONDS, self._forget)
        return self._pair

    def _forget(self) -> None:
        self._pair = None


def open_sealed(private: str, sealed: str) -> str:
    """The text that `seal` or a Sealer sealed. Raises Malformed when it was not sealed to this key."""
    try:
        if sealed.startswith(_SEALER):
            raw = base64.b64decode(sealed.removeprefix(_SEALER))
            sender = PublicKey(raw[:_KEY_BYTES])
            return Box(PrivateKey(base64.b64decode(private)), sender).decrypt(raw[_KEY_BYTES:]).decode()
        return SealedBox(PrivateKey(base64.b64decode(private))).decrypt(base64.b64decode(sealed)).decode()
    except (CryptoError, ValueError, TypeError) as error:
        raise Malformed("this was not sealed to our key", code="not_sealed") from error


def network(address: str) -> str:
    """The network an IP address belongs to: its /24 (IPv4) or /64 (IPv6). Raises ValueError."""
    try:
        packed = socket.inet_pton(socket.AF_INET, address)
    except OSError:
        ip = ipaddress.ip_address(address)
    else:  # the same, at a fraction of the cost
        return f"{packed[0]}.{packed[1]}.{packed[2]}.0/24"
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return str(ipaddress.ip_network((ip, 24 if ip.version == 4 else 64), strict=False))
