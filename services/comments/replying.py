"""An answer of the archive or of an expert, as the one statement keeps it under its question.

In: what notify asked for and the question. Out: `Keeping`.
"""

import secrets
from datetime import datetime

from msgspec.structs import replace

from services.comments import telling
from services.comments.domain import Parent, State, place_of
from services.comments.store.posting import Keeping
from services.comments.store.records import Comment
from services.comments.writing import Writing, fingerprint
from shared import events
from shared.ids import uuid7
from shared.messaging import outbox


def compose_reply(
    event: events.ReplyRequested,
    *,
    question: Comment,
    writing: Writing,
    name: str,
    details: str,
    now: datetime,
) -> Keeping:
    """An answer as a published reply."""
    parent = Parent(
        id=question.id,
        author_name=question.author_name,
        number=question.number,
        depth=question.depth,
        path=tuple(question.path),
        parent=question.parent,
        state=State.PUBLISHED,
    )
    place = place_of(parent)
    sentinel = 10**15 + secrets.randbelow(9 * 10**14)
    comment = replace(
        question,
        id=uuid7(),
        number=sentinel,
        parent=place.parent,
        reply_to=place.reply_to,
        depth=place.depth,
        path=[*place.prefix, sentinel],
        version=1,
        author_name=name,
        author_kind=event.kind,
        author_id="",
        digest="",
        sealed="",
        text=writing.text,
        body=writing.body,
        html=writing.html,
        language=event.language or question.language,
        created_at=now,
        attachments=[],
        answer=event.answer,
        answer_version=event.version,
        answer_details=details,
        question=False,
    )
    told = outbox.row(events.CommentPublished(comment=telling.tell_comment(comment)), now=now)
    before, between, after = told.payload.split(str(sentinel).encode())
    return Keeping(
        id=comment.id,
        tickets=(),
        thread=question.thread,
        published=True,
        site=comment.site,
        parent=comment.parent,
        reply_to=comment.reply_to,
        depth=comment.depth,
        prefix=place.prefix,
        state=State.PUBLISHED,
        author_name=name,
        author_kind=event.kind,
        author_id="",
        digest="",
        sealed="",
        network="",
        text=writing.text,
        body=writing.body,
        html=writing.html,
        language=comment.language,
        fingerprint=fingerprint(str(event.answer), writing.text),
        editable_until=None,
        gallery=comment.gallery,
        picture_number=comment.picture_number,
        region=tuple(comment.region) if comment.region else None,
        attachments=(),
        reasons="[]",
        level=0,
        question=False,
        answer=event.answer,
        answer_version=event.version,
        answer_details=details,
        event=told,
        event_parts=(before, between, after),
    )
