"""Looks at a publisher's page as far as a server can, and says step by step what a reader's browser needs.

In: an address on one of the site's own origins. Out: findings. Private hosts are asked only by a Paddock whose own
address is written as a private one, or whose operator allows it: what a name leads to at the moment opens nothing.
"""

import asyncio
import re
import socket
from ipaddress import ip_address
from urllib.parse import urlsplit

import aiohttp
from msgspec import Struct

from services.comments.domain import Site
from services.comments.page_urls import is_origin
from shared.desk import Words
from shared.public_network import is_public, public_socket

SECONDS = 6.0
LONGEST = 2_000_000


class Finding(Struct, frozen=True, kw_only=True):
    """One step: whether it is as it should be, and what to do if not."""

    good: bool
    words: str
    advice: str = ""


async def check_page(
    t: Words, url: str, *, site: Site, public_url: str, private_targets: bool = False
) -> list[Finding]:
    """The steps in order, up to the first that stops the others."""
    parts = urlsplit(url)
    origin = f"{parts.scheme}://{parts.netloc}".lower()
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return [
            Finding(good=False, words=t("This is no address of a page"), advice=t("Write it with https:// in front."))
        ]
    if not is_origin(origin, site.origins):
        advice = t("Add {origin} to the origins in the settings, then check again.", origin=origin)
        return [Finding(good=False, words=t("{origin} is not an origin of this site", origin=origin), advice=advice)]
    found = [Finding(good=True, words=t("{origin} may use this site", origin=origin))]
    private = private_targets or _inside(urlsplit(public_url).hostname or "")  # a developer's machine may ask its own
    if not private and not await _public(parts.hostname):
        advice = t("The check asks public hosts only. Open the page in a browser instead.")
        return [*found, Finding(good=False, words=t("That host is private"), advice=advice)]
    try:
        status, text, policy = await _fetch(url, private=private)
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        advice = t("It could not be read from here ({error}).", error=type(error).__name__)
        return [*found, Finding(good=False, words=t("The page does not answer"), advice=advice)]
    if status != 200:
        return [
            *found,
            Finding(
                good=False, words=t("The page answers {status}", status=status), advice=t("It must be public: 200.")
            ),
        ]
    return [
        *found,
        Finding(good=True, words=t("The page answers")),
        *_read(t, text, policy, site=site, public_url=public_url),
    ]


def _read(t: Words, text: str, policy: str, *, site: Site, public_url: str) -> list[Finding]:
    script = re.search(rf"<script\b[^>]*\bsrc\s*=\s*[\"']?{re.escape(public_url)}/paddock\.js", text, re.IGNORECASE)
    module = script is not None and "module" in text[script.start() : script.start() + 400].partition(">")[0]
    element = re.search(r"<paddock-comments\b[^>]*>|<[a-z]+\b[^>]*\bdata-paddock-thread\b[^>]*>", text, re.IGNORECASE)
    key = element is not None and re.search(rf"\bsite\s*=\s*[\"']?{re.escape(site.key)}\b", element[0]) is not None
    found = [
        Finding(
            good=script is not None,
            words=t("The script is on the page" if script else "The script is not on the page"),
            advice="" if script else t("Put the first line of the snippet into the page's head."),
        )
    ]
    if script is not None and not module:
        found.append(
            Finding(good=False, words=t("The script is no module"), advice=t("Add {code} to it.", code='type="module"'))
        )
    found.append(
        Finding(
            good=element is not None,
            words=t("There is a place for the comments" if element else "There is no place for the comments"),
            advice="" if element else t("Put {element} where they shall stand.", element="<paddock-comments>"),
        )
    )
    if element is not None and not key:
        advice = t("Write {code} into it.", code=f'site="{site.key}"')
        found.append(Finding(good=False, words=t("It names another site"), advice=advice))
    return [*found, *_policy(t, policy, public_url)]


def _policy(t: Words, policy: str, public_url: str) -> list[Finding]:
    """Whether the page's Content-Security-Policy lets Paddock in."""
    if not policy:
        return [Finding(good=True, words=t("No content security policy stands in the way"))]
    rules = {words[0]: words[1:] for part in policy.lower().split(";") if (words := part.split())}
    closed = [
        name
        for name in ("script-src", "connect-src", "img-src")
        if (given := rules.get(name, rules.get("default-src"))) is not None
        and not any(_lets_in(one, public_url) for one in given)
    ]
    if not closed:
        return [Finding(good=True, words=t("The content security policy lets Paddock in"))]
    advice = t("Add {origin} to {rules}.", origin=public_url, rules=", ".join(closed))
    return [Finding(good=False, words=t("The content security policy shuts Paddock out"), advice=advice)]


def _lets_in(source: str, public_url: str) -> bool:
    parts = urlsplit(public_url)
    return source in {"*", f"{parts.scheme}:", parts.netloc, public_url, f"{public_url}/"}


async def _fetch(url: str, *, private: bool) -> tuple[int, str, str]:
    connector = aiohttp.TCPConnector(socket_factory=None if private else public_socket)
    timeout = aiohttp.ClientTimeout(total=SECONDS)
    async with (
        aiohttp.ClientSession(timeout=timeout, connector=connector) as session,
        session.get(url, allow_redirects=False) as answer,
    ):
        raw = b""
        async for part in answer.content.iter_chunked(65_536):
            raw += part
            if len(raw) > LONGEST:
                break
        text = raw.decode(answer.charset or "utf-8", errors="replace")
        return answer.status, text, answer.headers.get("Content-Security-Policy", "")


def _inside(host: str) -> bool:
    """Whether this is written as an address of this machine or of a private network; another name is not."""
    try:
        ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
    return not is_public(host)


async def _public(host: str) -> bool:
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError:
        return False
    return all(is_public(str(address[4][0])) for address in found)
