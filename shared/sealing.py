"""Addresses and networks as nobody can read them: keyed digests and sealed boxes.

A digest (HMAC-SHA256, RFC 2104) answers "the same one again?"; a sealed box (libsodium crypto_box_seal:
X25519, XSalsa20-Poly1305) can be opened by the holder of the private key alone.
"""

import base64
import hashlib
import hmac
import ipaddress

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from shared.errors import Malformed


def new_keys() -> tuple[str, str]:
    """A fresh key pair, (private, public), each 32 bytes in base64."""
    private = PrivateKey.generate()
    return base64.b64encode(bytes(private)).decode(), base64.b64encode(bytes(private.public_key)).decode()


def public_key(private_key: str) -> str:
    """The public half of a base64 private key."""
    return base64.b64encode(bytes(PrivateKey(base64.b64decode(private_key)).public_key)).decode()


def digest(key: str, text: str) -> str:
    """The lower-case hex HMAC-SHA256 of the text."""
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


def normalised(address: str) -> str:
    """The address as digests compare it: trimmed and in lower case."""
    return address.strip().casefold()


def seal(public: str, text: str) -> str:
    """The text sealed to a base64 public key, as base64; two seals of one text differ."""
    return base64.b64encode(SealedBox(PublicKey(base64.b64decode(public))).encrypt(text.encode())).decode()


def open_sealed(private: str, sealed: str) -> str:
    """The text in a sealed box. Raises Malformed when it was not sealed to this key."""
    try:
        return SealedBox(PrivateKey(base64.b64decode(private))).decrypt(base64.b64decode(sealed)).decode()
    except (CryptoError, ValueError) as error:
        raise Malformed("this was not sealed to our key", code="not_sealed") from error


def network(address: str) -> str:
    """The network an IP address belongs to: its /24 (IPv4) or /64 (IPv6). Raises ValueError."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return str(ipaddress.ip_network((ip, 24 if ip.version == 4 else 64), strict=False))
