"""Processes that are killed, stopped and terminated on purpose, and started again at once.

In: a Program of the private installation. Out: a process that can be hurt; its output is kept in its log.
"""

import asyncio
import contextlib
import os
import signal
from asyncio.subprocess import Process
from dataclasses import dataclass, field
from pathlib import Path

from dev.program import Program, spawn

POLL = 0.1


@dataclass(slots=True)
class Victim:
    """One program and the process it runs as. `pains` counts what was done to it."""

    program: Program
    log: Path
    process: Process | None = None
    pains: dict[str, int] = field(default_factory=dict)

    async def start(self, *, seconds: float = 90.0) -> None:
        """Start it, again when it ends by itself, until it is ready. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while True:
                if self.process is None or self.process.returncode is not None:
                    await self._spawn()
                if await self.program.ready():
                    return
                await asyncio.sleep(POLL)

    async def watch(self) -> None:
        """Start it again whenever it has ended by itself, as compose would; never returns."""
        while True:
            process = self.process
            if process is None:
                await asyncio.sleep(POLL)
                continue
            await process.wait()
            await asyncio.sleep(POLL)
            if self.process is process:
                self.pains["died"] = self.pains.get("died", 0) + 1
                await self._spawn()

    async def kill(self) -> None:
        """SIGKILL to it and to everything it started; start it again."""
        await self.cut_power()
        await self.start()

    async def cut_power(self) -> None:
        """SIGKILL to it and to everything it started; it stays away until `start`."""
        await self._end(signal.SIGKILL)

    async def terminate(self) -> None:
        """Ask it to stop as compose does, give it its grace, start it again."""
        await self._end(self.program.stop)
        await self.start()

    async def pause(self, seconds: float) -> None:
        """SIGSTOP for so long, then SIGCONT: a machine that swaps or a debugger."""
        family = self._family()
        _signal_all(family, signal.SIGSTOP)
        try:
            await asyncio.sleep(seconds)
        finally:
            _signal_all(family, signal.SIGCONT)

    async def end(self) -> None:
        """Stop it for good."""
        await self._end(self.program.stop)

    def memory(self) -> int:
        """Its own resident memory in KiB, its children's included, without what comes from files or is shared."""
        return sum(_kibibytes(pid) for pid in self._family())

    def descriptors(self) -> int:
        """Its open files and sockets; for Postgres its processes, one for each client."""
        family = self._family()
        return len(family) if self.program.name == "postgres" else sum(_open_files(pid) for pid in family)

    async def _spawn(self) -> None:
        with self.log.open("ab") as log:
            self.process = await spawn(self.program, stdout=log, stderr=log)

    async def _end(self, number: signal.Signals, *, grace: float = 20.0) -> None:
        process, self.process = self.process, None
        if process is None:
            return
        family = _descendants(process.pid)
        if number == signal.SIGKILL:
            _signal_all(family, number)
        elif process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(number)
            try:
                async with asyncio.timeout(grace):
                    await process.wait()
            except TimeoutError:
                _signal_all(family, signal.SIGKILL)
                self.pains["grace exceeded"] = self.pains.get("grace exceeded", 0) + 1
        await process.wait()

    def _family(self) -> list[int]:
        return _descendants(self.process.pid) if self.process is not None else []


def _descendants(pid: int) -> list[int]:
    """The process and everything below it, from /proc."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError, IndexError, ValueError):
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                children.setdefault(parent, []).append(int(entry.name))
    found, waiting = [], [pid]
    while waiting:
        found.append(waiting.pop())
        waiting += children.get(found[-1], [])
    return found


def _signal_all(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, number)


def _kibibytes(pid: int) -> int:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("RssAnon:"):
                return int(line.split()[1])
    return 0


def _open_files(pid: int) -> int:
    with contextlib.suppress(OSError):
        return len(list(Path(f"/proc/{pid}/fd").iterdir()))
    return 0
