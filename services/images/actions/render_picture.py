"""Render one picture: first look, full set or a spot for a mail.

In: a job under lease. Out: the files in the store, then the rows, `picture.ready` or `picture.failed`, and the
job's end in one transaction.
"""

import hashlib
from dataclasses import dataclass

from prometheus_client import Counter, Histogram

from services.images.actions.tell_ready import tell_ready
from services.images.blobs.shelf import Blobs
from services.images.domain import Job, Kind, Picture, Rendition, State, original_key, rendition_key
from services.images.errors import StaleWorkError
from services.images.links import HeldLinks
from services.images.rendering.darkroom.client import Answer, Darkroom
from services.images.rendering.naming import square_name
from services.images.rendering.order import Limits, Order, Product, Refusal, Spot, Task
from services.images.store import galleries, jobs, pictures, sites, superseded
from shared import logs
from shared.clock import Clock
from shared.codec import decode
from shared.events import PictureFailed
from shared.postgres import Database, Transaction

_SECONDS = {Kind.FIRST: 20.0, Kind.FULL: 60.0, Kind.SPOT: 20.0}
_TASKS = {Kind.FIRST: Task.FIRST, Kind.FULL: Task.FULL, Kind.SPOT: Task.SPOT}
_QUARANTINED = Refusal(
    code="quarantined", reason="The picture could not be opened. It is kept, and somebody will look at it."
)

log = logs.get("render")
made = Counter("paddock_pictures_rendered_total", "Pieces of rendering that ended", ["kind", "end"])
cpu = Histogram(
    "paddock_pictures_cpu_seconds", "CPU of a picture's process", ["kind"], buckets=(0.05, 0.2, 1, 3, 10, 30)
)
memory = Histogram(
    "paddock_pictures_memory_megabytes", "Peak memory of a picture's process", buckets=(64, 128, 256, 512, 1024)
)


