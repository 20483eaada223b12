"""New comments, as rows: what screening must know of them, and keeping all that came at one moment in one statement."""

from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

import asyncpg
from msgspec import Struct

from services.comments.store import Reading
from shared import sql
from shared.errors import Unavailable
from shared.messaging.outbox import OutboxRow
from shared.postgres import Database, Row, Transaction

SQL = sql.load(__file__)
_ASKED = attrgetter(
    *("site", "url", "digest", "fingerprint", "network_key", "address_key", "parent", "idempotency_key", "gallery"),
    *("thread", "picture"),
)
"""`comment_asked` of an `Asking`."""
_PLAIN = attrgetter(
    *("id", "thread", "published", "site", "parent", "reply_to", "depth", "prefix", "state", "author_name"),
    *("author_kind", "author_id", "digest", "sealed", "network", "text", "body", "html", "language"),
    *("fingerprint", "editable_until", "gallery", "picture_number", "region", "attachments", "reasons", "level"),
    *("question", "answer", "answer_version", "answer_details", "idempotency_key", "request_hash", "status"),
)
"""`comment_written` of a `Keeping`, up to its answer and event."""
CIRCLES = 3


class Asking(Struct, frozen=True, kw_only=True):
    """What the facts about one comment are looked up by."""

    site: str
    url: str
    digest: str
    fingerprint: bytes
    network_key: str
    address_key: str
    parent: UUID | None
    idempotency_key: str
    gallery: str
    thread: UUID
    picture: int


class Ticket(Struct, frozen=True, kw_only=True):
    """One origin's limit: at most `burst` in `period` seconds and one in `pause` seconds; 0 lifts either."""

    key: str
    pause: float
    burst: int
    period: float


class Keeping(Struct, frozen=True, kw_only=True):
    """A comment to keep in one statement, but for its number, which only the statement knows.

    `first_answer` and `event_parts` are JSON cut in three where the number belongs; `later` are events without it.
    """

    id: UUID
    tickets: tuple[Ticket, ...]
    thread: UUID
    published: bool
    site: str
    parent: UUID | None
    reply_to: UUID | None
    depth: int
    prefix: tuple[int, ...]
    state: str
    author_name: str
    author_kind: str
    author_id: str
    digest: str
    sealed: str
    network: str
    text: str
    body: str
    html: str
    language: str
    fingerprint: bytes
    editable_until: datetime | None
    gallery: str
    picture_number: int
    region: tuple[float, ...] | None
    attachments: tuple[str, ...]
    reasons: str
    level: int
    question: bool
    answer: UUID | None = None
    answer_version: int = 0
    answer_details: str | None = None
    idempotency_key: str = ""
    request_hash: bytes = b""
    status: int = 201
    first_answer: tuple[bytes, bytes, bytes] = (b"", b"", b"")
    event: OutboxRow
    event_parts: tuple[bytes, bytes, bytes]
    later: tuple[OutboxRow, ...] = ()


class Kept(Struct, frozen=True, kw_only=True):
    """A comment that was kept: its number and piece, and the version and count that its thread has now."""

    number: int
    piece: str
    version: int
    count: int


async def gather_facts(on: Reading, asking: Sequence[Asking], *, repeats_since: datetime) -> list[Row]:
    """What screening needs to know of each, in their order, in one round trip."""
    return await on.fetch(SQL.gather_facts, [_ASKED(one) for one in asking], repeats_since)


async def keep_comments(on: Database | Transaction, new: Sequence[Keeping], now: datetime) -> dict[UUID, Kept]:
    """Keep the comments with their events; those that neither flood nor a closed thread forbade.

    No two may share a ticket's key. A circle of locks is tried again. Raises UniqueViolation when an idempotency
    key or an answer was there first.
    """
    values = (_written(new), now, _tickets(new), _later(new))
    for attempt in range(CIRCLES):
        try:
            rows = await on.fetch(SQL.keep_comments, *values)
        except Unavailable as error:
            # whoever changes several threads in one transaction may wait for us while we wait for them
            if attempt + 1 == CIRCLES or not isinstance(error.__cause__, asyncpg.DeadlockDetectedError):
                raise
        else:
            return {
                id: Kept(number=number, piece=piece, version=version, count=count)
                for id, number, piece, version, count in rows
            }
    return {}


def _written(new: Sequence[Keeping]) -> list[tuple[Any, ...]]:
    return [
        (
            *_PLAIN(one),
            *one.first_answer,
            one.event.event_id,
            one.event.routing_key,
            *one.event_parts,
            one.event.traceparent,
        )
        for one in new
    ]


def _tickets(new: Sequence[Keeping]) -> list[tuple[Any, ...]]:
    return [(one.id, t.key, t.pause, t.burst, t.period) for one in new for t in one.tickets]


def _later(new: Sequence[Keeping]) -> list[tuple[Any, ...]]:
    return [(one.id, row.event_id, row.routing_key, row.payload, row.traceparent) for one in new for row in one.later]
