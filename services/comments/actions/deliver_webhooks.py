"""Tells publishers' own servers what happened, signed, again and again until they have taken it.

In: deliveries that were born with their events. Out: calls, and a log of every attempt.
"""

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

import msgspec
from msgspec import Struct

from services.comments.sources.calls import Calls, sign
from services.comments.store import webhooks
from shared import logs
from shared.clock import Clock
from shared.codec import encode
from shared.errors import Malformed, Unavailable
from shared.messaging import envelope
from shared.postgres import Database, Row

WAITS: Final = (10, 60, 300, 1800, 7200, 21600, 43200, 86400)
"""Seconds before each further attempt; after the last a delivery has failed."""

BATCH = 20
SECONDS = 10.0
LOOK_SECONDS = 1.0

log = logs.get("webhooks")


class Author(Struct, frozen=True, kw_only=True):
    """Who wrote it: a name and a kind, never an address."""

    name: str
    kind: str


class Told(Struct, frozen=True, kw_only=True):
    """A comment as a publisher's server is told of it."""

    id: str
    thread: str
    page_url: str
    number: int
    state: str
    version: int
    author: Author
    text: str
    html: str
    created_at: str
    permalink: str
    parent: str | None


class Call(Struct, frozen=True, kw_only=True):
    """The body of a call."""

    id: str
    type: str
    time: str
    site: str
    comment: Told


async def keep_delivering(db: Database, clock: Clock, calls: Calls, public_url: str) -> None:
    """Look for due deliveries once a second, until cancelled."""
    while True:
        try:
            done = await deliver_webhooks(db, clock, calls, public_url)
        except Unavailable:
            done = 0
        if done < BATCH:
            await asyncio.sleep(LOOK_SECONDS)


async def deliver_webhooks(db: Database, clock: Clock, calls: Calls, public_url: str) -> int:
    """Make one attempt for each delivery that is due, several at once; how many."""
    async with db.transaction() as tx:
        due = await webhooks.claim_deliveries(tx, clock.now(), BATCH)
    async with asyncio.TaskGroup() as group:
        for row in due:
            group.create_task(_attempt(db, clock, calls, public_url, row))
    return len(due)


def body_of(payload: bytes, public_url: str) -> bytes:
    """The body for an event's payload: what readers and staff may see, no address."""
    wrapped, event = envelope.read(payload)
    comment = event.comment  # type: ignore[attr-defined]
    return encode(
        Call(
            id=str(wrapped.id),
            type=wrapped.type,
            time=wrapped.time.isoformat(),
            site=comment.site,
            comment=Told(
                id=str(comment.id),
                thread=str(comment.thread),
                page_url=comment.page_url,
                number=comment.number,
                state=comment.state,
                version=comment.version,
                author=Author(name=comment.author.name, kind=comment.author.kind),
                text=comment.text,
                html=comment.html,
                created_at=comment.created_at.isoformat(),
                permalink=public_url + comment.path,
                parent=str(comment.parent) if comment.parent else None,
            ),
        )
    )


async def _attempt(db: Database, clock: Clock, calls: Calls, public_url: str, row: Row) -> None:
    loop = asyncio.get_running_loop()
    started = loop.time()
    status, error = 0, ""
    try:
        body = body_of(bytes(row["payload"]), public_url)
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Paddock-Webhook/1",
            "Paddock-Event": row["event_type"],
            "Paddock-Delivery": str(row["event_id"]),
            "Paddock-Signature": sign(row["secret"], body, clock.now()),
        }
        status = (await calls.post(row["url"], body, headers=headers, seconds=SECONDS)).status
        error = "" if 200 <= status < 300 else f"status {status}"
    except (Unavailable, Malformed, AttributeError, msgspec.MsgspecError) as failed:
        error = str(failed)[:300]
    over = row["attempts"] > len(WAITS)
    state = "delivered" if not error else "failed" if over else "waiting"
    now = clock.now()
    wait = timedelta(seconds=0 if state != "waiting" else WAITS[row["attempts"] - 1])
    if error:
        log.warning("webhook_not_taken", delivery=row["id"], error=error, state=state)
    # when the database is away now, the lease runs out and the call is made once more
    with suppress(Unavailable):
        await _record(db, row, status=status, error=error, took=loop.time() - started, now=now, state=state, wait=wait)


async def _record(
    db: Database, row: Row, *, status: int, error: str, took: float, now: datetime, state: str, wait: timedelta
) -> None:
    async with db.transaction() as tx:
        await webhooks.record_attempt(
            tx,
            row["id"],
            number=row["attempts"],
            status=status,
            error=error,
            milliseconds=round(took * 1000),
            now=now,
            state=state,
            next_at=now + wait,
        )
