"""A real SMTP server that takes mail, or misbehaves on purpose, as each test asks.

In: SMTP. Out: `mails`. `script` is asked at each step (`connect`, `MAIL`, `RCPT`, `DATA`, `body`, `dot`) with
the recipient and answers None (behave), a reply line, or one of the `Fault`s.
"""

import asyncio
import contextlib
import email.policy
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from enum import Enum


class Fault(Enum):
    """What a server can do instead of answering."""

    DROP = "close the connection"
    STALL = "say nothing"
    KEEP_AND_DROP = "take the mail, then close without an answer"


Script = Callable[[str, str], "str | Fault | None"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail as it came over the wire."""

    sender: str
    recipient: str
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        """Parsed by the standard library."""
        return message_from_bytes(self.raw, policy=email.policy.default)

    @property
    def text(self) -> str:
        """The text form."""
        part = self.message.get_body(("plain",))
        assert part is not None
        return str(part.get_content()).replace("\r\n", "\n")

    @property
    def html(self) -> str:
        """The HTML form."""
        part = self.message.get_body(("html",))
        assert part is not None
        return str(part.get_content()).replace("\r\n", "\n")


@dataclass(slots=True)
class SmtpServer:
    """Listens on a free port of 127.0.0.1 from `start` to `close`."""

    script: Script = lambda _step, _recipient: None
    mails: list[Mail] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    extensions: tuple[str, ...] = ("SMTPUTF8", "8BITMIME")
    _server: asyncio.Server | None = None
    _open: set[asyncio.Task[None]] = field(default_factory=set)
    let_go: asyncio.Event = field(default_factory=asyncio.Event)

    async def start(self, port: int = 0) -> "SmtpServer":
        """Listen."""
        self._server = await asyncio.start_server(self._client, "127.0.0.1", port, limit=2**20)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    @property
    def url(self) -> str:
        """The relay's URL."""
        return f"smtp://127.0.0.1:{self.port}"

    def to(self, address: str) -> list[Mail]:
        """Mails to this address."""
        return [mail for mail in self.mails if mail.recipient == address]

    async def close(self) -> None:
        """Close at once, open connections too."""
        self.let_go.set()
        if self._server is not None:
            self._server.close()
        for task in list(self._open):
            task.cancel()
        for task in list(self._open):
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        self.connections += 1
        try:
            await self._talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self._open.discard(task)
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = _Talk(server=self, reader=reader, writer=writer)
        if not await talk.answer("connect", "220 test ESMTP"):
            return
        while line := (await reader.readline()).decode().strip():
            if not await talk.obey(line):
                return
            await writer.drain()


@dataclass(slots=True)
class _Talk:
    """One connection's conversation."""

    server: SmtpServer
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    sender: str = ""
    recipient: str = ""
    begun: bool = False

    async def answer(self, step: str, usual: str) -> bool:
        """Whether to go on with this step as usual."""
        said = self.server.script(step, self.recipient)
        if said is Fault.DROP:
            raise ConnectionResetError
        if said is Fault.STALL:
            await self.server.let_go.wait()
            raise ConnectionResetError
        line = said if isinstance(said, str) else usual
        if line and said is not Fault.KEEP_AND_DROP:
            self.writer.write(f"{line}\r\n".encode())
            await self.writer.drain()
        if line.startswith("421"):
            raise ConnectionResetError
        return not isinstance(said, str) or said.startswith("2")

    async def obey(self, line: str) -> bool:
        """Whether the client stays."""
        verb, _, rest = line.partition(" ")
        verb = verb.upper()
        address = rest.partition("<")[2].partition(">")[0]
        if verb in {"EHLO", "HELO"}:
            lines = ["test", *self.server.extensions]
            said = [f"250{'-' if index < len(lines) - 1 else ' '}{entry}" for index, entry in enumerate(lines)]
            self.writer.write(("\r\n".join(said) + "\r\n").encode())
        elif verb == "MAIL":
            if self.begun:
                self.writer.write(b"503 nested MAIL command\r\n")
            else:
                self.sender = address
                self.begun = await self.answer("MAIL", "250 2.1.0 OK")
        elif verb == "RCPT":
            self.recipient = address
            await self.answer("RCPT", "250 2.1.5 OK")
        elif verb == "DATA":
            if await self.answer("DATA", "354 go on") and await self.answer("body", ""):
                await self.take()
        else:
            self.begun = False
            self.writer.write(b"221 bye\r\n" if verb == "QUIT" else b"250 OK\r\n")
        return verb != "QUIT"

    async def take(self) -> None:
        """The message up to the final dot, kept unless the script refuses it."""
        content = await self.reader.readuntil(b"\r\n.\r\n")
        self.begun = False
        raw = content[:-3].replace(b"\r\n..", b"\r\n.")
        said = self.server.script("dot", self.recipient)
        if said is None or said is Fault.KEEP_AND_DROP:
            self.server.mails.append(Mail(sender=self.sender, recipient=self.recipient, raw=raw))
        if said is Fault.KEEP_AND_DROP:
            raise ConnectionResetError
        if said is None:
            self.writer.write(b"250 2.0.0 taken\r\n")
        elif said is Fault.DROP:
            raise ConnectionResetError
        elif said is Fault.STALL:
            await self.server.let_go.wait()
        else:
            self.writer.write(f"{said}\r\n".encode())
