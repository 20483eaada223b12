"""The darkroom's own process: single-threaded, never decodes, forks one child a picture and reaps it.

In: orders with two descriptors each (original, pipe) on the socket whose descriptor is the last argument.
Out: one outcome an order on the same socket. Ends when the socket's other end is closed.
"""

import gc
import os
import selectors
import signal
import socket
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pyvips
from msgspec.json import Decoder, Encoder

from services.images.rendering import pipeline
from services.images.rendering.darkroom import child, wire
from services.images.rendering.order import Order, Outcome

_WATCHED = 2.0
"""Seconds without any progress after which a child stands still."""

_TICKS = os.sysconf("SC_CLK_TCK")
_LOADERS = ("VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp", "VipsForeignLoadHeif")
_OPERATIONS = (
    "thumbnail_source",
    "thumbnail_image",
    "colourspace",
    "cast",
    "flatten",
    "copy",
    "heifsave_buffer",
    "webpsave_buffer",
    "jpegsave_buffer",
    "smartcrop",
    "extract_band",
    "avg",
)


@dataclass(slots=True)
class Running:
    """A child at work: its order's number, its seconds, when it is looked after, and what was seen of its CPU then."""

    number: int
    pid: int
    seconds: float
    started: float
    deadline: float
    used: float = 0.0
    late: bool = False

    def dawdles(self, now: float, used: float) -> bool:
        """True when it has had its seconds of CPU, or stands still. One that gets little of the processor gets
        more time, at most ten times as much: a busy machine is not the picture's fault.
        """
        before, self.used = self.used, used
        if used >= self.seconds or used <= before or now - self.started >= 10 * self.seconds:
            return True
        self.deadline = now + max(min(_WATCHED, self.seconds), self.seconds - used)
        return False


class Darkroom:
    """Forks and reaps; holds nothing but the list of children at work."""

    def __init__(self, channel: socket.socket, *, allow_unlocked: bool) -> None:
        self._channel = channel
        self._allow_unlocked = allow_unlocked
        self._selector = selectors.DefaultSelector()
        self._running: dict[int, Running] = {}
        self._orders = Decoder(Order)
        self._outcomes = Encoder()

    def serve(self) -> None:
        """Take orders until the channel is closed, then end every child."""
        self._selector.register(self._channel, selectors.EVENT_READ)
        while True:
            for key, _ in self._selector.select(self._patience()):
                if key.fileobj is self._channel:
                    if not self._take():
                        self._stop()
                        return
                else:
                    self._reap(key.fd)
            self._hurry()

    def _take(self) -> bool:
        packet, descriptors, _, _ = socket.recv_fds(self._channel, wire.PACKET, 2)
        if not packet or len(descriptors) != 2:
            return False
        order = self._orders.decode(packet)
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            child.work(order, *descriptors, parent=parent, allow_unlocked=self._allow_unlocked)
        for descriptor in descriptors:
            os.close(descriptor)
        handle = os.pidfd_open(pid)
        now = time.monotonic()
        self._running[handle] = Running(order.number, pid, order.seconds, now, now + order.seconds)
        self._selector.register(handle, selectors.EVENT_READ)
        return True

    def _reap(self, handle: int) -> None:
        running = self._running.pop(handle)
        self._selector.unregister(handle)
        os.close(handle)
        _, status, used = os.wait4(running.pid, 0)
        outcome = Outcome(
            number=running.number,
            status=os.WEXITSTATUS(status) if os.WIFEXITED(status) else 0,
            signal=os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0,
            late=running.late,
            cpu=used.ru_utime + used.ru_stime,
            memory=used.ru_maxrss,
        )
        self._channel.send(self._outcomes.encode(outcome))

    def _patience(self) -> float | None:
        if not self._running:
            return None
        return max(0.0, min(running.deadline for running in self._running.values()) - time.monotonic())

    def _hurry(self) -> None:
        now = time.monotonic()
        for handle, running in self._running.items():
            if running.deadline > now:
                continue
            if running.late or running.dawdles(now, _cpu(running.pid)):
                running.late = True
                running.deadline = now + 1
                signal.pidfd_send_signal(handle, signal.SIGKILL)

    def _stop(self) -> None:
        for handle in self._running:
            signal.pidfd_send_signal(handle, signal.SIGKILL)


def _cpu(pid: int) -> float:
    """The CPU seconds a child has used; 0 for one that has just ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICKS


def prepare() -> None:
    """Everything that must be in memory before a child locks itself: libraries, tables, no pixel."""
    pyvips.cache_set_max(0)
    pyvips.concurrency_set(1)
    pyvips.operation_block_set("VipsForeignLoad", True)
    for loader in (*_LOADERS, "VipsForeignLoadNsgif"):
        pyvips.operation_block_set(loader, False)
    pyvips.block_untrusted_set(True)
    for operation in _OPERATIONS:
        pyvips.Introspect.get(operation)
    if not pipeline.STEPS:
        raise RuntimeError("the pipeline has no steps")
    gc.collect()
    gc.freeze()


def main() -> None:
    """Serve on the given descriptor until its other end is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    prepare()
    Darkroom(socket.socket(fileno=int(sys.argv[-1])), allow_unlocked="--allow-unlocked" in sys.argv[1:]).serve()


if __name__ == "__main__":
    main()
