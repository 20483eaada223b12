"""Answers kept as bytes, ready to send: built once a change, however many ask.

In: a key and a way to build its answer. Out: the bytes with their ETag, in the encoding the client takes.

On a miss one builds and the others wait for it. A changed thread makes its answers stale; a stale one is
built again, and sent as it is when the database is away; where all that happened since is known, it is lengthened
instead. What is used least goes first when memory is full.
"""

import asyncio
import base64
import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import zstandard
from prometheus_client import Counter, Gauge

from shared.errors import Unavailable

_SMALL: Final = 600
_OVERHEAD: Final = 1800
_REMEMBERED: Final = 100_000
_GROWTH: Final = 20

hits = Counter("paddock_comments_prepared_total", "Prepared answers", ["outcome"])
held_bytes = Gauge("paddock_comments_prepared_bytes", "Memory that prepared answers take")


class Prepared:
    """One answer: bytes as they are, and compressed when first asked for so; and the heads to send them with."""

    __slots__ = ("_gzip", "_zstd", "body", "etag", "fresh", "growth", "headers", "heads", "lengthen", "shows")

    def __init__(
        self,
        body: bytes,
        *,
        shows: Mapping[UUID, int],
        headers: Mapping[str, str],
        lengthen: "Lengthen | None" = None,
    ) -> None:
        """`shows` says which threads it shows at which version; `headers` go with it; `lengthen` makes its next."""
        self.body = body
        self.lengthen = lengthen
        self.growth: list[Any] = []
        self.etag = base64.urlsafe_b64encode(hashlib.sha256(body).digest()[:6]).decode()
        self.shows = shows
        self.headers = headers
        self.fresh = True
        self.heads: dict[str, bytes] = {}
        self._gzip: bytes | None = None
        self._zstd: bytes | None = None

    @property
    def size(self) -> int:
        """The memory it takes, in bytes, compressed forms reckoned in."""
        return len(self.body) * 3 // 2 + _OVERHEAD

    def encoded(self, accept: str) -> tuple[bytes, str]:
        """The bytes and their Content-Encoding (empty: as they are) for an Accept-Encoding header."""
        if len(self.body) < _SMALL or not accept:
            return self.body, ""
        if "zstd" in accept:
            if self._zstd is None:
                self._zstd = zstandard.ZstdCompressor(level=3).compress(self.body)
            return self._zstd, "zstd"
        if "gzip" in accept:
            if self._gzip is None:
                self._gzip = gzip.compress(self.body, compresslevel=5, mtime=0)
            return self._gzip, "gzip"
        return self.body, ""


Build = Callable[[], Awaitable[Prepared]]
Lengthen = Callable[[bytes, Sequence[Any]], Prepared | None]
"""From an answer's bytes and what was added since, the answer of now; None when it must be built."""


class Shelf:
    """Prepared answers by key, within `limit` bytes."""

    def __init__(self, *, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._answers: OrderedDict[Hashable, Prepared] = OrderedDict()
        self._showing: dict[UUID, set[Hashable]] = {}
        self._building: dict[Hashable, asyncio.Future[Prepared]] = {}
        self._versions: dict[UUID, int] = {}
        self.doubted = False
        """Nobody can say what has changed: what is here is sent as stale."""

    def doubt(self, doubted: bool) -> None:  # noqa: FBT001 - it is what `Changes` says
        """Whether what has changed is unknown now."""
        self.doubted = doubted

    def fresh(self, key: Hashable) -> Prepared | None:
        """The answer if it is here and nothing has changed."""
        answer = self._answers.get(key)
        if answer is None or not answer.fresh or self.doubted:
            return None
        self._answers.move_to_end(key)
        return answer

    async def get(self, key: Hashable, build: Build) -> Prepared:
        """The answer; built when it is missing or stale, by one for all who ask meanwhile.

        Raises what `build` raises, but for Unavailable when a stale answer can be given.
        """
        if self.doubted and (known := self._answers.get(key)):
            hits.labels("stale").inc()
            return known
        if answer := self.fresh(key) or self._lengthened(key):
            return answer
        while (building := self._building.get(key)) is not None:
            try:
                return await asyncio.shield(building)
            except asyncio.CancelledError:
                if not building.cancelled():
                    raise  # it is we who were cancelled; else its builder was, and one of us builds
        future = asyncio.get_running_loop().create_future()
        self._building[key] = future
        try:
            answer = await build()
            self._put(key, answer)
            hits.labels("built").inc()
            future.set_result(answer)
            return answer
        except Unavailable as error:
            stale = self._answers.get(key)
            self._settle(future, stale, error)
            if stale is None:
                raise
            hits.labels("stale").inc()
            return stale
        except BaseException as error:
            self._settle(future, None, error)
            raise
        finally:
            self._building.pop(key, None)

    def change(self, thread: UUID, version: int) -> None:
        """The thread is at this version now: what shows an older one is stale."""
        self._versions.pop(thread, None)
        self._versions[thread] = version
        if len(self._versions) > _REMEMBERED:
            self._versions.pop(next(iter(self._versions)))
        for key in self._showing.get(thread, ()):
            answer = self._answers[key]
            if answer.shows[thread] < version:
                answer.fresh = False

    def drop(self, thread: UUID) -> None:
        """Whatever shows this thread is stale, at any version."""
        for key in self._showing.get(thread, ()):
            self._answers[key].fresh = False
            self._answers[key].lengthen = None

    def grow(self, thread: UUID, version: int, by: object) -> None:
        """The thread is at this version now, by just this; saying it twice does no harm."""
        for key in self._showing.get(thread, ()):
            answer = self._answers[key]
            if answer.lengthen and answer.shows[thread] < version and by not in answer.growth:
                answer.growth.append(by)
                if len(answer.growth) > _GROWTH:  # nobody reads it
                    answer.lengthen, answer.growth = None, []
        if version >= self._versions.get(thread, 0):
            self.change(thread, version)

    def _lengthened(self, key: Hashable) -> Prepared | None:
        """The answer with what was added to it, if that is all that happened to it."""
        answer = self._answers.get(key)
        if answer is None or answer.lengthen is None or not answer.growth:
            return None
        longer = answer.lengthen(answer.body, answer.growth)
        answer.lengthen, answer.growth = None, []
        if longer is None:
            return None
        self._put(key, longer)
        if not longer.fresh:
            return None
        hits.labels("lengthened").inc()
        return longer

    def _put(self, key: Hashable, answer: Prepared) -> None:
        # it may have changed while it was built
        answer.fresh = all(version >= self._versions.get(thread, 0) for thread, version in answer.shows.items())
        if old := self._answers.pop(key, None):
            self._remove(key, old)
        self._answers[key] = answer
        for thread in answer.shows:
            self._showing.setdefault(thread, set()).add(key)
        self._size += answer.size
        while self._size > self._limit and len(self._answers) > 1:
            self._remove(*self._answers.popitem(last=False))
        held_bytes.set(self._size)

    def _remove(self, key: Hashable, answer: Prepared) -> None:
        self._size -= answer.size
        for thread in answer.shows:
            keys = self._showing.get(thread, set())
            keys.discard(key)
            if not keys:
                self._showing.pop(thread, None)

    @staticmethod
    def _settle(future: asyncio.Future[Prepared], answer: Prepared | None, error: BaseException) -> None:
        if answer is not None:
            future.set_result(answer)
        elif isinstance(error, asyncio.CancelledError):
            future.cancel()
        else:
            future.set_exception(error)
            future.exception()  # nobody may be waiting for it
