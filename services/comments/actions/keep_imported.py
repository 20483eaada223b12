"""Keeps a batch of a page's imported comments in one transaction, with everything that hangs on them.

In: slots in their order, parents first. Out: how many are new; those that were here before are left as they are.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from services.comments import building, telling
from services.comments.building import Placed, Where
from services.comments.domain import DEEPEST, Site, State, thread_id
from services.comments.importing.placing import Slot
from services.comments.importing.preparing import Prepared
from services.comments.importing.records import Kept
from services.comments.importing.spool import Page
from services.comments.store import Reading, audit, importing as store, pictures, threads
from services.comments.store.records import Comment
from shared.clock import Clock
from shared.events import Actor, CommentPublished
from shared.postgres import Transaction

OWN: Final = "paddock"


class Batch(Struct, frozen=True, kw_only=True):
    """Some comments of one page, by id in `comments`, each with the number of the picture it is about (0: none)."""

    page: Page
    slots: Sequence[Slot]
    comments: dict[str, tuple[Prepared, int]]


async def find_known(on: Reading, site: Site, source: str, keys: Sequence[str]) -> dict[str, Placed]:
    """Those of these comments that were brought in before, with their places."""
    ids = [UUID(key) for key in keys] if source == OWN else []
    rows = await store.find_known(on, site.key, source, keys, ids)
    return {key: Placed.of(row) for key, row in rows.items()}


async def keep_imported(
    tx: Transaction, clock: Clock, *, site: Site, source: str, batch: Batch, placed: dict[str, Placed]
) -> int:
    """Keep what is new; `placed` gains the places of all. Raises Unavailable; then nothing is kept."""
    keys = [slot.id for slot in batch.slots]
    known = await find_known(tx, site, source, keys)
    if len(known) == len(keys) and not (batch.page.kept and not keys):
        placed |= known
        return 0
    thread = await _open_thread(tx, clock, site, batch)
    last = await store.lock_thread(tx, thread)
    placed |= await find_known(tx, site, source, keys)  # now that nobody else can add any
    fresh = [slot for slot in batch.slots if slot.id not in placed]
    made = await _build(
        tx, clock, site=site, source=source, thread=thread, batch=batch, fresh=fresh, placed=placed, last=last
    )
    if made:
        await _keep(tx, clock, thread, made, [batch.comments[slot.id][0].kept for slot in fresh])
    if kept := batch.page.kept:
        await store.restore_thread(
            tx,
            thread,
            last_number=kept.last_number,
            version=kept.version,
            updated_at=kept.updated_at,
            merged_into=kept.merged_into,
        )
    return len(made)


async def _open_thread(tx: Transaction, clock: Clock, site: Site, batch: Batch) -> UUID:
    page = batch.page
    thread = await threads.find_thread_by_url(tx, site.key, page.url)
    if thread is None:
        wanted = thread_id(site.key, page.url)
        if page.kept and await threads.find_thread(tx, page.kept.id) is None:
            wanted = page.kept.id
        created = page.created_at or (building.moment(batch.slots[0].place) if batch.slots else clock.now())
        await threads.insert_thread(
            tx, wanted, site=site.key, url=page.url, link=page.link, title=page.title, now=created
        )
        if not page.open:
            await store.close_thread(tx, wanted)
        found = wanted
    else:
        found = thread.id
        if page.title and not thread.title:
            await threads.set_title(tx, found, page.title)
    for alias in page.aliases:
        await store.insert_alias(tx, site.key, alias, found)
    return found


async def _build(
    tx: Transaction,
    clock: Clock,
    *,
    site: Site,
    source: str,
    thread: UUID,
    batch: Batch,
    fresh: Sequence[Slot],
    placed: dict[str, Placed],
    last: int,
) -> list[tuple[Comment, bytes]]:
    ids = [kept.id for slot in fresh if (kept := batch.comments[slot.id][0].kept)]
    gallery = await _gallery(tx, site, thread, batch)
    where = Where(
        site=site.key,
        source=source,
        thread=thread,
        link=batch.page.link,
        title=batch.page.title,
        gallery=gallery,
        now=clock.now(),
        taken=frozenset(await store.find_taken(tx, site.key, ids)),
    )
    made: list[tuple[Comment, bytes]] = []
    for slot in fresh:
        new, picture = batch.comments[slot.id]
        # our own export has numbers, which stay as far as nobody has taken them meanwhile
        last = new.kept.number if new.kept and new.kept.number > last else last + 1
        above = placed.get(slot.parent)
        comment, mark = building.build(new, slot=slot, number=last, above=above, picture=picture, where=where)
        placed[slot.id] = Placed.of(comment)
        made.append((comment, mark))
    return made


async def _gallery(tx: Transaction, site: Site, thread: UUID, batch: Batch) -> str:
    """The gallery that an article's picture pages are; one that is not there yet has the article's name to come."""
    if not any(picture for _, picture in batch.comments.values()):
        return ""
    known = await pictures.find_gallery_of_thread(tx, site.key, thread)
    return known[0] if known else f"imported-{thread.hex[:12]}"


async def _keep(
    tx: Transaction, clock: Clock, thread: UUID, made: Sequence[tuple[Comment, bytes]], kept: Sequence[Kept | None]
) -> None:
    published = [comment for comment, _ in made if comment.state == State.PUBLISHED]
    newest = max((comment.created_at for comment in published), default=made[0][0].created_at)
    version = await store.touch_thread(
        tx, thread, last_number=made[-1][0].number, count=len(published), newest=min(newest, clock.now())
    )
    await store.insert_comments(
        tx,
        [(replace(comment, thread_version=version) if comment.shown else comment, mark) for comment, mark in made],
    )
    above = sorted({number for comment in published for number in comment.path[:DEEPEST] if number != comment.number})
    if above:
        await store.show_tombstones(tx, thread, above, version)
    await _keep_past(tx, [comment for comment, _ in made], kept)
    await tx.emit(*(CommentPublished(comment=telling.tell_comment(comment), quiet=True) for comment in published))


async def _keep_past(tx: Transaction, comments: Sequence[Comment], kept: Sequence[Kept | None]) -> None:
    """What our own export has of earlier versions, reports and decisions."""
    pairs = [(comment, past) for comment, past in zip(comments, kept, strict=True) if past]
    revisions = [
        (comment.id, one.version, one.text, one.editor, one.edited_at)
        for comment, past in pairs
        for one in past.revisions
    ]
    reports = [
        (comment.id, one.network, one.reason, one.created_at) for comment, past in pairs for one in past.reported
    ]
    await store.insert_revisions(tx, revisions)
    await store.insert_reports(tx, reports)
    for comment, past in pairs:
        lines: list[int] = []
        for step in past.history:
            undone = lines[step.undoes] if step.undoes is not None and 0 <= step.undoes < len(lines) else None
            line = await audit.insert_audit(
                tx,
                site=comment.site,
                thread=comment.thread,
                comment=comment.id,
                action=step.action,
                actor=Actor(kind=step.actor_kind, name=step.actor_name, via=step.via, id=step.actor_id),
                now=step.created_at,
                from_state=step.from_state,
                to_state=step.to_state,
                reason=step.reason,
                batch=step.batch,
                undoes=undone,
            )
            lines.append(line)
