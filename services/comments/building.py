"""An imported comment as it is kept: its place, its writing, its state, everything but the writing of the row.

In: a prepared comment, its turn and its parent. Out: the record, with the fingerprint of its words.
"""

from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from msgspec import Struct

from services.comments.domain import DEEPEST, Parent, State, place_of
from services.comments.importing.placing import Slot
from services.comments.importing.preparing import Prepared
from services.comments.importing.records import Kept
from services.comments.store.records import Comment
from services.comments.writing import Writing, fingerprint, read_writing
from shared.ids import uuid7

_WORDLESS = Writing(text="", words="", links=(), body="[]", html="", question=False)


class Placed(Struct, frozen=True, kw_only=True):
    """A comment that has its place, as far as its replies need it."""

    parent: Parent
    rank: int

    @classmethod
    def of(cls, row: Any) -> "Placed":  # noqa: ANN401 - asyncpg's rows are mappings without saying so
        """From a row or a record."""
        get = row.__getitem__ if hasattr(row, "keys") else lambda name: getattr(row, name)
        parent = Parent(
            id=get("id"),
            author_name=get("author_name"),
            number=get("number"),
            depth=get("depth"),
            path=tuple(get("path")),
            parent=get("parent"),
            state=State(get("state")),
        )
        return cls(parent=parent, rank=get("rank"))


class Where(Struct, frozen=True, kw_only=True):
    """What all comments of one page share while they are brought in."""

    site: str
    source: str
    thread: UUID
    link: str
    title: str
    gallery: str
    now: datetime
    taken: frozenset[UUID]


def moment(place: float) -> datetime:
    """A place in time as a time."""
    return datetime.fromtimestamp(place, UTC)


def identity(key: str, where: Where) -> UUID:
    """The id of a comment of our own export: its own, or one made from it when another site here has that."""
    return uuid5(NAMESPACE_URL, f"paddock:{where.site}:{key}") if UUID(key) in where.taken else UUID(key)


def build(
    new: Prepared, *, slot: Slot, number: int, above: Placed | None, picture: int, where: Where
) -> tuple[Comment, bytes]:
    """The comment with this number below its parent, and its fingerprint."""
    kept = new.kept
    place = place_of(above.parent if above else None)
    writing = read_writing(new.text) if new.text else _WORDLESS
    created = new.created_at or moment(slot.place)
    published = new.state is State.PUBLISHED
    shown = published or (slot.alive and place.depth < DEEPEST)
    own = {} if kept is None else _own(kept, slot.id, where)
    comment = Comment(
        **{
            **_plain(new, created, where, picture),
            **own,
            "id": own.get("id") or uuid7(int(created.timestamp() * 1000)),
            "site": where.site,
            "thread": where.thread,
            "number": number,
            "parent": place.parent,
            "reply_to": place.reply_to,
            "depth": place.depth,
            "path": [*place.prefix, number],
            "rank": above.rank if above else _rank(kept),
            "state": new.state.value,
            "shown": shown,
            "thread_version": 0,
            "author_name": new.name,
            "digest": new.digest,
            "sealed": new.sealed,
            "network": new.network,
            "text": writing.text,
            "body": writing.body,
            "html": writing.html,
            "created_at": created,
            "edited_at": new.edited_at,
            "source": where.source if kept is None else own["source"],
            "source_id": slot.id if kept is None else own["source_id"],
            "thread_link": where.link,
            "thread_title": where.title,
            "question": kept.question if kept else writing.question,
        }
    )
    return comment, fingerprint(comment.digest or comment.author_id or comment.author_name, comment.text)


def _plain(new: Prepared, created: datetime, where: Where, picture: int) -> dict[str, Any]:
    return {
        "version": 1,
        "author_kind": "reader",
        "author_id": "",
        "language": "",
        "published_at": created if new.state is State.PUBLISHED else None,
        "changed_at": where.now,
        "editable_until": None,
        "gallery": where.gallery if picture else "",
        "picture_number": picture if where.gallery else 0,
        "region": None,
        "attachments": [],
        "answer": None,
        "answer_version": 0,
        "answer_details": None,
        "pinned": False,
        "pick": False,
        "reasons": "[]",
        "level": 0,
        "reports": 0,
    }


def _own(kept: Kept, key: str, where: Where) -> dict[str, Any]:
    elsewhere = kept.id in where.taken
    return {
        "id": identity(key, where),
        "version": kept.version,
        "author_kind": kept.author_kind,
        "author_id": kept.author_id,
        "language": kept.language,
        "published_at": kept.published_at,
        "changed_at": kept.changed_at or where.now,
        "editable_until": kept.editable_until,
        "gallery": kept.gallery,
        "picture_number": kept.picture_number,
        "region": kept.region,
        "attachments": list(kept.attachments),
        "answer": None if elsewhere else kept.answer,
        "answer_version": kept.answer_version,
        "answer_details": kept.answer_details,
        "pinned": kept.pinned,
        "pick": kept.pick,
        "reasons": kept.reasons,
        "level": kept.level,
        "reports": kept.reports,
        "source": where.source if elsewhere else kept.source,
        "source_id": key if elsewhere else kept.source_id,
    }


def _rank(kept: Kept | None) -> int:
    if kept is None:
        return 2
    return 0 if kept.pinned else 1 if kept.pick else 2
