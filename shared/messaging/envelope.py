"""An event on its way: CloudEvents 1.0 in JSON structured mode, with a sequence and a correlation id.

In: an event, or the bytes of a message. Out: the bytes, or the envelope with its event.
"""

from datetime import datetime
from uuid import UUID

import msgspec

from shared.codec import decode, encode
from shared.errors import Malformed
from shared.events import EVENTS, Event

SPECVERSION = "1.0"


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """The attributes of a CloudEvent; `data` is the event's JSON."""

    specversion: str
    id: UUID
    source: str
    type: str
    subject: str
    time: datetime
    sequence: int = 0
    correlationid: str = ""
    traceparent: str = ""
    datacontenttype: str = "application/json"
    data: msgspec.Raw


def write(event: Event, *, event_id: UUID, time: datetime, correlation: str, traceparent: str) -> bytes:
    """The message's bytes."""
    return encode(
        Envelope(
            specversion=SPECVERSION,
            id=event_id,
            source=f"paddock/{event.source}",
            type=event.type,
            subject=event.subject,
            time=time,
            sequence=event.sequence,
            correlationid=correlation,
            traceparent=traceparent,
            data=msgspec.Raw(encode(event)),
        )
    )


def read(raw: bytes) -> tuple[Envelope, Event]:
    """The envelope and its event.

    Raises Malformed, with a code for the dead letters: `not_an_event`, `unknown_type`, `newer_version`
    (a later version of a type that this release knows) or `undecodable` (its data has another shape).
    """
    try:
        envelope = decode(raw, Envelope)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Malformed(f"this is no event: {error}", code="not_an_event") from error
    kind = EVENTS.get(envelope.type)
    if kind is None:
        name, _, version = envelope.type.rpartition(".v")
        newer = version.isdigit() and any(known.rpartition(".v")[0] == name for known in EVENTS)
        why = "is newer than this release" if newer else "is not a type of ours"
        raise Malformed(f"{envelope.type} {why}", code="newer_version" if newer else "unknown_type")
    try:
        return envelope, decode(bytes(envelope.data), kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Malformed(f"{envelope.type} can't be decoded: {error}", code="undecodable") from error
