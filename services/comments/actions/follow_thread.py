"""Lets a reader be told by mail: of an answer, of replies, or of all that is new in a thread.

In: a thread, an address, a kind. Out: an event; notify asks the address before it mails.
"""

from uuid import UUID

from services.comments.domain import Site, State
from services.comments.keys import Keys, valid_email
from services.comments.store import comments, limits, threads
from shared.clock import Clock
from shared.errors import Field, Invalid, NotFound
from shared.events import SubscriptionRequested
from shared.ids import uuid7
from shared.postgres import Database

BURST = 5
SECONDS = 600.0


async def follow_thread(
    db: Database,
    clock: Clock,
    keys: Keys,
    *,
    site: Site,
    thread: UUID,
    email: str,
    kind: str,
    ip: str,
    comment: UUID | None = None,
    language: str = "",
) -> UUID:
    """The subscription's id. Raises Invalid (the address, the kind), NotFound and TooMany."""
    address = keys.address(valid_email(email))
    if (kind == "thread") != (comment is None):
        detail = "name the comment that is followed" if comment is None else "a thread is followed without a comment"
        raise Invalid(detail, fields=(Field(pointer="/comment", detail=detail),))
    key = f"f:{keys.network(site.key, ip)}"
    await limits.take_ticket(db, key, burst=BURST, seconds=SECONDS, now=clock.now())
    subscription = uuid7()
    async with db.transaction() as tx:
        known = await threads.find_thread(tx, thread)
        if known is None or known.site != site.key:
            raise NotFound("there is no such thread", code="thread_not_found")
        if comment is not None:
            found = await comments.find_comment(tx, comment)
            if found is None or found.thread != thread or found.state not in {State.PUBLISHED, State.HELD}:
                raise NotFound("there is no such comment", code="comment_not_found")
        await tx.emit(
            SubscriptionRequested(
                subscription=subscription,
                site=site.key,
                thread=thread,
                page_url=known.link,
                page_title=known.title,
                kind=kind,
                address=address,
                comment=comment,
                language=language or site.language,
            )
        )
    return subscription
