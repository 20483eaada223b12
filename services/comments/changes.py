"""Notices within milliseconds, in every process, that readers see a thread differently.

In: commits of any process. Out: calls to whoever keeps something about threads.

After a commit the process stirs: it asks the database what changed since its last look, and wakes the
other processes by a NOTIFY of its own (inside the commit it would halve the writes). A wake-up that is
lost costs a second: everybody looks once a second anyway.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from uuid import UUID

from services.comments.store import announcements, threads
from services.comments.store.threads import Changed
from shared import logs
from shared.errors import Unavailable
from shared.ids import uuid7
from shared.postgres import Database

LOOK_SECONDS = 1.0
GATHER_SECONDS = 0.02
"""Between two looks, and two announcements: many changes of one moment are seen by one."""
LATE = (0.0, 0.01, 0.03, 0.1, 0.3)
"""When to look after a stir: a handler stirs before its transaction has ended."""

log = logs.get("changes")
Listener = Callable[[Sequence[Changed]], None]


class Changes:
    """Tells listeners about changed threads, each version at most once."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._name = str(uuid7())
        self._listeners: list[Listener] = []
        self._look = asyncio.Event()
        self._announce = asyncio.Event()
        self._mark = ""
        self._seen: dict[UUID, int] = {}
        self._late: list[float] = []
        self.blind: Callable[[bool], None] = lambda _blind: None
        """Told after each look whether it failed: what is kept may then be old without our knowing."""

    def listen(self, listener: Listener) -> None:
        """Call it with changed threads; it must not wait."""
        self._listeners.append(listener)

    def stir(self, *, committed: bool = True) -> None:
        """Something was written, or will be within a moment, that readers may see."""
        self._late = [] if committed else list(LATE)
        self._look.set()
        self._announce.set()

    async def run(self) -> None:
        """Look when stirred and once a second, until cancelled."""
        loop = asyncio.get_running_loop()
        async with asyncio.TaskGroup() as group:
            group.create_task(announcements.listen(self._db, self._look.set, self._name))
            group.create_task(self._tell_others())
            while True:
                looked = loop.time()
                try:
                    await self._once()
                    self.blind(False)
                except Unavailable as error:
                    self.blind(True)
                    log.warning("cannot_look", error=error.message)
                    await asyncio.sleep(LOOK_SECONDS / 2)
                await self._rest()
                await asyncio.sleep(max(0.0, looked + GATHER_SECONDS - loop.time()))

    async def _once(self) -> None:
        self._look.clear()
        if not self._mark:
            self._mark = await threads.current_mark(self._db)
        rows, self._mark = await threads.changed_threads(self._db, self._mark)
        fresh = [row for row in rows if self._seen.get(row.id, -1) < row.version]
        self._seen = {row.id: row.version for row in rows}
        if fresh:
            self._late = []
            for listener in self._listeners:
                listener(fresh)

    async def _rest(self) -> None:
        seconds = self._late.pop(0) if self._late else LOOK_SECONDS
        try:
            async with asyncio.timeout(seconds):
                await self._look.wait()
        except TimeoutError:
            pass

    async def _tell_others(self) -> None:
        while True:
            await self._announce.wait()
            self._announce.clear()
            with suppress(Unavailable):  # they look by themselves
                await announcements.announce(self._db, self._name)
            await asyncio.sleep(GATHER_SECONDS)
