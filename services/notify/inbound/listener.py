"""The SMTP or LMTP listener behind the site's mail server: refuses at RCPT, keeps before it says 250.

In: SMTP. Out: a committed row a mail. Nothing is read here; what can't be kept is refused for now (451).
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session

from services.notify.config import Inbound
from services.notify.domain import Link
from services.notify.inbound.parse import text_size
from shared import logs
from shared.errors import Refused, Unavailable

LARGEST = 5_000_000
LARGEST_TEXT = 200_000
LONGEST_LINE = 100_000
SECONDS = 60

FindRecipient = Callable[[str], Awaitable[tuple[Link, str]]]
"""The link behind an address and its mark (r or b). Raises Refused for an unknown or dead one."""
KeepMail = Callable[[Link, str, str, bytes], Awaitable[None]]
"""Commits a mail: link, mark, envelope sender, content. Returns when it is safe."""

log = logs.get("listener")


class _Smtp(SMTP):
    line_length_limit = LONGEST_LINE


class _Lmtp(LMTP):
    line_length_limit = LONGEST_LINE


class _Session:
    """What aiosmtpd calls; one a connection."""

    def __init__(self, find: FindRecipient, keep: KeepMail) -> None:
        self._find = find
        self._keep = keep
        self._recipient: tuple[Link, str] | None = None

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if envelope.rcpt_tos:
            return "452 4.5.3 One recipient a message, please"
        try:
            self._recipient = await self._find(address)
        except Refused:
            return "550 5.1.1 No such address here"
        except Unavailable:
            return "451 4.3.0 Try again a little later"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        content = envelope.original_content or b""
        if self._recipient is None:
            return "503 5.5.1 RCPT first"
        if await asyncio.to_thread(text_size, content) > LARGEST_TEXT:
            return "552 5.3.4 Too much text or too many parts: 200 kB at most"
        link, mark = self._recipient
        try:
            await self._keep(link, mark, envelope.mail_from or "", content)
        except Unavailable:
            return "451 4.3.0 Try again a little later"
        return "250 2.0.0 Kept"

    async def handle_exception(self, error: Exception) -> str:
        log.error("listener_failed", exc_info=error)
        return "451 4.3.0 Try again a little later"


class Listener:
    """Listens while it runs; `port` is the real one once it listens."""

    def __init__(self, settings: Inbound, hostname: str, *, find: FindRecipient, keep: KeepMail) -> None:
        self._settings = settings
        self._hostname = hostname
        self._find = find
        self._keep = keep
        self._server: asyncio.Server | None = None
        self.port = settings.port

    async def start(self) -> None:
        """Listen."""
        logging.getLogger("mail.log").setLevel(logging.ERROR)
        loop = asyncio.get_running_loop()
        kind = _Lmtp if self._settings.protocol == "lmtp" else _Smtp

        def session() -> SMTP:
            return kind(
                _Session(self._find, self._keep),
                data_size_limit=LARGEST,
                enable_SMTPUTF8=True,
                hostname=self._hostname,
                ident="Paddock",
                timeout=SECONDS,
                loop=loop,
            )

        self._server = await loop.create_server(session, self._settings.host, self._settings.port)
        self.port = self._server.sockets[0].getsockname()[1]
        log.info("mail_in_listening", host=self._settings.host, port=self.port)

    async def close(self) -> None:
        """Listen no more."""
        if self._server is not None:
            self._server.close()
            self._server = None
