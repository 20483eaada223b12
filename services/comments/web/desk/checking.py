"""Looks at a publisher's page as far as a server can, and says step by step what a reader's browser needs.

In: an address on one of the site's own origins. Out: findings. Private hosts are asked only by a private Paddock.
"""

import asyncio
import ipaddress
import re
import socket
from urllib.parse import urlsplit

import aiohttp
from msgspec import Struct

from services.comments.domain import Site

SECONDS = 6.0
LONGEST = 2_000_000


class Finding(Struct, frozen=True, kw_only=True):
    """One step: whether it is as it should be, and what to do if not."""

    good: bool
    words: str
    advice: str = ""


async def check_page(url: str, *, site: Site, public_url: str) -> list[Finding]:
    """The steps in order, up to the first that stops the others."""
    parts = urlsplit(url)
    origin = f"{parts.scheme}://{parts.netloc}".lower()
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return [Finding(good=False, words="This is no address of a page", advice="Write it with https:// in front.")]
    if not any(_allowed(origin, one) for one in site.origins):
        advice = f"Add {origin} to the origins in the settings, then check again."
        return [Finding(good=False, words=f"{origin} is not an origin of this site", advice=advice)]
    found = [Finding(good=True, words=f"{origin} may use this site")]
    if not await _may_ask(parts.hostname, public_url):
        advice = "The check asks public hosts only. Open the page in a browser instead."
        return [*found, Finding(good=False, words="That host is private", advice=advice)]
    try:
        status, text, policy = await _fetch(url)
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        advice = f"It could not be read from here ({type(error).__name__})."
        return [*found, Finding(good=False, words="The page does not answer", advice=advice)]
    if status != 200:
        return [*found, Finding(good=False, words=f"The page answers {status}", advice="It must be public: 200.")]
    return [
        *found,
        Finding(good=True, words="The page answers"),
        *_read(text, policy, site=site, public_url=public_url),
    ]


def _read(text: str, policy: str, *, site: Site, public_url: str) -> list[Finding]:
    script = re.search(rf"<script\b[^>]*\bsrc\s*=\s*[\"']?{re.escape(public_url)}/paddock\.js", text, re.IGNORECASE)
    module = script is not None and "module" in text[script.start() : script.start() + 400].partition(">")[0]
    element = re.search(r"<paddock-comments\b[^>]*>|<[a-z]+\b[^>]*\bdata-paddock-thread\b[^>]*>", text, re.IGNORECASE)
    key = element is not None and re.search(rf"\bsite\s*=\s*[\"']?{re.escape(site.key)}\b", element[0]) is not None
    found = [
        Finding(
            good=script is not None,
            words="The script is on the page" if script else "The script is not on the page",
            advice="" if script else "Put the first line of the snippet into the page's head.",
        )
    ]
    if script is not None and not module:
        found.append(Finding(good=False, words="The script is no module", advice='Add type="module" to it.'))
    found.append(
        Finding(
            good=element is not None,
            words="There is a place for the comments" if element else "There is no place for the comments",
            advice="" if element else "Put <paddock-comments> where they shall stand.",
        )
    )
    if element is not None and not key:
        advice = f'Write site="{site.key}" into it.'
        found.append(Finding(good=False, words="It names another site", advice=advice))
    return [*found, *_policy(policy, public_url)]


def _policy(policy: str, public_url: str) -> list[Finding]:
    """Whether the page's Content-Security-Policy lets Paddock in."""
    if not policy:
        return [Finding(good=True, words="No content security policy stands in the way")]
    rules = {words[0]: words[1:] for part in policy.lower().split(";") if (words := part.split())}
    closed = [
        name
        for name in ("script-src", "connect-src", "img-src")
        if (given := rules.get(name, rules.get("default-src"))) is not None
        and not any(_lets_in(one, public_url) for one in given)
    ]
    if not closed:
        return [Finding(good=True, words="The content security policy lets Paddock in")]
    advice = f"Add {public_url} to {', '.join(closed)}."
    return [Finding(good=False, words="The content security policy shuts Paddock out", advice=advice)]


def _lets_in(source: str, public_url: str) -> bool:
    parts = urlsplit(public_url)
    return source in {"*", f"{parts.scheme}:", parts.netloc, public_url, f"{public_url}/"}


def _allowed(origin: str, one: str) -> bool:
    if "*." not in one:
        return origin == one
    scheme, _, host = one.partition("://*.")
    return origin.startswith(f"{scheme}://") and origin.endswith(f".{host}")


async def _fetch(url: str) -> tuple[int, str, str]:
    timeout = aiohttp.ClientTimeout(total=SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as session, session.get(url, allow_redirects=False) as answer:
        raw = b""
        async for part in answer.content.iter_chunked(65_536):
            raw += part
            if len(raw) > LONGEST:
                break
        text = raw.decode(answer.charset or "utf-8", errors="replace")
        return answer.status, text, answer.headers.get("Content-Security-Policy", "")


async def _may_ask(host: str, public_url: str) -> bool:
    """A public host always; a private one only while Paddock itself is private (a developer's machine)."""
    return await _public(host) or not await _public(urlsplit(public_url).hostname or "")


async def _public(host: str) -> bool:
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError:
        return False
    return all(ipaddress.ip_address(address[4][0]).is_global for address in found)
