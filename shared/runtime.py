"""Runs a service: its door, consumers and workers in one TaskGroup, until a signal or a death.

In: a `build` coroutine of the service's app.py. Out: an exit code.
One task dies, all stop, and the process exits non-zero so that whoever watches it starts it again.
"""

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from shared import logs, memory, reading, spans
from shared.env import Common
from shared.errors import ConfigError, Unavailable
from shared.web.server import Runner

log = logs.get("runtime")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    name: str
    run: Callable[[], Coroutine[Any, Any, None]]
    drains: bool


class Runtime:
    """What `build` hands its parts to. `stopping` is set when the process should end."""

    def __init__(self, common: Common) -> None:
        self.common = common
        self.stopping = asyncio.Event()
        self._tasks: list[_Task] = []
        self._doors: list[Runner] = []
        self._sites: list[tuple[Runner, str, int]] = []
        self._closings: list[Callable[[], Awaitable[None]]] = []

    def door(self, app: web.Application, host: str, port: int) -> None:
        """Serve `app`; requests in flight are finished at the end."""
        runner = Runner(app, drain_seconds=self.common.drain_seconds)
        self._doors.append(runner)
        self._sites.append((runner, host, port))

    def task(self, name: str, run: Callable[[], Coroutine[Any, Any, None]], *, drains: bool = False) -> None:
        """Run it beside the others. It never returns before `stopping` is set; one that `drains` then ends by
        itself within `drain_seconds`, the others are cancelled.
        """
        self._tasks.append(_Task(name=name, run=run, drains=drains))

    def closing(self, close: Callable[[], Awaitable[None]]) -> None:
        """Close it at the very end, the last one added first."""
        self._closings.append(close)

    async def run(self) -> None:
        """Until a signal; raises what a task died of."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stopping.set)
        try:
            async with asyncio.TaskGroup() as group:
                running = {group.create_task(self._watched(task), name=task.name): task for task in self._tasks}
                for runner, host, port in self._sites:
                    await runner.setup()
                    await web.TCPSite(runner, host, port, reuse_address=True, backlog=1024).start()
                    log.info("serving", host=host, port=port)
                tidying = group.create_task(memory.tidy())
                await self.stopping.wait()
                log.info("stopping")
                for runner in self._doors:
                    await runner.cleanup()
                draining = [task for task, entry in running.items() if entry.drains]
                if draining:
                    await asyncio.wait(draining, timeout=self.common.drain_seconds)
                for task in (tidying, *running):
                    task.cancel()
        finally:
            for runner in self._doors:
                await runner.cleanup()
            for close in reversed(self._closings):
                await close()

    async def _watched(self, task: _Task) -> None:
        try:
            await task.run()
        except asyncio.CancelledError as error:
            current = asyncio.current_task()
            if current is None or current.cancelling() or self.stopping.is_set():
                raise
            raise RuntimeError(f"the task {task.name} was cancelled by something it waited for") from error
        if not self.stopping.is_set():
            raise RuntimeError(f"the task {task.name} ended by itself")


def run(service: str, common: Common, build: Callable[[Runtime], Awaitable[None]]) -> int:
    """Build and run a service; 0 after a signal, 1 when something died, 2 when it can't start as configured."""
    memory.give_back()
    reading.read_into_one_buffer()
    logs.configure(service, style=common.log_format, level=common.log_level)
    try:
        import uvloop  # type: ignore[import-not-found, unused-ignore]  # noqa: PLC0415 - an optional extra

        runner = asyncio.Runner(loop_factory=uvloop.new_event_loop)
    except ImportError:
        runner = asyncio.Runner()
    stop_tracing = spans.start(service)
    with runner:
        try:
            runner.run(_main(common, build))
        except ConfigError as error:
            sys.stderr.write("".join(f"{service}: {problem}\n" for problem in error.problems))
            return 2
        except Unavailable as error:
            log.error("cannot_start", error=error.message)  # noqa: TRY400 - the sentence is enough
            return 1
        except BaseExceptionGroup as group:
            log.exception("died", exc_info=group)
            return 1
        except KeyboardInterrupt:
            return 0
        finally:
            stop_tracing()
    log.info("stopped")
    return 0


async def _main(common: Common, build: Callable[[Runtime], Awaitable[None]]) -> None:
    runtime = Runtime(common)
    try:
        await build(runtime)
    except BaseException:
        for close in reversed(runtime._closings):  # noqa: SLF001 - our own
            await close()
        raise
    await runtime.run()
