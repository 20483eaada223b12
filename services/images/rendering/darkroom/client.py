"""Gives orders to the darkroom and reads what its children make.

In: an order and a file open for reading. Out: the child's products, its refusal, or the way it died.
"""

import asyncio
import os
import socket
import subprocess
import sys
from dataclasses import dataclass
from typing import BinaryIO

from msgspec import structs
from msgspec.json import Decoder, Encoder

from services.images.rendering.darkroom import wire
from services.images.rendering.order import Order, Outcome, Product, Refusal
from shared.errors import Unavailable

_CHUNK = 256 * 1024
_UNLOCKED = 77
_REST_SECONDS = 30.0
"""After so long without an order the darkroom ends, which is a fifth of the services' memory; the next starts it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of an order. Without refusal and death the products are complete."""

    outcome: Outcome
    products: tuple[tuple[Product, bytes], ...] = ()
    refusal: Refusal | None = None

    @property
    def died(self) -> bool:
        """True when the child gave no whole answer: killed, late, out of memory, or talking nonsense."""
        outcome = self.outcome
        return bool(outcome.signal or outcome.late or outcome.status)

    @property
    def unlocked(self) -> bool:
        """True when the child refused to work because the kernel would not lock it."""
        return self.outcome.status == _UNLOCKED


class Darkroom:
    """The way to one darkroom process, which is started when it is needed and again when it has died."""

    def __init__(self, *, allow_unlocked: bool = False) -> None:
        self._allow_unlocked = allow_unlocked
        self._process: subprocess.Popen[bytes] | None = None
        self._channel: socket.socket | None = None
        self._waiting: dict[int, asyncio.Future[Outcome]] = {}
        self._number = 0
        self._rest: asyncio.TimerHandle | None = None
        self._encoder = Encoder()
        self._outcomes = Decoder(Outcome)

    @property
    def pid(self) -> int:
        """The parent's process id, 0 when it isn't running."""
        return self._process.pid if self._process else 0

    async def ask(self, order: Order, original: BinaryIO) -> Answer:
        """Have one order done. Raises Unavailable when the darkroom itself has died; ask again."""
        self._open()
        self._stay()
        self._number += 1
        number = self._number
        order = structs.replace(order, number=number)
        outcome: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting[number] = outcome
        ours, theirs = os.pipe()
        try:
            try:
                self._send(self._encoder.encode(order), [original.fileno(), theirs])
            except BaseException:
                os.close(ours)
                raise
            finally:
                os.close(theirs)
            raw = await _read(ours)
            return _answer(await outcome, raw)
        finally:
            self._waiting.pop(number, None)
            if not self._waiting:
                self._rest = asyncio.get_running_loop().call_later(_REST_SECONDS, self.close)

    def close(self) -> None:
        """End the darkroom and every child."""
        self._stay()
        channel, process = self._channel, self._process
        self._channel = self._process = None
        if channel:
            asyncio.get_running_loop().remove_reader(channel)
            channel.close()
        if process:
            process.wait(timeout=5)
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(Unavailable("the darkroom was closed"))

    def _stay(self) -> None:
        if self._rest:
            self._rest.cancel()
            self._rest = None

    def _open(self) -> None:
        if self._channel:
            return
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            command = [sys.executable, "-m", "services.images.rendering.darkroom"]
            command += ["--allow-unlocked"] if self._allow_unlocked else []
            self._process = _start(command, theirs)
        ours.setblocking(False)
        self._channel = ours
        asyncio.get_running_loop().add_reader(ours, self._hear)

    def _send(self, packet: bytes, descriptors: list[int]) -> None:
        if self._channel is None:
            raise Unavailable("the darkroom was closed")
        try:
            socket.send_fds(self._channel, [packet], descriptors)
        except OSError as error:
            raise Unavailable("the darkroom takes no orders just now", retry_after=1) from error

    def _hear(self) -> None:
        if self._channel is None:
            return
        try:
            packet = self._channel.recv(wire.PACKET)
        except BlockingIOError:
            return
        except OSError:
            packet = b""
        if not packet:
            self._lost()
            return
        outcome = self._outcomes.decode(packet)
        waiting = self._waiting.get(outcome.number)
        if waiting and not waiting.done():
            waiting.set_result(outcome)

    def _lost(self) -> None:
        """The process has died: whoever waits is told, the next order starts a new one."""
        self.close()


def _start(command: list[str], channel: socket.socket) -> subprocess.Popen[bytes]:
    """The process gets the channel by its number, and nothing on standard input and output."""
    number = channel.fileno()
    return subprocess.Popen(  # noqa: S603 - our own interpreter and module
        [*command, str(number)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={"PATH": os.defpath, "PYTHONPATH": os.pathsep.join(part or "." for part in sys.path)},
        pass_fds=[number],
    )


async def _read(descriptor: int) -> bytes:
    """Everything until the pipe is closed; a child that sends too much is cut off and dies of it."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=_CHUNK)
    file = os.fdopen(descriptor, "rb", buffering=0)
    transport, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), file)
    parts: list[bytes] = []
    size = 0
    try:
        while chunk := await reader.read(_CHUNK):
            parts.append(chunk)
            size += len(chunk)
            if size > wire.MOST_BYTES:
                return b""
    finally:
        transport.close()
    return b"".join(parts)


def _answer(outcome: Outcome, raw: bytes) -> Answer:
    products: list[tuple[Product, bytes]] = []
    refusal: Refusal | None = None
    try:
        for answer, content in wire.frames(raw):
            if isinstance(answer, Refusal):
                refusal = answer
            else:
                products.append((answer, content))
    except wire.Garbled:
        outcome = structs.replace(outcome, status=outcome.status or 4)
    return Answer(outcome=outcome, products=tuple(products), refusal=refusal)
