"""Remembers what images says of pictures and galleries, and shows it where comments refer to them.

In: `picture.ready`, `picture.failed`, `gallery.changed`. Out: rows, and threads that readers see afresh.
"""

from services.comments import page_urls
from services.comments.domain import thread_id
from services.comments.markup import find_mention
from services.comments.store import importing, pictures, sites, threads
from shared import logs
from shared.clock import Clock
from shared.errors import Invalid
from shared.events import GalleryChanged, PictureFailed, PictureReady
from shared.postgres import Transaction

log = logs.get("pictures")


async def record_ready(tx: Transaction, clock: Clock, event: PictureReady) -> None:
    """Remember the renditions; an older version than the known one changes nothing."""
    if not await pictures.save_ready(tx, event):
        return
    if event.owner == "comment":
        shown = await pictures.threads_with_attachment(tx, event.picture)
    else:
        shown = await pictures.threads_with_gallery(tx, event.site, event.gallery, event.number)
    for thread in shown:
        await threads.touch_thread(tx, thread, clock.now())


async def record_failed(tx: Transaction, event: PictureFailed) -> None:
    """Remember that a picture can't be shown."""
    await pictures.save_failed(tx, event)


async def record_gallery(tx: Transaction, clock: Clock, event: GalleryChanged) -> None:
    """Remember the order of a gallery, and find the comments that named one of its pictures before it was known."""
    site = await sites.find_site(tx, event.site)
    thread = None
    if site is not None and event.page_url:
        try:
            url = page_urls.canonical(event.page_url, keep=site.settings.keep_url_parameters)
        except Invalid:
            log.warning("gallery_without_page", gallery=event.gallery)
        else:
            known = await threads.find_thread_by_url(tx, event.site, url)
            thread = known.id if known else thread_id(event.site, url)
    if not await pictures.save_gallery(tx, event, thread):
        return
    touched = set(await pictures.threads_with_gallery(tx, event.site, event.gallery))
    if thread is not None:
        if await importing.adopt_pictures(tx, thread, event.gallery, len(event.pictures)):
            touched.add(thread)
        for comment, text in await pictures.unresolved_mentions(tx, thread):
            mention = find_mention(text)
            count = len(event.pictures)
            if mention and mention.number <= count and mention.of in {0, count}:
                await pictures.set_picture(tx, comment, event.gallery, mention.number)
                touched.add(thread)
    for shown in sorted(touched):
        await threads.touch_thread(tx, shown, clock.now())
