"""A moderator decided by link or by reply: say so to comments, which lets the first decision win."""

from datetime import datetime
from uuid import UUID

from services.notify.store import links
from shared.events import Actor, DecisionRequested
from shared.ids import uuid7
from shared.postgres import Transaction


async def request_decision(
    tx: Transaction, *, site: str, comment: UUID, moderator: UUID, name: str, decision: str, via: str, now: datetime
) -> UUID:
    """Emit `decision.requested.v1` and remember the request; its id. `via` is link or mail."""
    request = uuid7()
    await links.add_decision(
        tx,
        request=request,
        site=site,
        comment=comment,
        moderator=moderator,
        name=name,
        decision=decision,
        via=via,
        now=now,
    )
    await tx.emit(
        DecisionRequested(
            request=request,
            site=site,
            comment=comment,
            decision=decision,
            actor=Actor(kind="staff", name=name, via="mail", id=str(moderator)),
            requested_at=now,
        )
    )
    return request