class ChildDiedError(Exception):
    """The picture's process gave no whole answer."""

    def __init__(self, how: str) -> None:
        super().__init__(how)
        self.how = how


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderPicture:
    """Orders from the darkroom, stores, commits."""

    database: Database
    blobs: Blobs
    darkroom: Darkroom
    clock: Clock
    links: HeldLinks
    gallery_limits: Limits
    reader_limits: Limits

    async def now(self, job: Job, worker: str) -> None:
        """Do it. Raises ChildDiedError, StaleWorkError, Unavailable, FileNotFoundError."""
        picture = await pictures.find_picture(self.database, job.picture)
        if picture is None or picture.state in {State.FAILED, State.REMOVED}:
            await self._finish(job, worker)
            return
        answer = await self._ask(picture, job)
        cpu.labels(job.kind).observe(answer.outcome.cpu)
        memory.observe(answer.outcome.memory / 1024)
        made.labels(job.kind, "died" if answer.died else "refused" if answer.refusal else "made").inc()
        if answer.refusal:
            await self._fail(job, worker, answer.refusal)
            return
        if answer.died:
            raise ChildDiedError(_how(answer))
        files = [
            (_rendition(job.recipe, product, content), content)
            for product, content in answer.products
            if product.kind == "file"
        ]
        for rendition, content in files:
            await self.blobs.put(rendition_key(picture.id, rendition.file, held=picture.held), content)
        try:
            await self._commit(job, worker, picture, [rendition for rendition, _ in files], answer)
        except StaleWorkError:
            await self._tidy(picture, [rendition for rendition, _ in files])
            raise
        outcome = answer.outcome
        log.info(
            "rendered",
            picture=picture.id,
            kind=job.kind,
            files=len(files),
            cpu=round(outcome.cpu, 3),
            megabytes=outcome.memory // 1024,
        )

    async def _tidy(self, before: Picture, files: list[Rendition]) -> None:
        """Nobody else takes these away when the picture was removed meanwhile."""
        picture = await pictures.find_picture(self.database, before.id)
        if picture is None or picture.state is State.REMOVED:
            for rendition in files:
                await self.blobs.delete(rendition_key(before.id, rendition.file, held=before.held))

    async def quarantine(self, job: Job, worker: str, how: str) -> None:
        """The child died too often: the picture fails, its original stays for the operator."""
        log.error("quarantined", picture=job.picture, kind=job.kind, how=how)
        await self._fail(job, worker, _QUARANTINED)

    async def _ask(self, picture: Picture, job: Job) -> Answer:
        settings = await sites.site_settings(self.database, picture.site) or {}
        there = await pictures.renditions(self.database, picture.id)
        order = Order(
            number=0,
            task=_TASKS[job.kind],
            owner=picture.owner,
            recipe=job.recipe,
            webp=bool(settings.get("renditions_webp", False)),
            limits=self.gallery_limits if picture.owner == "gallery" else self.reader_limits,
            skip=tuple(
                rendition.name
                for rendition in there
                if rendition.recipe == job.recipe and not rendition.name.startswith("mail-")
            ),
            spot=decode(job.detail, Spot) if job.kind is Kind.SPOT else None,
            focal=(picture.focal_x, picture.focal_y),
            keep_credit=picture.owner == "gallery",
            seconds=_SECONDS[job.kind],
        )
        with await self.blobs.open(original_key(picture.id)) as original:
            return await self.darkroom.ask(order, original)

    async def _commit(self, job: Job, worker: str, before: Picture, files: list[Rendition], answer: Answer) -> None:
        now = self.clock.now()
        async with self.database.transaction() as tx:
            picture = await pictures.lock_picture(tx, job.picture)
            if picture is None or picture.state is State.REMOVED or picture.held != before.held:
                raise StaleWorkError
            if not await jobs.finish_job(tx, job, worker, now):
                raise StaleWorkError
            await pictures.add_renditions(tx, picture.id, files)
            if job.kind is Kind.FIRST:
                look, placeholder = next((p, c) for p, c in answer.products if p.kind == "look")
                await pictures.look_picture(
                    tx,
                    picture.id,
                    colour=look.colour,
                    placeholder=placeholder,
                    focal=(look.focal_x, look.focal_y),
                    now=now,
                )
            elif job.kind is Kind.FULL:
                await pictures.ready_picture(tx, picture.id, job.recipe, now)
            if job.kind is not Kind.FIRST:
                current = job.recipe if job.kind is Kind.FULL else picture.recipe
                square = square_name((picture.focal_x, picture.focal_y))
                await superseded.supersede(tx, picture.id, recipe=current, square=square, now=now)
            if job.kind is not Kind.SPOT:
                await tell_ready(tx, picture.id, self.links, now)

    async def _fail(self, job: Job, worker: str, refusal: Refusal) -> None:
        now = self.clock.now()
        async with self.database.transaction() as tx:
            picture = await pictures.lock_picture(tx, job.picture)
            if not await jobs.finish_job(tx, job, worker, now):
                raise StaleWorkError
            if picture is None or not await pictures.fail_picture(tx, job.picture, refusal.code, refusal.reason, now):
                return
            await self._tell_failed(tx, picture, refusal)

    async def _tell_failed(self, tx: Transaction, picture: Picture, refusal: Refusal) -> None:
        await jobs.cancel_jobs(tx, picture.id, Kind.FIRST, Kind.FULL, Kind.SPOT)
        failed = PictureFailed(
            picture=picture.id, site=picture.site, owner=picture.owner, code=refusal.code, reason=refusal.reason
        )
        await tx.emit(failed)
        if picture.gallery:
            await tx.emit(await galleries.changed(tx, picture.site, picture.gallery))

    async def _finish(self, job: Job, worker: str) -> None:
        async with self.database.transaction() as tx:
            await jobs.finish_job(tx, job, worker, self.clock.now())


def _rendition(recipe: int, product: Product, content: bytes) -> Rendition:
    return Rendition(
        recipe=recipe,
        name=product.name,
        media_type=product.media_type,
        width=product.width,
        height=product.height,
        bytes=len(content),
        etag=hashlib.sha256(content).hexdigest()[:32],
        animated=product.animated,
    )


def _how(answer: Answer) -> str:
    outcome = answer.outcome
    if outcome.late:
        return "it took too long"
    if outcome.signal:
        return f"signal {outcome.signal}"
    return "the kernel would not lock it" if answer.unlocked else f"status {outcome.status}"
