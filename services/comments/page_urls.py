"""Which page is meant, however its address is written: one canonical URL per page.

In: a page's URL as a browser, a feed or a colleague gives it. Out: the one form that threads are kept under.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit, urlunsplit

from shared.errors import Field, Invalid

_TRACKING = re.compile(
    r"utm_[a-z_]+|mtm_[a-z_]+|pk_[a-z_]+|hsa_[a-z_]+|_hs[a-z]+|__hs[a-z]+|oly_[a-z_]+|vero_[a-z_]+"
    r"|fbclid|gclid|gclsrc|gbraid|wbraid|dclid|msclkid|twclid|ttclid|li_fat_id|yclid|igshid|igsh|mc_cid|mc_eid|s_cid"
    r"|mkt_tok|wickedid|ref_src|ref_url|cmpid|_ga|_gl|replytocom",
    re.IGNORECASE,
)
_PORTS = {"http": 80, "https": 443}
_SAFE_PATH = "/:@!$&'()*+,;=-._~"
_SAFE_QUERY = "-._~!$'()*,;:@/"
_BLANK = re.compile(r"[\x00-\x20\x7f]")
LONGEST = 2000
REMEMBERED, SHORT = 4096, 300
"""How many URLs are remembered, and how long they may be for that: pages are few, and come again."""


def canonical(url: str, *, keep: tuple[str, ...] = ()) -> str:
    """The canonical form of an http or https URL; applying it twice changes nothing.

    The scheme becomes https, the host lower case (IDNA), and the default port, fragment, tracking
    parameters (but those in `keep`) and a slash at the end go; percent-encoding is made uniform
    (RFC 3986, 6.2.2). Query parameters keep their order. Raises Invalid at `/url`.
    """
    return _remembered(url, keep) if len(url) <= SHORT else _canonical(url, keep)


def _canonical(url: str, keep: tuple[str, ...]) -> str:
    parts = _split(url)
    host = _host(parts)
    port = _port(parts)
    path = _path(parts.path)
    pairs = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True, max_num_fields=100)
        if name in keep or not _TRACKING.fullmatch(name)
    ]
    query = "&".join(f"{quote(name, safe=_SAFE_QUERY)}={quote(value, safe=_SAFE_QUERY)}" for name, value in pairs)
    result = f"https://{host}{port}{path}" + (f"?{query}" if query else "")
    if len(result) > LONGEST:
        raise _fault(f"a page's URL has at most {LONGEST} characters")
    return result


_remembered = lru_cache(REMEMBERED)(_canonical)


def link(url: str, *, keep: tuple[str, ...] = ()) -> str:
    """The page's URL as a link: as it was given, without fragment and tracking parameters. Raises Invalid at `/url`."""
    parts = _split(url)
    kept = [
        pair
        for pair in parts.query.split("&")
        if pair.split("=")[0] in keep or not _TRACKING.fullmatch(pair.split("=")[0])
    ]
    return urlunsplit(parts._replace(query="&".join(kept), fragment=""))


def on_site(canonical_url: str, origins: tuple[str, ...]) -> bool:
    """Whether a page is on one of a site's origins (`https://*.host` means every name below); no origin means any."""
    host = canonical_url.split("/")[2]
    for origin in origins:
        wanted = canonical(origin).split("/")[2] if "*" not in origin else origin.split("/")[2].lower()
        if host == wanted or (wanted.startswith("*.") and host.endswith(wanted[1:])):
            return True
    return not origins


def is_origin(origin: str, origins: Iterable[str]) -> bool:
    """Whether a browser's origin is one of these; `https://*.host` means every name below the host, by that scheme."""
    for one in origins:
        scheme, star, host = one.partition("://*.")
        if origin == one or (star and origin.startswith(f"{scheme}://") and origin.endswith(f".{host}")):
            return True
    return False


def _split(url: str) -> SplitResult:
    if len(url) > 4 * LONGEST or _BLANK.search(url.strip()):
        raise _fault("this is not a URL: it is too long, or has spaces or control characters in it")
    try:
        parts = urlsplit(url.strip())
        parts.port  # noqa: B018 a bad port raises here
    except ValueError as error:
        raise _fault("this is not a URL") from error
    if parts.scheme.lower() not in _PORTS or not parts.hostname:
        raise _fault("a page's URL starts with http:// or https:// and has a host")
    if parts.username is not None or parts.password is not None:
        raise _fault("a page's URL has no user name in it")
    return parts


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    if ":" in host:
        if not re.fullmatch(r"[0-9a-f:.]+", host):
            raise _fault("the host of this URL can't be read")
        return f"[{host}]"
    try:
        host = host.encode("idna").decode().lower() if not host.isascii() else host.lower()
    except UnicodeError as error:
        raise _fault("the host of this URL can't be read") from error
    if not re.fullmatch(r"[a-z0-9_]([a-z0-9._-]*[a-z0-9_])?", host) or ".." in host:
        raise _fault("the host of this URL can't be read")
    return host


def _port(parts: SplitResult) -> str:
    # http and https are one page, and so are their two default ports
    return "" if parts.port is None or parts.port in _PORTS.values() else f":{parts.port}"


def _path(path: str) -> str:
    steps: list[str] = []
    for step in re.split("/", _uniform(path)):
        if step == "..":
            del steps[-1:]
        elif step != ".":
            steps.append(step)
    return re.sub("/+", "/", "/" + "/".join(steps)).rstrip("/")


def _uniform(path: str) -> str:
    # a slash that was encoded is part of a name and stays encoded
    return "%2F".join(
        quote(unquote(part, errors="surrogateescape"), safe=_SAFE_PATH, errors="surrogateescape")
        for part in re.split("%2f", path, flags=re.IGNORECASE)
    )


def _fault(detail: str) -> Invalid:
    return Invalid("the page's URL can't be used", fields=(Field(pointer="/url", detail=detail),))
