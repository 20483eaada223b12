"""Notify's copies of comments, pictures and galleries."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import Enum, auto
from typing import Any
from uuid import UUID

from services.notify.store.statements import SQL, Statements
from shared.codec import encode
from shared.events import Actor, Comment, CommentHeld, CommentPublished, DayTally, GalleryChanged, PictureReady, Reason
from shared.postgres import Row, Transaction

_AS_THEY_ARE = (
    *("id", "site", "thread", "page_url", "page_title", "number", "state", "version"),
    *("text", "html", "language", "path", "parent", "attachments", "answers", "created_at"),
)


class Kept(Enum):
    """What became of a comment's version."""

    OLD = auto()
    NEW = auto()
    FIRST_PUBLISHED = auto()


async def keep_comment(
    tx: Transaction,
    comment: Comment,
    *,
    now: datetime,
    reasons: tuple[Reason, ...] | None = None,
    reports: int | None = None,
    decided_by: Actor | None = None,
    published: bool = False,
) -> Kept:
    """Keep this version of the comment, unless a newer one is here already."""
    picture = comment.picture
    first = await tx.fetch_value(
        SQL.keep_comment,
        comment.id,
        comment.site,
        comment.thread,
        comment.page_url,
        comment.page_title,
        comment.number,
        comment.state,
        comment.version,
        comment.author.name,
        comment.author.kind,
        comment.author.address.digest if comment.author.address else None,
        comment.text,
        comment.html,
        comment.language,
        comment.path,
        comment.parent,
        picture.gallery if picture else None,
        picture.number if picture else None,
        picture.picture or None if picture else None,
        encode(picture.region).decode() if picture and picture.region else None,
        list(comment.attachments),
        comment.answers,
        None if reasons is None else encode(reasons).decode(),
        reports,
        encode(decided_by).decode() if decided_by else None,
        now if decided_by else None,
        comment.created_at,
        now if published else None,
    )
    return Kept.OLD if first is None else Kept.FIRST_PUBLISHED if first else Kept.NEW


async def add_comments(tx: Transaction, told: Sequence[CommentHeld | CommentPublished], *, now: datetime) -> set[UUID]:
    """Keep those that notify has not heard of, in one statement; the ids of these. One event a comment."""
    rows = [_as_told(event) for event in told]
    return {row["id"] for row in await tx.fetch(SQL.add_comments, encode(rows).decode(), now)}


def _as_told(event: CommentHeld | CommentPublished) -> dict[str, Any]:
    comment, picture = event.comment, event.comment.picture
    return {name: getattr(comment, name) for name in _AS_THEY_ARE} | {
        "author_name": comment.author.name,
        "author_kind": comment.author.kind,
        "author_digest": comment.author.address.digest if comment.author.address else None,
        "gallery": picture.gallery if picture else None,
        "picture_number": picture.number if picture else None,
        "picture": picture.picture or None if picture else None,
        "region": picture.region if picture else None,
        "reasons": event.reasons if isinstance(event, CommentHeld) else None,
        "decided_by": None if isinstance(event, CommentHeld) else event.decided_by,
        "published": isinstance(event, CommentPublished),
    }


async def find_comment(db: Statements, comment: UUID) -> Row | None:
    """The comment as notify knows it."""
    return await db.fetch_row(SQL.find_comment, comment)


async def list_held_unalerted(tx: Transaction, site: str, recipient: str, since: datetime, most: int) -> list[Row]:
    """The newest held comments of a site, id and version, about which this recipient was never to be told."""
    return await tx.fetch(SQL.list_held_unalerted, site, recipient, since, most)


async def find_answer_below(db: Statements, question: UUID) -> Row | None:
    """The published answer under a question: its comment's id, the answer's id, the version."""
    return await db.fetch_row(SQL.find_answer_below, question)


async def forget_comment_author(tx: Transaction, digest: str) -> int:
    """Empty the copies of everything this address wrote."""
    return await tx.execute(SQL.forget_comment_author, digest)


async def keep_picture(tx: Transaction, event: PictureReady, mail_path: str) -> None:
    """Keep the newest version of a picture and the path of its mail rendition."""
    await tx.execute(
        SQL.keep_picture,
        event.picture,
        event.site,
        event.owner,
        event.gallery,
        event.number,
        event.caption,
        event.alt,
        event.credit,
        event.width,
        event.height,
        "ready",
        mail_path,
        event.held,
        event.version,
    )


async def find_picture(db: Statements, picture: str, site: str, gallery: str, number: int) -> Row | None:
    """The picture by id, else by its place in the gallery."""
    return await db.fetch_row(SQL.find_picture, picture, site, gallery, number)


async def keep_gallery(tx: Transaction, event: GalleryChanged) -> None:
    """Keep the newest order of a gallery."""
    await tx.execute(
        SQL.keep_gallery,
        event.site,
        event.gallery,
        event.title,
        event.page_url,
        list(event.pictures),
        list(event.captions),
        event.version,
    )


async def find_gallery_picture(db: Statements, site: str, gallery: str, number: int) -> Row | None:
    """Picture `number` of a gallery: its id, caption, the gallery's title and total."""
    return await db.fetch_row(SQL.find_gallery_picture, site, gallery, number)


async def tally_days(db: Statements, site: str, since: date, until: date) -> set[DayTally]:
    """How many comments notify knows to be public or held, day by day."""
    rows = await db.fetch(SQL.tally_days, site, since, until)
    return {DayTally(day=row["day"], count=row["count"], versions=int(row["versions"])) for row in rows}


async def list_versions(db: Statements, site: str, day: date) -> dict[UUID, int]:
    """Each comment of that day with the version that notify knows."""
    return {row["id"]: row["version"] for row in await db.fetch(SQL.list_versions, site, day)}
