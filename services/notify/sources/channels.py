"""Optional posts to chat channels through apprise: off unless configured, in a thread, with a time-out of its own.

In: a channel's name, a title, a text. Out: an `Answer`. Only public hosts are spoken to, or those listed.
"""

import asyncio
import hashlib
import warnings
from contextlib import AbstractContextManager, nullcontext
from urllib.parse import urlsplit

from services.notify.mailer.relay import Answer, Outcome
from shared import logs
from shared.public_network import REFUSED, public_only

SECONDS = 15.0
REMOTE = frozenset(
    "slack msteams workflows tgram ntfy ntfys discord gchat matrixs mmosts rockets webex zulip signals".split()  # noqa: SIM905
    + "json jsons xml xmls form forms mailgun pover pbul gotifys nctalks revolt guilded".split()  # noqa: SIM905
)
"""Schemes that post to a server; everything else (files, local desktops, buses, command lines) is refused."""

log = logs.get("channels")


def channel_name(url: str) -> str:
    """A name for a channel that says nothing about it: eight hex digits of its hash."""
    return hashlib.sha256(url.encode()).hexdigest()[:8]


def refusal(url: str) -> str:
    """Why a channel can't be used, or nothing. Where it leads is looked at when it connects (SSRF)."""
    scheme = urlsplit(url).scheme.lower()
    return "" if scheme in REMOTE else f"the scheme {scheme} is not allowed"


class Channels:
    """The channels of this installation, by name."""

    def __init__(self, urls: tuple[str, ...], allowed_hosts: tuple[str, ...]) -> None:
        self._urls = {channel_name(url): url for url in urls}
        self._allowed = allowed_hosts

    @property
    def names(self) -> tuple[str, ...]:
        """The names that deliveries may have as recipients."""
        return tuple(self._urls)

    async def post(self, name: str, title: str, text: str) -> Answer:
        """Post it once. A time-out leaves it uncertain."""
        url = self._urls.get(name)
        if url is None:
            return Answer(outcome=Outcome.NEVER, step="data", text="this channel is no longer configured")
        if reason := refusal(url):
            log.warning("channel_refused", channel=name)
            return Answer(outcome=Outcome.NEVER, step="connect", text=reason)
        try:
            async with asyncio.timeout(SECONDS):
                done, refused = await asyncio.to_thread(
                    _notify, url, title, text, urlsplit(url).hostname in self._allowed
                )
        except TimeoutError:
            return Answer(outcome=Outcome.UNCERTAIN, step="data", text="the channel did not answer in time")
        if refused:
            log.warning("channel_refused", channel=name)
            reason = f"{REFUSED}; list the host in PADDOCK_NOTIFY_CHANNEL_HOSTS if you mean it"
            return Answer(outcome=Outcome.NEVER, step="connect", text=reason)
        if done:
            return Answer(outcome=Outcome.ACCEPTED, step="data", text="posted")
        return Answer(outcome=Outcome.LATER, step="data", text="the channel refused the post")


def _notify(url: str, title: str, text: str, trusted: bool) -> tuple[bool, bool]:  # noqa: FBT001 - called by a thread
    """Whether it was posted, and whether it led to a private address."""
    guard: AbstractContextManager[list[str]] = nullcontext([]) if trusted else public_only()
    with warnings.catch_warnings(), guard as refused:
        warnings.simplefilter("ignore", DeprecationWarning)  # its plugins import modules that Python will drop
        import apprise  # noqa: PLC0415 - heavy, and off by default

        channel = apprise.Apprise(asset=apprise.AppriseAsset(http_redirects=False))
        return bool(channel.add(url)) and bool(channel.notify(title=title, body=text)), bool(refused)
