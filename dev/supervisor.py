"""Keeps programs running: one task each in a TaskGroup; what dies is started again, what is told to stop stops cleanly.

In: Programs. Out: they are ready; their output goes to logs and to the terminal; none is left behind.
"""

import asyncio
import contextlib
import os
import signal
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Self

from dev import running
from dev.instance import Instance
from dev.program import Program, spawn
from dev.trouble import Trouble

GRACE = 20.0
"""Seconds a program gets to stop before it is killed."""
_LINE = 1 << 20
_PAUSES = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
_HOPELESS = 3
"""A program that ends this often before it was ready once will not get better by itself."""


class Supervisor:
    """Starts programs and keeps them; use it as `async with Supervisor(...) as supervisor`."""

    def __init__(self, instance: Instance, *, show: Callable[[str, str], None]) -> None:
        self._instance = instance
        self._show = show
        self._group = asyncio.TaskGroup()
        self._kept: dict[str, _Kept] = {}

    async def __aenter__(self) -> Self:
        await self._group.__aenter__()
        return self

    async def __aexit__(self, *failure: object) -> None:
        with contextlib.suppress(asyncio.CancelledError):
            await self.stop()
        await self._group.__aexit__(None, None, None)

    async def start(self, programs: Iterable[Program]) -> None:
        """Start these together and return when each is ready; raises Trouble for one that doesn't get there."""
        started = [self._launch(program) for program in programs]
        async with asyncio.TaskGroup() as waiting:
            for kept in started:
                waiting.create_task(self._until_ready(kept))

    async def stop(self) -> None:
        """Stop everything, the last started first."""
        for kept in reversed(list(self._kept.values())):
            await kept.stop()
        self._kept.clear()

    async def stop_in_order(self, waves: Iterable[Iterable[str]]) -> None:
        """Stop wave after wave, the programs of one wave together."""
        for wave in waves:
            async with asyncio.TaskGroup() as group:
                for name in wave:
                    if name in self._kept:
                        group.create_task(self._kept[name].stop())

    def _launch(self, program: Program) -> "_Kept":
        kept = _Kept(program, self._instance, self._show)
        self._kept[program.name] = kept
        kept.task = self._group.create_task(kept.keep(), name=program.name)
        return kept

    async def _until_ready(self, kept: "_Kept") -> None:
        program, waited = kept.program, 0.0
        while not (kept.process and await program.ready()):
            if kept.deaths >= _HOPELESS:
                raise Trouble(f"{program.name} does not start: {kept.last_words()}", f"Its log: {kept.log}")
            if waited > program.patience:
                raise Trouble(
                    f"{program.name} is not ready after {program.patience:.0f} s: {kept.last_words()}",
                    f"Its log: {kept.log}",
                )
            await asyncio.sleep(0.1)
            waited += 0.1
        kept.was_ready = True


class _Kept:
    """One program, its current process and what it said."""

    def __init__(self, program: Program, instance: Instance, show: Callable[[str, str], None]) -> None:
        self.program = program
        self.log: Path = instance.log(program.name)
        self.process: Process | None = None
        self.task: asyncio.Task[None] | None = None
        self.deaths = 0
        self.was_ready = False
        self._instance = instance
        self._show = show
        self._stopping = asyncio.Event()

    async def keep(self) -> None:
        """Run the program until it is told to stop, again after each death, as compose would."""
        with self.log.open("wb", buffering=0) as log:
            while not self._stopping.is_set():
                await self._run_once(log.write)
                if self._stopping.is_set():
                    return
                pause = _PAUSES[min(self.deaths, len(_PAUSES) - 1)]
                self.deaths += 1
                if self.was_ready:
                    self._show(self.program.name, f"ended; started again in {pause:g} s")
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._stopping.wait(), pause)

    async def stop(self) -> None:
        """Ask it to stop, wait for it, kill what does not."""
        self._stopping.set()
        process = self.process
        if process is None or process.returncode is not None:
            if self.task:
                self.task.cancel()
            return
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(self.program.stop)
        try:
            async with asyncio.timeout(GRACE):
                await process.wait()
        except TimeoutError:
            self._show(self.program.name, f"did not stop within {GRACE:.0f} s: killed")
        _kill_group(process.pid)
        if self.task:
            await asyncio.wait([self.task], timeout=2)

    def last_words(self) -> str:
        """The last line it wrote."""
        lines = self.log.read_text(errors="replace").strip().splitlines() if self.log.exists() else []
        return lines[-1][:300] if lines else "it said nothing"

    async def _run_once(self, write: Callable[[bytes], int]) -> None:
        program = self.program
        process = await spawn(program, stdout=PIPE, stderr=STDOUT, limit=_LINE)
        self.process = process
        running.remember(self._instance, program.name, process.pid)
        try:
            await self._listen(process, write)
            await process.wait()
        finally:
            if process.returncode is None:
                _kill_group(process.pid)
                await process.wait()
            running.forget(self._instance, program.name)

    async def _listen(self, process: Process, write: Callable[[bytes], int]) -> None:
        assert process.stdout is not None  # noqa: S101 - a pipe was asked for
        while True:
            try:
                line = await process.stdout.readline()
            except ValueError:  # a line over the limit: its start is gone, the rest follows
                continue
            if not line:
                return
            write(line)
            if self.program.shown:
                self._show(self.program.name, line.decode(errors="replace").rstrip())


def _kill_group(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
