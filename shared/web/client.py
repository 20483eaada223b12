"""Who is at the other end: `X-Forwarded-For` is believed only as far as the proxies we know."""

import ipaddress
import socket
from collections.abc import Sequence
from functools import lru_cache

from aiohttp import web


def client_ip(request: web.Request, trusted: Sequence[str]) -> str:
    """The client's IP address, read from the right as long as the hop is in `trusted` (addresses or networks)."""
    networks = _networks(tuple(trusted))
    hops = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    nearest = request.remote or "0.0.0.0"  # noqa: S104 - stands for "unknown", nothing is bound
    while hops and _known(nearest, networks):
        try:
            nearest = _plain(hops.pop())
        except ValueError:
            break
    return nearest


def _plain(address: str) -> str:
    try:
        socket.inet_pton(socket.AF_INET, address)
    except OSError:
        return str(ipaddress.ip_address(address))
    return address  # four numbers are written in one way only


@lru_cache(16)
def _networks(trusted: tuple[str, ...]) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    return tuple(ipaddress.ip_network(item, strict=False) for item in trusted)


@lru_cache(1024)
def _known(address: str, networks: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]) -> bool:
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(ip in network for network in networks)
