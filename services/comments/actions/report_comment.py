"""Takes a reader's report; enough of them, from different networks, hold the comment for another look.

In: a public comment, a reason, the reporter's network. Out: a count, and events.
"""

from uuid import UUID

from services.comments import telling
from services.comments.domain import Reason, Site, State
from services.comments.keys import Keys
from services.comments.store import audit, comments, limits, pictures
from services.comments.store.visibility import move_comment
from services.comments.writing import read_name
from shared.clock import Clock
from shared.codec import decode, encode
from shared.errors import NotFound
from shared.events import Actor, CommentHeld, CommentReported
from shared.postgres import Database

BURST = 10
SECONDS = 600.0


async def report_comment(
    db: Database, clock: Clock, keys: Keys, *, site: Site, comment: UUID, reason: str, ip: str
) -> None:
    """Count it, once per network. Raises NotFound, TooMany, and Invalid for the reason."""
    words = read_name(reason, pointer="/reason", required=False, longest=500)
    network, now = keys.network(site.key, ip), clock.now()
    await limits.take_ticket(db, f"r:{network}", burst=BURST, seconds=SECONDS, now=now)
    async with db.transaction() as tx:
        found = await comments.lock_comment(tx, comment)
        if found is None or found.site != site.key or found.state != State.PUBLISHED:
            raise NotFound("there is no such comment", code="comment_not_found")
        reports = await comments.set_reports(tx, comment, network=network, reason=words, now=now)
        if reports is None:
            return
        galleries = await pictures.find_galleries(tx, found.site, [found.gallery] if found.gallery else [])
        gallery = galleries.get(found.gallery)
        await tx.emit(CommentReported(comment=telling.tell_comment(found, gallery), reason=words, reports=reports))
        if not site.settings.reports_to_hold or reports < site.settings.reports_to_hold:
            return
        why = Reason(code="reports", words=f"{reports} reports from different networks", level=2)
        reasons = (*decode(found.reasons, tuple[Reason, ...]), why)
        moved = await move_comment(tx, found, State.HELD, now)
        await comments.set_reasons(tx, comment, encode(reasons).decode(), level=2, reports=reports)
        await tx.emit(CommentHeld(comment=telling.tell_comment(moved, gallery), reasons=telling.tell_reasons(reasons)))
        await audit.insert_audit(
            tx,
            site=site.key,
            thread=found.thread,
            comment=comment,
            action="held_again",
            actor=Actor(kind="rule", name="reports", via="rule"),
            now=now,
            from_state=found.state,
            to_state=State.HELD,
            reason=why.words,
        )
