"""Events as rows that are committed together with what they tell.

`row` turns an event into the outbox's columns; a service's own hot statement may insert them in a CTE
(then it calls `Database.wake_relay` after the commit). Everybody else uses `Transaction.emit`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from shared import trace
from shared.clock import SystemClock
from shared.events import Event
from shared.ids import uuid7
from shared.messaging import envelope

INSERT = """
INSERT INTO outbox (event_id, routing_key, payload, traceparent)
SELECT * FROM unnest($1::uuid[], $2::text[], $3::bytea[], $4::text[])
"""

_clock = SystemClock()


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxRow:
    """One event as columns."""

    event_id: UUID
    routing_key: str
    payload: bytes
    traceparent: str


def row(event: Event, *, now: datetime | None = None) -> OutboxRow:
    """The event's row, with an id of its own and the correlation of what is being handled."""
    event_id = uuid7()
    parent = trace.traceparent()
    payload = envelope.write(
        event,
        event_id=event_id,
        time=(now or _clock.now()).astimezone(UTC),
        correlation=trace.correlation(),
        traceparent=parent,
    )
    return OutboxRow(event_id=event_id, routing_key=event.type, payload=payload, traceparent=parent)


def columns(rows: Sequence[OutboxRow]) -> tuple[list[UUID], list[str], list[bytes], list[str]]:
    """The rows as the four arrays that `INSERT` takes."""
    return (
        [item.event_id for item in rows],
        [item.routing_key for item in rows],
        [item.payload for item in rows],
        [item.traceparent for item in rows],
    )
