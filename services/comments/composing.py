"""A comment that was let in, as the one statement keeps it and as its author is answered.

In: what was sent, what the database knew and the verdict. Out: `Keeping`, and the answer once the number is known.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from services.comments import showing, telling
from services.comments.domain import Parent, State, place_of
from services.comments.keys import Keys
from services.comments.screening import Verdict
from services.comments.shapes import CommentView
from services.comments.store.posting import Keeping, Kept, Ticket
from services.comments.store.records import Comment, Gallery
from services.comments.submitting import Answer, Grown, New
from shared import events
from shared.codec import encode
from shared.errors import Field, Invalid
from shared.ids import uuid7
from shared.messaging import outbox
from shared.postgres import Row

DOUBLE_CLICK = 60.0


class _Kept(Struct, frozen=True, kw_only=True):
    """The answer without the edit key: what a repeated Idempotency-Key may see."""

    edit_until: datetime | None
    comment: CommentView


def compose(new: New, keys: Keys, now: datetime, *, facts: Row, parent: Parent | None, verdict: Verdict) -> Keeping:
    """Everything the statement writes. Raises Invalid for a picture that its gallery doesn't have."""
    # the number is not known yet: a number that nobody can guess stands for it and is cut out again
    sentinel = 10**15 + secrets.randbelow(9 * 10**14)
    comment = _comment(new, keys, now, facts=facts, parent=parent, verdict=verdict, number=sentinel)
    event = outbox.row(_event(comment, verdict, _galleries(facts)), now=now)
    kept = _Kept(
        edit_until=comment.editable_until,
        comment=showing.show_comment(
            comment,
            names={comment.reply_to: parent.author_name} if comment.reply_to and parent else {},
            pictures={},
            galleries=_galleries(facts),
            own=True,
        ),
    )
    return Keeping(
        id=new.id,
        tickets=tickets_of(new, comment.thread),
        thread=comment.thread,
        published=verdict.state is State.PUBLISHED,
        site=comment.site,
        parent=comment.parent,
        reply_to=comment.reply_to,
        depth=comment.depth,
        prefix=tuple(comment.path[:-1]),
        state=comment.state,
        author_name=comment.author_name,
        author_kind=comment.author_kind,
        author_id=comment.author_id,
        digest=comment.digest,
        sealed=comment.sealed,
        network=comment.network,
        text=comment.text,
        body=comment.body,
        html=comment.html,
        language=comment.language,
        fingerprint=new.fingerprint,
        editable_until=comment.editable_until,
        gallery=comment.gallery,
        picture_number=comment.picture_number,
        region=tuple(comment.region) if comment.region else None,
        attachments=tuple(comment.attachments),
        reasons=comment.reasons,
        level=comment.level,
        question=comment.question,
        idempotency_key=new.key,
        request_hash=new.request_hash,
        status=201 if verdict.state is State.PUBLISHED else 202,
        first_answer=_parts(encode(kept), sentinel),
        event=event,
        event_parts=_parts(event.payload, sentinel),
        later=tuple(outbox.row(later, now=now) for later in _later(new, comment)),
    )


def answer(new: New, keys: Keys, kept: Keeping, number: int, grown: Grown | None = None) -> Answer:
    """The author's answer, now that the number is known; `grown` is what became of a published one's thread."""
    body = with_key(keys, new.id, str(number).encode().join(kept.first_answer))
    thread = kept.thread if kept.published else None
    return Answer(status=kept.status, body=body, comment=new.id, thread=thread, grown=grown)


def growths(drafts: Iterable[tuple[Keeping, Kept]]) -> dict[UUID, Grown]:
    """What one call made of each thread that readers see differently now."""
    by_thread: dict[UUID, list[tuple[Keeping, Kept]]] = {}
    for draft, kept in drafts:
        if draft.published:
            by_thread.setdefault(draft.thread, []).append((draft, kept))
    return {thread: _grown(added) for thread, added in by_thread.items()}


def _grown(added: list[tuple[Keeping, Kept]]) -> Grown:
    plain = not any(one.depth or one.gallery or one.attachments or one.answer for one, _ in added)
    comments = sorted((kept.number, kept.piece, one.html) for one, kept in added)
    _, last = added[0]
    return Grown(version=last.version, count=last.count, comments=tuple(comments) if plain else None)


def with_key(keys: Keys, comment: UUID, kept: bytes) -> bytes:
    """A kept answer with the edit key put back in."""
    return b'{"edit_key":"' + keys.edit_key(comment).encode() + b'",' + kept[1:]


