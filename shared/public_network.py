"""Keeps calls to other people's servers out of our own network: what is connected to is what is checked.

In: the address that a connection is about to be made to, after every name was resolved and every spelling read.
Out: a socket, or an OSError. One guard for aiohttp's clients (`public_socket`) and for libraries that open
sockets by themselves in a thread (`public_only`).
"""

import ipaddress
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

REFUSED = "addresses of private networks are not called"
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: a gateway makes IPv4 of the last 32 bits
_COMPATIBLE = ipaddress.ip_network("::/96")  # RFC 4291, 2.5.5.1
_watched: ContextVar[list[str] | None] = ContextVar("watched", default=None)


class PrivateAddressError(OSError):
    """The address is none of the public network."""

    def __init__(self, address: str) -> None:
        super().__init__(f"{REFUSED} ({address})")


def is_public(address: str) -> bool:
    """Whether this is an IP address that anybody in the world may be reached at; a name is none.

    An IPv4 address that an IPv6 address carries (mapped, compatible, translated, 6to4, Teredo) counts as well.
    """
    try:
        ip: Address = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(one.is_global and not one.is_multicast for one in _meant(ip))


def public_socket(info: tuple[Any, ...]) -> socket.socket:
    """A socket for this answer of getaddrinfo: the `socket_factory` of an aiohttp connector. Raises OSError."""
    family, kind, protocol, _, address = info
    if not is_public(str(address[0])):
        raise PrivateAddressError(str(address[0]))
    return socket.socket(family, kind, protocol)


@contextmanager
def public_only() -> Iterator[list[str]]:
    """While it is open, what runs in this context connects to public addresses alone; the list names the refused."""
    _install()
    refused: list[str] = []
    token = _watched.set(refused)
    try:
        yield refused
    finally:
        _watched.reset(token)


def _meant(ip: Address) -> Iterator[Address]:
    if isinstance(ip, ipaddress.IPv4Address):
        yield ip
    elif ip.ipv4_mapped is not None:
        yield ip.ipv4_mapped
    else:
        yield ip
        if ip in _TRANSLATED or ip in _COMPATIBLE:
            yield ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)
        if ip.sixtofour is not None:
            yield ip.sixtofour
        if ip.teredo is not None:
            yield from ip.teredo


@cache
def _install() -> None:
    # the only place below every library where the resolved address is seen (PEP 578); there is no way to take it out
    sys.addaudithook(_look)


def _look(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in {"socket.connect", "socket.sendto"}:
        return
    refused = _watched.get()
    if refused is None:
        return
    address = arguments[1]
    host = str(address[0]) if isinstance(address, tuple) else "a local socket"
    if not is_public(host):
        refused.append(host)
        raise PrivateAddressError(host)
