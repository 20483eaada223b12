"""Counts the comments, and the questions among them, on each picture of a gallery.

In: a thread and a gallery. Out: counts per picture number; pictures without comments are left out.
"""

from uuid import UUID

from services.comments.shapes import PictureCounts
from services.comments.store import Reading, pictures, threads
from shared.errors import NotFound


async def count_pictures(on: Reading, *, thread: UUID, gallery: str) -> PictureCounts:
    """The counts in one query. Raises NotFound for an unknown thread."""
    known = await threads.find_thread(on, thread)
    if known is None:
        raise NotFound("there is no such thread", code="thread_not_found")
    rows = await pictures.count_pictures(on, known.site, gallery, thread)
    return PictureCounts(
        counts={str(number): comments for number, comments, _ in rows},
        questions={str(number): questions for number, _, questions in rows if questions},
    )
