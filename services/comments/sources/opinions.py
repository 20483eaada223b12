"""Asks a site's outside checks what they think of a comment: the publisher's own, and Akismet.

In: a submission and its sender. Out: opinions; a check that fails, is late or talks nonsense says `failed`.
"""

from urllib.parse import urlencode

import msgspec
from msgspec import Struct

from services.comments.domain import Akismet, ExternalCheck, Site
from services.comments.screening import Opinion, Submission
from services.comments.sources.calls import Calls, sign
from services.comments.submitting import Sender
from shared.clock import Clock
from shared.codec import encode
from shared.errors import Unavailable


class _Asked(Struct, frozen=True, kw_only=True):
    """What the publisher's check is sent: the words and their author's name, no address."""

    site: str
    action: str
    body: str
    html_links: tuple[str, ...]
    author: str
    author_kind: str


class _Said(Struct, frozen=True, kw_only=True):
    """What it may answer; anything but these statuses holds."""

    status: str = "NONE"
    reason: str = ""


_VERDICTS = {
    "NONE": "pass",
    "APPROVED": "pass",
    "PREMOD": "hold",
    "SYSTEM_WITHHELD": "hold",
    "SPAM": "spam",
    "REJECTED": "spam",
}


class Opinions:
    """Asks each configured check in turn."""

    def __init__(self, calls: Calls, clock: Clock) -> None:
        self._calls = calls
        self._clock = clock

    async def of(self, site: Site, submission: Submission, sender: Sender) -> tuple[Opinion, ...]:
        """The opinions on a submission; none when the site has no check."""
        found = []
        if site.settings.external:
            found.append(await self._external(site, site.settings.external, submission))
        if site.settings.akismet:
            found.append(await self._akismet(site, site.settings.akismet, submission, sender))
        return tuple(found)

    async def _external(self, site: Site, check: ExternalCheck, submission: Submission) -> Opinion:
        asked = _Asked(
            site=site.key,
            action="EDIT" if submission.edit else "NEW",
            body=submission.text,
            html_links=submission.links,
            author=submission.author_name,
            author_kind=submission.author_kind,
        )
        body = encode(asked)
        headers = {
            "Content-Type": "application/json",
            "Paddock-Signature": sign(check.secret, body, self._clock.now()),
        }
        try:
            answer = await self._calls.post(check.url, body, headers=headers, seconds=check.timeout)
            if answer.status == 204:
                return Opinion(source="the site's check", verdict="pass")
            if answer.status != 200:
                return Opinion(source="the site's check", verdict="failed", words=f"status {answer.status}")
            said = msgspec.json.decode(answer.body, type=_Said)
        except Unavailable as error:
            return Opinion(source="the site's check", verdict="failed", words=error.message)
        except msgspec.MsgspecError as error:
            return Opinion(source="the site's check", verdict="failed", words=f"not its JSON: {error}"[:200])
        verdict = _VERDICTS.get(said.status.upper(), "failed")
        return Opinion(source="the site's check", verdict=verdict, words=said.reason[:200] or said.status[:40])

    async def _akismet(self, site: Site, check: Akismet, submission: Submission, sender: Sender) -> Opinion:
        # Akismet is given what its API requires: the address of the network and never the reader's email
        fields = {
            "api_key": check.key,
            "blog": check.blog,
            "user_ip": sender.ip,
            "user_agent": sender.agent,
            "comment_type": "comment",
            "comment_author": submission.author_name,
            "comment_content": submission.text,
            "blog_lang": site.language,
            "blog_charset": "UTF-8",
            "honeypot_field_name": "website",
            "website": submission.honeypot,
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": "Paddock/1 | Akismet/1"}
        try:
            answer = await self._calls.post(
                check.url, urlencode(fields).encode(), headers=headers, seconds=check.timeout
            )
        except Unavailable as error:
            return Opinion(source="Akismet", verdict="failed", words=error.message)
        verdict = {b"true": "spam", b"false": "pass"}.get(answer.body.strip(), "failed")
        words = "" if verdict != "failed" else answer.body[:100].decode(errors="replace")
        return Opinion(source="Akismet", verdict=verdict, words=words)
