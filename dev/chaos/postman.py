"""The outside of mail: a relay that takes every mail, a moderator who presses the button, an expert who replies.

In: SMTP from notify. Out: counted mails, decisions by mailed links, answers by SMTP to notify's listener.
"""

import asyncio
import email
import email.policy
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from urllib.parse import urlsplit

import aiohttp
import aiosmtplib
from aiosmtpd.controller import UnthreadedController
from aiosmtpd.smtp import Envelope

from dev.chaos.ledger import Ledger

DECISIONS = ("approve", "approve", "approve", "reject", "spam")
TRIES = 200
PAUSE = 0.25
_DECIDE = re.compile(r"https?://\S+/mail/decide/[a-z2-7]+")


@dataclass(slots=True)
class Postman:
    """Takes mails and acts on them. `notify` are the doors of the two, `inbound` their SMTP listeners."""

    ledger: Ledger
    notify: Sequence[str]
    inbound: Sequence[tuple[str, int]]
    http: aiohttp.ClientSession
    waiting: asyncio.Queue[EmailMessage] = field(default_factory=asyncio.Queue)
    busy: int = 0
    _turn: int = 0

    async def handle_DATA(self, _server: object, _session: object, envelope: Envelope) -> str:
        """A mail has arrived."""
        message = email.message_from_bytes(envelope.original_content or b"", policy=email.policy.default)
        name = str(message["Message-ID"])
        self.ledger.mails[name] += 1
        if self.ledger.mails[name] == 1:
            self.waiting.put_nowait(message)
        return "250 taken"

    async def act(self) -> None:
        """Press buttons and answer mails until cancelled."""
        while True:
            message = await self.waiting.get()
            self.busy += 1
            try:
                await self._act_on(message)
            finally:
                self.busy -= 1

    async def _act_on(self, message: EmailMessage) -> None:
        links = dict.fromkeys(_DECIDE.findall(_text(message)))
        for link in links:
            await self._decide(link)
        if message["Reply-To"] and not links:
            await self._reply(message)

    async def _decide(self, link: str) -> None:
        """Press the button of a held comment's page; the remark's number, which the page shows, says which one."""
        path, wish, number = urlsplit(link).path, "", ""
        for _ in range(TRIES):
            page = await self._get(path)
            found = re.search(r"Remark (\d+):", page or "")
            if page is not None and found:
                number = found[1]
                if 'value="approve"' not in page:  # decided: by us, when an answer to the press was lost
                    break
                wish = DECISIONS[int(number) % len(DECISIONS)]
                if await self._press(path, wish):
                    break
            await asyncio.sleep(PAUSE)
        if wish:
            self.ledger.decided[number] = wish
        else:
            self.ledger.trouble["link never answered"] += 1

    async def _press(self, path: str, wish: str) -> bool:
        try:
            async with self.http.post(self._door() + path, data={"decision": wish}) as response:
                await response.read()
                return response.status < 400
        except (aiohttp.ClientError, OSError, TimeoutError):
            return False

    async def _get(self, path: str) -> str | None:
        try:
            async with self.http.get(self._door() + path) as response:
                return await response.text() if response.status == 200 else None
        except (aiohttp.ClientError, OSError, TimeoutError):
            return None

    async def _reply(self, question: EmailMessage) -> None:
        answer = EmailMessage()
        answer["From"], answer["To"] = str(question["To"]), str(question["Reply-To"])
        answer["Subject"] = f"Re: {question['Subject']}"
        answer["In-Reply-To"] = answer["References"] = str(question["Message-ID"])
        answer["Message-ID"] = f"<reply-{abs(hash(str(question['Message-ID'])))}@expert.example>"
        answer.set_content("That is a Lancia Aprilia of 1937, seen at every start since.\n")
        for _ in range(TRIES):
            self._turn += 1
            host, port = self.inbound[self._turn % len(self.inbound)]
            try:
                await aiosmtplib.send(answer, hostname=host, port=port, timeout=10)
            except aiosmtplib.SMTPRecipientsRefused:
                self.ledger.trouble["reply refused"] += 1
                return
            except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
                self.ledger.trouble[f"reply {error.__class__.__name__}"] += 1
                await asyncio.sleep(PAUSE)
            else:
                self.ledger.replied.add(str(question["Message-ID"]))
                return

    def _door(self) -> str:
        self._turn += 1
        return self.notify[self._turn % len(self.notify)]


@asynccontextmanager
async def relay(postman: Postman) -> AsyncIterator[int]:
    """An SMTP server on a free port of 127.0.0.1; its port."""
    controller = UnthreadedController(postman, hostname="127.0.0.1", port=0, loop=asyncio.get_running_loop())
    server = await asyncio.get_running_loop().create_server(controller.factory, "127.0.0.1", 0)
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        server.close()


def _text(message: EmailMessage) -> str:
    part = message.get_body(preferencelist=("plain",))
    return str(part.get_content()) if part is not None else ""