def _comment(
    new: New, keys: Keys, now: datetime, *, facts: Row, parent: Parent | None, verdict: Verdict, number: int
) -> Comment:
    place = place_of(parent)
    address = keys.address(new.email) if new.email else None
    minutes = new.site.settings.edit_minutes
    gallery, picture_number, region = _picture(new, facts)
    return Comment(
        id=new.id,
        site=new.site.key,
        thread=facts["thread"],
        number=number,
        parent=place.parent,
        reply_to=place.reply_to,
        depth=place.depth,
        path=[*place.prefix, number],
        rank=2,
        state=verdict.state,
        shown=verdict.state is State.PUBLISHED,
        version=1,
        thread_version=0,
        author_name=new.name,
        author_kind=new.sender.kind,
        author_id=new.sender.id,
        digest=new.digest,
        sealed=address.sealed if address else "",
        network=new.network,
        text=new.writing.text,
        body=new.writing.body,
        html=new.writing.html,
        language=new.sent.language,
        created_at=now,
        edited_at=None,
        published_at=None,
        changed_at=now,
        editable_until=now + timedelta(minutes=minutes) if minutes else None,
        gallery=gallery,
        picture_number=picture_number,
        region=region,
        attachments=list(new.sent.attachments),
        answer=None,
        answer_version=0,
        answer_details=None,
        pinned=False,
        pick=False,
        question=new.writing.question,
        reasons=encode(verdict.reasons).decode(),
        level=verdict.level,
        reports=0,
        source="",
        source_id="",
        thread_link=facts["thread_link"],
        thread_title=facts["thread_title"],
    )


def _picture(new: New, facts: Row) -> tuple[str, int, list[float] | None]:
    count = facts["gallery_pictures"]
    given = new.sent.picture
    if given:
        if count is not None and given.number > count:
            detail = f"this gallery has {count} pictures"
            raise Invalid(detail, fields=(Field(pointer="/picture/number", detail=detail),))
        at = given.region
        return given.gallery, given.number, [at.x, at.y, at.w, at.h] if at else None
    mention = new.mention
    if mention and count and mention.number <= count and mention.of in {0, count}:
        return facts["gallery"], mention.number, None
    return "", 0, None


def _parts(carrier: bytes, number: int) -> tuple[bytes, bytes, bytes]:
    before, between, after = carrier.split(str(number).encode())
    return before, between, after


def _galleries(facts: Row) -> dict[str, Gallery]:
    if facts["gallery"] is None:
        return {}
    # only how many there are, and the one that is meant
    pictures = [facts["gallery_picture"] or ""] * facts["gallery_pictures"]
    gallery = Gallery(key=facts["gallery"], title="", page_url="", pictures=pictures, version=0, thread=None)
    return {gallery.key: gallery}


def tickets_of(new: New, thread: UUID) -> tuple[Ticket, ...]:
    """The limits that a comment counts for: its author's, its network's, and the same words twice in a minute."""
    limits = new.site.settings
    twice = f"d:{thread}:{new.fingerprint.hex()}"
    tickets = [Ticket(key=twice, pause=DOUBLE_CLICK, burst=0, period=DOUBLE_CLICK)]
    if new.sender.kind != "staff" and (limits.flood_interval or limits.flood_burst):
        keys = [f"n:{new.network}", *([f"a:{new.site.key}:{new.digest}"] if new.digest else [])]
        tickets += [
            Ticket(key=key, pause=limits.flood_interval, burst=limits.flood_burst, period=limits.flood_window)
            for key in keys
        ]
    return tuple(tickets)


def _event(comment: Comment, verdict: Verdict, galleries: dict[str, Gallery]) -> events.Event:
    told = telling.tell_comment(comment, galleries.get(comment.gallery))
    if verdict.state is State.PUBLISHED:
        return events.CommentPublished(comment=told)
    return events.CommentHeld(comment=told, reasons=telling.tell_reasons(verdict.reasons))


def _later(new: New, comment: Comment) -> list[events.Event]:
    if not new.sent.follow or not comment.sealed:
        return []
    return [
        events.SubscriptionRequested(
            subscription=uuid7(),
            site=comment.site,
            thread=comment.thread,
            page_url=comment.thread_link,
            page_title=comment.thread_title,
            kind=new.sent.follow,
            address=events.Address(digest=comment.digest, sealed=comment.sealed),
            comment=None if new.sent.follow == "thread" else comment.id,
            name=comment.author_name,
            language=comment.language or new.site.language,
        )
    ]
