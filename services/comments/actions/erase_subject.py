"""Forgets one person: asks all services, erases here, and collects the receipts.

In: an address, or `subject.erase.requested` and `subject.erased`. Out: emptied rows, events, a receipt.
"""

from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from services.comments.actions.decide_comment import decided_event
from services.comments.domain import State
from services.comments.keys import Keys, valid_email
from services.comments.store import comments, privacy
from services.comments.store.visibility import move_comment
from shared.clock import Clock
from shared.codec import decode
from shared.errors import NotFound
from shared.events import Actor, SubjectErased, SubjectEraseRequested
from shared.ids import uuid7
from shared.postgres import Database, Transaction

SERVICES = 3
ALARM = timedelta(hours=72)


class Receipt(Struct, frozen=True, kw_only=True):
    """How far an erasure is: per service, what was erased and when."""

    id: UUID
    site: str
    requested_at: datetime
    done_at: datetime | None
    services: dict[str, dict[str, int]]


async def request_erasure(db: Database, clock: Clock, keys: Keys, *, site: str, email: str) -> UUID:
    """Ask every service to forget this address; the receipt's id. Raises Invalid."""
    address = valid_email(email)
    request, now = uuid7(), clock.now()
    digest = keys.digest(address)
    async with db.transaction() as tx:
        rows = await privacy.comments_of_subject(tx, site, digest)
        await privacy.insert_erasure(tx, request, site=site, digest=digest, by="comments", at=now)
        await tx.emit(
            SubjectEraseRequested(
                request=request,
                site=site,
                digest=digest,
                requested_at=now,
                requested_by="comments",
                comments=tuple(row.id for row in rows),
                attachments=tuple(picture for row in rows for picture in row.attachments),
            )
        )
    return request


async def erase_subject(tx: Transaction, clock: Clock, event: SubjectEraseRequested) -> None:
    """Erase here, once, and say so. A public comment becomes a tombstone while it has replies."""
    now = clock.now()
    await privacy.insert_erasure(
        tx, event.request, site=event.site, digest=event.digest, by=event.requested_by, at=event.requested_at
    )
    ids = []
    system = Actor(kind="system", name="erasure", via="api")
    for row in await privacy.comments_of_subject(tx, event.site, event.digest):
        found = await comments.lock_comment(tx, row.id)
        if found is None:
            continue
        told = found.state != State.REMOVED
        if told:
            await move_comment(tx, found, State.REMOVED, now)
        await privacy.erase_comment(tx, row.id)
        ids.append(row.id)
        if told and (emptied := await comments.find_comment(tx, row.id)):
            await tx.emit(await decided_event(tx, emptied, system, "erased on request"))
    counts = {"comments": len(ids), **await privacy.erase_traces(tx, event.site, event.digest, ids)}
    await tx.emit(SubjectErased(request=event.request, site=event.site, service="comments", counts=counts))


async def record_erased(tx: Transaction, clock: Clock, event: SubjectErased) -> None:
    """Keep a service's receipt."""
    await privacy.insert_receipt(
        tx, event.request, service=event.service, counts=event.counts, now=clock.now(), services=SERVICES
    )


async def show_receipt(db: Database, *, request: UUID) -> Receipt:
    """How far it is. Raises NotFound."""
    row = await privacy.find_erasure(db, request)
    if row is None:
        raise NotFound("there is no such request", code="request_not_found")
    receipts = await privacy.list_receipts(db, request)
    return Receipt(
        id=row["id"],
        site=row["site"],
        requested_at=row["requested_at"],
        done_at=row["done_at"],
        services={one["service"]: decode(one["counts"], dict[str, int]) for one in receipts},
    )
