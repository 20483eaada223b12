"""Makes one thread of two, or gives a thread another page.

In: threads, or a thread and a URL. Out: one thread that all the old URLs lead to.
"""

from uuid import UUID

from services.comments import page_urls, telling
from services.comments.store import arranging, audit, sites, threads
from services.comments.store.records import Thread
from shared.clock import Clock
from shared.errors import Conflict, NotFound
from shared.events import Actor
from shared.postgres import Database, Transaction


async def merge_threads(db: Database, clock: Clock, *, site: str, source: UUID, target: UUID, actor: Actor) -> None:
    """Move everything of `source` to the end of `target`. Raises NotFound, and Conflict for a thread with itself."""
    if source == target:
        raise Conflict("a thread can't be merged with itself", code="same_thread")
    async with db.transaction() as tx:
        locked = await arranging.lock_threads(tx, [source, target])
        if any(thread not in locked or locked[thread].site != site for thread in (source, target)):
            raise NotFound("there is no such thread", code="thread_not_found")
        if await arranging.find_target(tx, source) or await arranging.find_target(tx, target):
            raise Conflict("one of them was merged before", code="merged_before")
        await _merge(tx, clock, locked[source], locked[target], actor)


async def remap_thread(
    db: Database, clock: Clock, *, site: str, thread: UUID, url: str, actor: Actor, merge: bool = False
) -> UUID:
    """The thread of the page's new URL: this one, or the one that is there already when `merge` allows it.

    Raises NotFound, Invalid (the URL), and Conflict when another thread is there.
    """
    async with db.transaction() as tx:
        settings = await sites.find_site(tx, site)
        if settings is None:
            raise NotFound("there is no site with this key", code="site_not_found")
        keep = settings.settings.keep_url_parameters
        canonical, link = page_urls.canonical(url, keep=keep), page_urls.link(url, keep=keep)
        there = await threads.find_thread_by_url(tx, site, canonical)
        locked = await arranging.lock_threads(tx, [thread, *([there.id] if there else [])])
        if thread not in locked or locked[thread].site != site:
            raise NotFound("there is no such thread", code="thread_not_found")
        if there is None or there.id == thread:
            await arranging.move_thread(tx, locked[thread], url=canonical, link=link)
            await audit.insert_audit(
                tx, site=site, thread=thread, action="remap_thread", actor=actor, now=clock.now(), reason=canonical
            )
            return thread
        if not merge:
            raise Conflict("another thread is on that page: merge them, or choose another", code="page_taken")
        await _merge(tx, clock, locked[thread], locked[there.id], actor)
        return there.id


async def _merge(tx: Transaction, clock: Clock, source: Thread, target: Thread, actor: Actor) -> None:
    await arranging.merge_thread(tx, source, target, clock.now())
    await tx.emit(telling.tell_merged(source, target))
    await audit.insert_audit(
        tx,
        site=source.site,
        thread=target.id,
        action="merge_threads",
        actor=actor,
        now=clock.now(),
        reason=f"{source.link} became part of {target.link}",
    )
