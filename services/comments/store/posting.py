"""New comments, as rows: what screening must know of them, and keeping all that came at one moment in one statement."""

from collections.abc import Sequence
from datetime import datetime
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
    columns: list[Any] = [[getattr(one, name) for one in asking] for name in Asking.__struct_fields__]
    return await on.fetch(SQL.gather_facts, *columns, repeats_since)


async def keep_comments(on: Database | Transaction, new: Sequence[Keeping], now: datetime) -> dict[UUID, Kept]:
    """Keep the comments with their events; those that neither flood nor a closed thread forbade.

    No two may share a ticket's key. A circle of locks is tried again. Raises UniqueViolation when an idempotency
    key or an answer was there first.
    """
    columns = [*_comment_columns(new), *_told_columns(new), now, *_ticket_columns(new), *_later(new)]
    for attempt in range(CIRCLES):
        try:
            rows = await on.fetch(SQL.keep_comments, *columns)
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


def _comment_columns(new: Sequence[Keeping]) -> list[Any]:
    plain = (
        *("id", "thread", "published", "site", "parent", "reply_to", "depth", "prefix", "state", "author_name"),
        *("author_kind", "author_id", "digest", "sealed", "network", "text", "body", "html", "language"),
        *("fingerprint", "editable_until", "gallery", "picture_number", "region", "attachments", "reasons", "level"),
        *("question", "answer", "answer_version", "answer_details"),
    )
    made = {"prefix": _array, "region": _array, "attachments": _array}
    return [[made[name](getattr(one, name)) if name in made else getattr(one, name) for one in new] for name in plain]


def _told_columns(new: Sequence[Keeping]) -> list[Any]:
    rows = [
        (
            one.idempotency_key,
            one.request_hash,
            one.status,
            *one.first_answer,
            one.event.event_id,
            one.event.routing_key,
            *one.event_parts,
            one.event.traceparent,
        )
        for one in new
    ]
    return [list(column) for column in zip(*rows, strict=True)]


def _ticket_columns(new: Sequence[Keeping]) -> list[Any]:
    rows = [(one.id, t.key, t.pause, t.burst, t.period) for one in new for t in one.tickets]
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[], [], [], [], []]


def _later(new: Sequence[Keeping]) -> list[Any]:
    rows = [(one.id, row.event_id, row.routing_key, row.payload, row.traceparent) for one in new for row in one.later]
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[], [], [], [], []]


def _array(values: Sequence[Any] | None) -> str | None:
    """An array as Postgres reads it from a text; its items have no comma, quote, brace or backslash in them."""
    return None if values is None else "{" + ",".join(str(value) for value in values) + "}"
