"""Brings a file of another system, or our own export, into a site: all that is new in it, once.

In: an open file, its format and a site. Out: counts, and every row that was left out or changed with its reason.

The file is read to its end before anything is kept. Then page by page, up to 500 comments a transaction: an
interrupted import goes on where it stopped when it is run again, and one that is through changes nothing.
Nobody is mailed: events are quiet, and what waits for a moderator makes none.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from uuid import UUID

from msgspec import Struct

from services.comments.actions.keep_imported import Batch, find_known, keep_imported
from services.comments.building import Placed
from services.comments.domain import Site
from services.comments.importing import pipeline, placing
from services.comments.importing.opening import Source
from services.comments.importing.pipeline import Addresses
from services.comments.importing.placing import Slot
from services.comments.importing.preparing import Preparing
from services.comments.importing.spool import Page, Remark, Spool
from services.comments.keys import Keys
from services.comments.store import importing as store
from shared.clock import Clock
from shared.errors import Conflict
from shared.ids import uuid7
from shared.postgres import Database, Transaction, UniqueViolation

BATCH = 500


class Wish(Struct, frozen=True, kw_only=True):
    """What to bring in: the format, the name its ids are remembered under, and where its pages are now."""

    format: str
    source: str
    addresses: Addresses
    dry_run: bool = False


class Outcome(Struct, kw_only=True):
    """How an import stands. `stage` is reading, writing or done; `resumed` says that it was interrupted before."""

    stage: str = "reading"
    rows: int = 0
    added: int = 0
    known: int = 0
    skipped: int = 0
    changed: int = 0
    pages: int = 0
    resumed: bool = False
    dry_run: bool = False


class ImportComments:
    """One import of one file."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        keys: Keys,
        *,
        site: Site,
        wish: Wish,
        progress: Callable[[Outcome], None] = lambda _: None,
    ) -> None:
        self._db = db
        self._clock = clock
        self._keys = keys
        self._site = site
        self._wish = wish
        self._progress = progress
        self._outcome = Outcome(dry_run=wish.dry_run)
        self._run: UUID | None = None

    async def run(self, file: Source, tell: Callable[[Remark], None]) -> Outcome:
        """Bring the file in and tell every row that was left out or changed. Raises FileError, Unavailable."""
        outcome = self._outcome
        with Spool() as spool:
            self._read(spool, file)
            if not self._wish.dry_run:
                await self._begin(file.digest)
            for page in spool.pages():
                await self._page(spool, page)
            outcome.skipped = spool.count("remark WHERE skipped = 1")
            outcome.changed = spool.count("remark WHERE skipped = 0")
            if self._run:
                await self._finish(self._run, spool)
            outcome.stage = "done"
            self._progress(outcome)
            for remark in spool.report():
                tell(remark)
        return outcome

    def _read(self, spool: Spool, file: Source) -> None:
        preparing = Preparing.by(
            self._keys,
            site=self._site.key,
            settings=self._site.settings,
            now=self._clock.now(),
            dry_run=self._wish.dry_run,
        )

        def show(rows: int) -> None:
            self._outcome.rows = rows
            self._progress(self._outcome)

        pipeline.fill(spool, pipeline.READERS[self._wish.format](file.chunks()), preparing, progress=show)
        pipeline.resolve(spool, self._site, self._wish.addresses)
        self._outcome.stage = "writing"

    async def _begin(self, digest: str) -> None:
        unfinished = await store.find_unfinished(self._db, self._site.key, self._wish.source, digest)
        self._outcome.resumed = unfinished is not None
        self._run = uuid7()
        async with self._db.transaction() as tx:
            await store.begin_run(
                tx,
                self._run,
                site=self._site.key,
                source=self._wish.source,
                file=digest,
                rows=self._outcome.rows,
                now=self._clock.now(),
            )

    async def _page(self, spool: Spool, page: Page) -> None:
        rows = spool.rows(page.url)
        away = sorted({row.parent for row in rows if row.parent} - {row.id for row in rows})
        placed: dict[str, Placed] = {}
        for start in range(0, len(away), BATCH):
            placed |= await self._known(away[start : start + BATCH])
        created = page.created_at.timestamp() if page.created_at else None
        slots = placing.order(rows, outside=set(placed), start=created)
        turns = {slot.id for slot in slots}
        for row in rows:
            if row.kept and row.id not in turns:
                spool.remark(row.id, page.url, "deleted there, and nothing hangs on it", skipped=True)
        for slot in slots:
            if slot.remark:
                spool.remark(slot.id, page.url, slot.remark, skipped=False)
        self._outcome.pages += 1
        for start in range(0, len(slots) or 1, BATCH):
            await self._batch(spool, page, slots[start : start + BATCH], placed)
            self._progress(self._outcome)

    async def _batch(self, spool: Spool, page: Page, slots: list[Slot], placed: dict[str, Placed]) -> None:
        outcome = self._outcome
        if self._wish.dry_run or self._run is None:
            known = len(await self._known([slot.id for slot in slots]))
            outcome.added += len(slots) - known
        else:
            batch = Batch(page=page, slots=slots, comments=spool.comments([slot.id for slot in slots]))
            async with self._writing() as tx:
                added = await keep_imported(
                    tx, self._clock, site=self._site, source=self._wish.source, batch=batch, placed=placed
                )
                known = len(slots) - added
                if added:
                    await store.note_progress(tx, self._run, added=outcome.added + added, known=outcome.known + known)
            outcome.added += added
        outcome.known += known

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[Transaction]:
        try:
            async with self._db.transaction() as tx:
                yield tx
        except UniqueViolation as error:
            detail = f"two comments of this file claim the same place ({error.constraint_name})"
            raise Conflict(detail, code="contradicting_file") from error

    async def _finish(self, run: UUID, spool: Spool) -> None:
        outcome = self._outcome
        async with self._db.transaction() as tx:
            for one in spool.standings():
                row = (one.digest, one.standing, one.until, one.note, one.set_by, one.set_at)
                await store.insert_standing(tx, self._site.key, row)
            await store.finish_run(
                tx, run, added=outcome.added, known=outcome.known, skipped=outcome.skipped, now=self._clock.now()
            )

    async def _known(self, keys: list[str]) -> dict[str, Placed]:
        return await find_known(self._db, self._site, self._wish.source, keys)
