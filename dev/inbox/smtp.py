"""The inbox's SMTP door: takes every mail that is sent to it.

In: SMTP. Out: `Mails.take`; the mail is kept before the sender hears 250.
"""

import asyncio

from aiosmtpd.smtp import SMTP, Envelope, Session

from dev.inbox.mails import Mails

_BIGGEST = 30_000_000


class _Door:
    def __init__(self, mails: Mails) -> None:
        self._mails = mails

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        recipients = [str(recipient) for recipient in envelope.rcpt_tos]
        mail = self._mails.take(str(envelope.mail_from or ""), recipients, content)
        return f"250 kept as number {mail.number}"


async def listen(mails: Mails, host: str, port: int) -> asyncio.Server:
    """Open the door on this address; the server is the caller's to close."""
    loop = asyncio.get_running_loop()
    door = _Door(mails)

    def connection() -> SMTP:
        return SMTP(
            door,
            hostname="inbox.localhost",
            ident="Paddock dev inbox",
            enable_SMTPUTF8=True,
            data_size_limit=_BIGGEST,
            loop=loop,
        )

    return await loop.create_server(connection, host, port)
