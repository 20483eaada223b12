"""Looks at the web side: does the public address answer, is its certificate good, may each site's pages talk to us?

In: the public URL and the sites' origins. Out: findings.
"""

import asyncio
import socket
import ssl
import time
from datetime import timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import aiohttp

from shared.doctor.finding import Finding, fault, fine, note

_TIMEOUT = aiohttp.ClientTimeout(total=8)
_OWN = {"localhost", "127.0.0.1", "::1"}
_SOON = timedelta(days=14)
_SKEW = timedelta(seconds=30)


async def look(public_url: str, edge_url: str, origins: list[tuple[str, str]]) -> list[Finding]:
    """Everything about the web."""
    async with aiohttp.ClientSession(timeout=_TIMEOUT) as client:
        found = await _edge(client, edge_url)
        if public_url.startswith("https:"):
            found.append(await asyncio.to_thread(_certificate, public_url))
        for site, origin in origins:
            found += await _origin(client, edge_url, site, origin)
    return found


async def _edge(client: aiohttp.ClientSession, url: str) -> list[Finding]:
    what = f"web {url}"
    try:
        async with client.get(f"{url}/edge/health") as answer:
            if answer.status != 200:
                return [
                    fault(
                        what,
                        f"/edge/health answers {answer.status}",
                        "is that Paddock's edge? See deploy/edge/nginx.conf",
                    )
                ]
            found = [fine(what, "answers")]
            if stamp := answer.headers.get("Date"):
                apart = parsedate_to_datetime(stamp).timestamp() - time.time()
                if abs(apart) > _SKEW.total_seconds():
                    found.append(
                        fault("clock", f"the edge's clock is {apart:+.0f} s from ours", "run NTP on both machines")
                    )
        async with client.get(
            f"{url}/v1/counts", params={"site": "doctor", "url": "https://doctor.invalid/"}
        ) as answer:
            if answer.status >= 500:
                found.append(
                    fault(
                        what,
                        f"comments answers {answer.status} through the edge",
                        "docker compose ps; see the log of comments",
                    )
                )
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        return [
            fault(
                what,
                f"it does not answer ({_words(error)})",
                "is the edge running? Is the port published? Does DNS point here?",
            )
        ]
    return found


def _certificate(url: str) -> Finding:
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or 443
    what = f"certificate of {host}"
    try:
        pem = ssl.get_server_certificate((host, port), timeout=8)
        with ssl.create_default_context().wrap_socket(_connected(host, port), server_hostname=host) as channel:
            peer = channel.getpeercert() or {}
    except ssl.SSLCertVerificationError as error:
        return fault(
            what,
            f"browsers will refuse it ({error.verify_message})",
            "renew it; with the profile tls: docker compose logs tls",
        )
    except OSError as error:
        return fault(what, f"no TLS there ({error})", "put a TLS proxy in front, or start the profile tls")
    left = timedelta(seconds=ssl.cert_time_to_seconds(str(peer["notAfter"])) - time.time()) if pem else timedelta(0)
    if left < _SOON:
        return note(what, f"it ends in {left.days} days", "why was it not renewed? docker compose logs tls")
    return fine(what, f"is good for {left.days} days")


def _connected(host: str, port: int) -> socket.socket:
    return socket.create_connection((host, port), timeout=8)


async def _origin(client: aiohttp.ClientSession, edge: str, site: str, origin: str) -> list[Finding]:
    """May this origin's pages talk to us, and are they there?"""
    what = f"site {site} at {origin}"
    found = []
    asked = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    try:
        async with client.options(f"{edge}/v1/comments", params={"site": site}, headers=asked) as answer:
            allowed = answer.headers.get("Access-Control-Allow-Origin", "")
        if allowed not in {"*", origin}:
            found.append(
                fault(
                    what,
                    "its pages may not post here (CORS)",
                    f"site set-origins {site}: scheme, host and port have to be exact",
                )
            )
    except (aiohttp.ClientError, OSError, TimeoutError):
        return []  # told already: the edge does not answer
    try:
        async with client.get(origin) as answer:
            if answer.status >= 500:
                found.append(note(what, f"it answers {answer.status}", "is the site itself well?"))
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        if urlsplit(origin).hostname in _OWN:
            return found or [
                fine(what, "may talk to us; it is on its reader's own machine, so it can't be asked from here")
            ]
        found.append(
            fault(
                what,
                f"it can't be reached from here ({_words(error)})",
                "a typing error in the origin, or DNS? Readers see no comments there",
            )
        )
    return found or [fine(what, "may talk to us")]


def _words(error: BaseException) -> str:
    return str(error) or error.__class__.__name__
