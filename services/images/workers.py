"""Keeps workers at work: each takes one job after the other, and sleeps until there is something to do.

In: `wake` when something may be there. Out: nothing; a worker that finds the database away tries again.
"""

import asyncio
import os
import secrets
from contextlib import suppress

from prometheus_client import Gauge

from services.images.actions.do_job import DoJob
from shared import logs
from shared.errors import Unavailable

_LONGEST = 1.0
_SHORTEST = 0.02

log = logs.get("worker")
waiting = Gauge("paddock_pictures_jobs_waiting", "Pieces of work that could be done now")


class Workers:
    """A number of workers of one process."""

    def __init__(self, do: DoJob, *, number: int, stopping: asyncio.Event) -> None:
        self._do = do
        self._number = number
        self._stopping = stopping
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """There may be something to do, once the caller's transaction is committed."""
        self._woken.set()

    async def run(self) -> None:
        """Work until the process stops; a job at hand is finished."""
        async with asyncio.TaskGroup() as group:
            for number in range(self._number):
                group.create_task(self._work(f"{os.getpid()}-{number}-{secrets.token_hex(3)}"))

    async def measure(self) -> None:
        """Keep the gauge of waiting work."""
        while True:
            with suppress(Unavailable):
                waiting.set(await self._do.waiting())
            await asyncio.sleep(10)

    async def _work(self, name: str) -> None:
        pause = _SHORTEST
        while not self._stopping.is_set():
            try:
                found = await self._do.next(name)
            except Unavailable as error:
                log.warning("worker_waits", error=error.message)
                found = False
                pause = _LONGEST
            if found:
                pause = _SHORTEST
                continue
            pause = await self._rest(pause)

    async def _rest(self, pause: float) -> float:
        if self._woken.is_set():
            self._woken.clear()
            pause = _SHORTEST
        with suppress(TimeoutError):
            async with asyncio.timeout(pause):
                await self._woken.wait()
        return min(_LONGEST, pause * 2)
