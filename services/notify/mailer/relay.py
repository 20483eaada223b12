"""One connection to one relay, kept open: MAIL, RCPT and DATA, a pause for our commit, the text, the final dot.

In: an envelope and a message. Out: an `Answer` that says who must act, and whether the mail may have arrived.
"""

import asyncio
import contextlib
import re
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum

import aiosmtplib
from aiosmtplib.protocol import normalize_message_line_endings

from services.notify.config import Relay
from shared.errors import Unavailable

OUT_OF_STEP = (421, 503)
"""The relay hangs up, or hears commands in an order that it doesn't take: neither says anything about the mail."""
_DOT = re.compile(rb"(?m)^\.")
_ENHANCED = re.compile(r"^\s*([245]\.\d{1,3}\.\d{1,3})\b")


class Outcome(StrEnum):
    """What an attempt came to."""

    ACCEPTED = "accepted"
    LATER = "later"
    NEVER = "never"
    AWAY = "away"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A relay's answer. `step` is where it came: connect, envelope, data."""

    outcome: Outcome
    step: str
    code: int = 0
    text: str = ""

    @property
    def enhanced(self) -> str:
        """The enhanced status code (RFC 3463), or nothing."""
        match = _ENHANCED.match(self.text)
        return match[1] if match else ""


class Connection:
    """A connection that is opened when needed and used for many mails."""

    def __init__(self, relay: Relay, *, seconds: float, hostname: str, most: int = 100) -> None:
        self.relay = relay
        self._seconds = seconds
        self._hostname = hostname
        self._most = most
        self._client: aiosmtplib.SMTP | None = None
        self._sent = 0
        self._begun = False
        self.opened = 0

    async def envelope(self, sender: str, recipient: str) -> Answer:
        """MAIL and RCPT. After `accepted`, call `data`; after anything else the connection is clean or closed.

        An envelope that no `data` followed, because something failed in between, goes with its connection.
        """
        if self._begun:
            self._drop()
        try:
            client = await self._ready()
        except (aiosmtplib.SMTPException, OSError, TimeoutError, ValueError) as error:
            self._drop()
            return _failure("connect", error)
        try:
            utf8 = not (sender.isascii() and recipient.isascii())
            if utf8 and not client.supports_extension("smtputf8"):
                return Answer(outcome=Outcome.NEVER, step="envelope", code=553, text="5.6.7 the relay has no SMTPUTF8")
            options = ["SMTPUTF8"] if utf8 else []
            encoding = "utf-8" if utf8 else "ascii"
            await client.mail(sender, options=options, encoding=encoding)
            reply = await client.rcpt(recipient, encoding=encoding)
        except aiosmtplib.SMTPResponseException as error:
            answer = _refusal("envelope", error.code, error.message)
            await self._reset(answer)
            return answer
        except (aiosmtplib.SMTPException, OSError, TimeoutError, ValueError) as error:
            self._drop()
            return _failure("envelope", error)
        self._begun = True
        return Answer(outcome=Outcome.ACCEPTED, step="envelope", code=reply.code, text=reply.message)

    async def data(self, message: bytes, ready: Callable[[], Awaitable[bool]]) -> Answer:
        """DATA and the message. `uncertain` only when the final dot was written and no answer came.

        `ready` is asked when the relay waits for the text, as late as can be; where it says no or fails, nothing of
        the text is said. Raises what it raises.
        """
        if self._client is None or self._client.protocol is None:
            return Answer(outcome=Outcome.AWAY, step="data", text="not connected")
        protocol, dotted, self._begun = self._client.protocol, False, False
        try:
            reply = await self._client.execute_command(b"DATA", timeout=self._seconds)
            if reply.code == 354:
                if not await ready():
                    self._drop()
                    return Answer(outcome=Outcome.LATER, step="data", text="not ready")
                protocol.write(_DOT.sub(b"..", normalize_message_line_endings(message)))
                await asyncio.sleep(0)
                if not protocol.is_connected:
                    self._drop()
                    return Answer(outcome=Outcome.AWAY, step="data", text="connection lost before the final dot")
                protocol.write(b".\r\n")
                dotted = True
                reply = await protocol.read_response(timeout=self._seconds * 2)
        except (asyncio.CancelledError, Unavailable):
            self._drop()
            raise
        except (aiosmtplib.SMTPException, OSError, TimeoutError, ValueError) as error:
            self._drop()
            lost = _failure("data", error)
            return Answer(outcome=Outcome.UNCERTAIN, step="data", text=lost.text) if dotted else lost
        self._sent += 1
        if reply.code == 250:
            return Answer(outcome=Outcome.ACCEPTED, step="data", code=reply.code, text=reply.message)
        answer = _refusal("data", reply.code, reply.message)
        await self._reset(answer)
        return answer

    async def close(self) -> None:
        """QUIT if possible, and close."""
        if self._client is not None and self._client.is_connected:
            with contextlib.suppress(aiosmtplib.SMTPException, OSError, TimeoutError):
                async with asyncio.timeout(2):
                    await self._client.quit()
        self._drop()

    async def _ready(self) -> aiosmtplib.SMTP:
        if self._client is not None and self._client.is_connected and self._sent < self._most:
            return self._client
        await self.close()
        relay = self.relay
        client = aiosmtplib.SMTP(
            hostname=relay.host,
            port=relay.port,
            local_hostname=self._hostname,
            timeout=self._seconds,
            use_tls=relay.tls == "tls",
            start_tls=relay.tls == "starttls",
            tls_context=_tls_context(relay) if relay.tls != "none" else None,
            username=relay.username or None,
            password=relay.password or None,
        )
        self._client, self._sent = client, 0
        async with asyncio.timeout(self._seconds * 2):
            await client.connect()
            await client.ehlo()
        self.opened += 1
        return client

    async def _reset(self, answer: Answer) -> None:
        if self._client is None or answer.code == 421 or not self._client.is_connected:
            self._drop()
            return
        try:
            await self._client.rset()
        except (aiosmtplib.SMTPException, OSError, TimeoutError):
            self._drop()

    def _drop(self) -> None:
        if self._client is not None:
            self._client.close()
        self._client, self._begun = None, False


def _tls_context(relay: Relay) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=relay.ca or None)
    if not relay.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _refusal(step: str, code: int, text: str) -> Answer:
    refused = Outcome.NEVER if 500 <= code < 600 else Outcome.LATER
    outcome = Outcome.AWAY if code in OUT_OF_STEP else refused
    return Answer(outcome=outcome, step=step, code=code, text=text[:400])


def _failure(step: str, error: BaseException) -> Answer:
    if isinstance(error, aiosmtplib.SMTPResponseException) and step != "connect":
        return _refusal(step, error.code, error.message)
    code = error.code if isinstance(error, aiosmtplib.SMTPResponseException) else 0
    return Answer(outcome=Outcome.AWAY, step=step, code=code, text=f"{error.__class__.__name__}: {error}"[:400])
