"""Tells open pages what is new in their threads, as it happens.

In: changed threads, and the readers who watch them. Out: each watcher's queue of changes, in order.
One look into the database serves all who watch a thread.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

from prometheus_client import Gauge

from services.comments.store import threads
from services.comments.store.threads import Change, Changed
from shared.errors import TooMany, Unavailable
from shared.postgres import Database

AGAIN_SECONDS = 0.5
BACKLOG = 1000

watching = Gauge("paddock_comments_streams", "Open streams of events")


class News(Change, frozen=True, kw_only=True):
    """A change with the number of published comments after it."""

    count: int


class Watcher:
    """One open stream; `since` is the version of the thread that it has been told up to."""

    def __init__(self, since: int) -> None:
        self.since = since
        self.queue: asyncio.Queue[News | None] = asyncio.Queue(BACKLOG)

    def tell(self, news: News) -> None:
        """Queue what it doesn't know yet; one that doesn't read is let go."""
        if news.thread_version <= self.since:
            return
        try:
            self.queue.put_nowait(news)
            self.since = news.thread_version
        except asyncio.QueueFull:
            self.end()

    def end(self) -> None:
        """Let it finish."""
        while not self.queue.empty():
            self.queue.get_nowait()
        self.queue.put_nowait(None)


class Streams:
    """All open streams of this process, at most `limit`; half of that for one network, so that it silences nobody."""

    def __init__(self, db: Database, *, limit: int) -> None:
        self._db = db
        self._limit = limit
        self._watchers: dict[UUID, set[Watcher]] = {}
        self._counts: dict[UUID, int] = {}
        self._changed: dict[UUID, int] = {}
        self._wake = asyncio.Event()
        self._open = 0
        self._networks: Counter[str] = Counter()
        self._closed = False

    @asynccontextmanager
    async def watch(self, thread: UUID, since: int, *, network: str) -> AsyncIterator[Watcher]:
        """A watcher that is told what readers see differently after version `since`. Raises TooMany."""
        full = self._open >= self._limit or self._networks[network] >= max(1, self._limit // 2)
        if full or self._closed:
            raise TooMany("too many pages listen at the moment", retry_after=30, code="too_many_streams")
        watcher = Watcher(since)
        self._watchers.setdefault(thread, set()).add(watcher)
        self._open += 1
        self._networks[network] += 1
        watching.set(self._open)
        try:
            self._changed.setdefault(thread, self._counts.get(thread, -1))
            self._wake.set()
            yield watcher
        finally:
            self._open -= 1
            self._networks[network] -= 1
            if not self._networks[network]:
                del self._networks[network]
            watching.set(self._open)
            watchers = self._watchers.get(thread, set())
            watchers.discard(watcher)
            if not watchers:
                self._watchers.pop(thread, None)
                self._counts.pop(thread, None)

    def change(self, changed: Sequence[Changed]) -> None:
        """These threads look different now."""
        for thread in changed:
            if thread.id in self._watchers:
                self._changed[thread.id] = thread.count
                self._wake.set()

    async def run(self) -> None:
        """Fetch and hand out the changes of watched threads, until cancelled."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._changed:
                thread, count = self._changed.popitem()
                try:
                    await self._hand_out(thread, count)
                except Unavailable:
                    self._changed.setdefault(thread, count)
                    await asyncio.sleep(AGAIN_SECONDS)

    def close(self) -> None:
        """Let all of them finish: the process ends."""
        self._closed = True
        for watchers in self._watchers.values():
            for watcher in watchers:
                watcher.end()

    async def _hand_out(self, thread: UUID, count: int) -> None:
        watchers = self._watchers.get(thread)
        if not watchers:
            return
        if count < 0:
            known = await threads.find_thread(self._db, thread)
            count = known.count if known else 0
        self._counts[thread] = count
        rows = await threads.changes_since(self._db, thread, min(watcher.since for watcher in watchers))
        for row in rows:
            news = News(
                id=row.id,
                number=row.number,
                version=row.version,
                state=row.state,
                thread_version=row.thread_version,
                count=count,
            )
            for watcher in tuple(self._watchers.get(thread, ())):
                watcher.tell(news)
