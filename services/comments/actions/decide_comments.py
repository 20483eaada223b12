"""Decides about many comments at once, and takes such a decision back as a whole.

In: ids and a decision. Out: what was decided, what was not and why, and the batch's id for one undo.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from msgspec import Struct

from services.comments.actions.decide_comment import decide_comment
from services.comments.domain import Decision
from services.comments.staff_shapes import Decided
from services.comments.store import audit, comments as comments_, desk
from shared.clock import Clock
from shared.errors import Invalid, NotFound, Refused
from shared.events import Actor
from shared.ids import uuid7
from shared.postgres import Database

MOST = 200


class Skipped(Struct, frozen=True, kw_only=True):
    """A comment that was left as it is, and why."""

    id: UUID
    code: str
    why: str


class BulkDecided(Struct, frozen=True, kw_only=True):
    """The outcome; `batch` undoes all of it."""

    batch: UUID
    decided: list[Decided]
    skipped: list[Skipped]


async def decide_comments(
    db: Database,
    clock: Clock,
    *,
    site: str,
    comments: Sequence[UUID],
    decision: Decision,
    actor: Actor,
    reason: str = "",
    seen: Mapping[UUID, int] | None = None,
) -> BulkDecided:
    """Decide about up to 200 comments of a site, each for itself. Raises Invalid for more.

    `seen` holds the versions that the moderator saw: what was changed since is left as it is.
    """
    if not 1 <= len(comments) <= MOST:
        raise Invalid(f"decide about 1 to {MOST} comments at once")
    batch = uuid7()
    decided: list[Decided] = []
    skipped: list[Skipped] = []
    for comment in dict.fromkeys(comments):
        try:
            done = await decide_comment(
                db,
                clock,
                comment=comment,
                decision=decision,
                actor=actor,
                site=site,
                version=seen.get(comment) if seen else None,
                reason=reason,
                batch=batch,
            )
            decided.append(done)
        except Refused as refused:
            skipped.append(Skipped(id=comment, code=refused.code, why=refused.message))
    return BulkDecided(batch=batch, decided=decided, skipped=skipped)


async def undo_batch(db: Database, clock: Clock, *, site: str, batch: UUID, actor: Actor) -> BulkDecided:
    """Take back what is still as the batch left it. Raises NotFound for an unknown batch."""
    listed = await desk.list_batch(db, site, batch)
    if not listed:
        raise NotFound("there is no such batch", code="batch_not_found")
    seen: dict[UUID, int] = {}
    later: list[Skipped] = []
    for comment in listed:
        # the version is read before the trail: whoever decides between the two changes it, and is not undone
        found, last = await comments_.find_comment(db, comment), await audit.last_decision(db, comment)
        if found is None or last is None or last.batch != batch:
            why = f"{last.actor_name} has decided about it since" if last else "there is nothing to undo"
            later.append(Skipped(id=comment, code="decided_since", why=why))
        else:
            seen[comment] = found.version
    if not seen:
        return BulkDecided(batch=uuid7(), decided=[], skipped=later)
    done = await decide_comments(
        db, clock, site=site, comments=list(seen), decision=Decision.UNDO, actor=actor, seen=seen
    )
    return BulkDecided(batch=done.batch, decided=done.decided, skipped=[*later, *done.skipped])
