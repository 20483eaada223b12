"""Lists what the desk decides about: one tab of one site, filtered, with all that a decision needs.

In: a tab, filters and where to go on. Out: a page of items with authors, reasons, pictures and last decisions.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from services.comments.actions.read_thread import lookup
from services.comments.domain import Reason, State
from services.comments.shapes import AttachmentView, PictureView
from services.comments.showing import show_comment
from services.comments.store import Reading, desk
from services.comments.store.desk import Filter, QueueCounts
from services.comments.store.records import Comment
from shared.codec import decode
from shared.errors import Malformed
from shared.postgres import Row

TABS: Final = {
    "pending": Filter(states=(State.HELD,)),
    "reported": Filter(states=(State.PUBLISHED,), reported=True),
    "questions": Filter(states=(State.PUBLISHED,), unanswered=True),
    "published": Filter(states=(State.PUBLISHED,)),
    "rejected": Filter(states=(State.REJECTED,)),
    "spam": Filter(states=(State.SPAM,)),
    "bin": Filter(states=(State.REMOVED,)),
    "all": Filter(states=tuple(State)),
}
"""The desk's tabs."""


class Author(Struct, frozen=True, kw_only=True):
    """What is known of the author on this site; `key` stands for the address and can't be turned back."""

    key: str
    name: str
    kind: str
    names: tuple[str, ...]
    first_seen: datetime | None
    published: int
    rejected: int
    held: int
    standing: str
    standing_until: datetime | None
    note: str


class LastDecision(Struct, frozen=True, kw_only=True):
    """What was done last, by whom."""

    action: str
    by: str
    at: datetime
    reason: str


class QueueItem(Struct, frozen=True, kw_only=True):
    """One comment as the desk shows it."""

    id: UUID
    number: int
    version: int
    state: str
    text: str
    html: str
    created_at: datetime
    edited_at: datetime | None
    author: Author
    reasons: tuple[Reason, ...]
    level: int
    reports: int
    report_reasons: tuple[str, ...]
    thread: UUID
    thread_title: str
    thread_link: str
    parent: UUID | None
    picture: PictureView | None
    attachments: list[AttachmentView]
    pinned: bool
    pick: bool
    question: bool
    permalink: str
    last: LastDecision | None


class QueuePage(Struct, frozen=True, kw_only=True):
    """A page of a tab; `next` goes on after it."""

    tab: str
    items: list[QueueItem]
    counts: QueueCounts
    next: str | None


async def list_queue(
    on: Reading, *, site: str, tab: str = "pending", wanted: Filter | None = None, cursor: str = "", limit: int = 50
) -> QueuePage:
    """The tab's page; `wanted` narrows it (its states are the tab's). Raises Malformed for a bad tab or cursor."""
    if tab not in TABS:
        raise Malformed(f"the tabs are {', '.join(TABS)}", code="bad_parameter")
    base = TABS[tab]
    asked = wanted or base
    start = _position(cursor) if cursor else _start(asked)
    narrowed = replace(asked, states=base.states, reported=base.reported, unanswered=base.unanswered, before=start)
    rows = await desk.list_queue(on, site, narrowed, limit + 1)
    page, more = rows[:limit], len(rows) > limit
    return QueuePage(
        tab=tab,
        items=await show_items(on, site, page),
        counts=await desk.count_queue(on, site),
        next=f"{page[-1].created_at.isoformat()}~{page[-1].id}" if more else None,
    )


async def show_items(on: Reading, site: str, rows: list[Comment]) -> list[QueueItem]:
    """The rows with what belongs to them, in a query each."""
    found = await lookup(on, site, rows)
    authors = await desk.list_authors(on, site, sorted({row.digest for row in rows if row.digest}))
    reports = await desk.list_reports(on, [row.id for row in rows if row.reports])
    lasts = await desk.list_last_decisions(on, [row.id for row in rows])
    items = []
    for row in rows:
        view = show_comment(row, names=found.names, pictures=found.pictures, galleries=found.galleries, own=True)
        items.append(
            QueueItem(
                id=row.id,
                number=row.number,
                version=row.version,
                state=row.state,
                text=row.text,
                html=row.html,
                created_at=row.created_at,
                edited_at=row.edited_at,
                author=_author(row, authors.get(row.digest)),
                reasons=decode(row.reasons, tuple[Reason, ...]),
                level=row.level,
                reports=row.reports,
                report_reasons=tuple(reports.get(row.id, ())),
                thread=row.thread,
                thread_title=row.thread_title,
                thread_link=row.thread_link,
                parent=row.reply_to or row.parent,
                picture=view.picture,
                attachments=view.attachments,
                pinned=row.pinned,
                pick=row.pick,
                question=row.question,
                permalink=view.permalink,
                last=_last(lasts.get(row.id)),
            )
        )
    return items


def _author(comment: Comment, known: Row | None) -> Author:
    return Author(
        key=comment.digest,
        name=comment.author_name,
        kind=comment.author_kind,
        names=tuple(name for name in (known["names"] or () if known else ()) if name != comment.author_name),
        first_seen=known["first_seen"] if known else None,
        published=known["published"] if known else 0,
        rejected=known["rejected"] if known else 0,
        held=known["held"] if known else 0,
        standing=(known["standing"] if known else None) or "none",
        standing_until=known["until"] if known else None,
        note=(known["note"] if known else None) or "",
    )


def _last(row: Row | None) -> LastDecision | None:
    if row is None:
        return None
    return LastDecision(action=row["action"], by=row["actor_name"], at=row["created_at"], reason=row["reason"])


def _start(wanted: Filter) -> tuple[datetime, UUID]:
    return (desk.BEGINNING, desk.FIRST) if wanted.oldest else (desk.END, desk.LAST)


def _position(cursor: str) -> tuple[datetime, UUID]:
    moment, _, comment = cursor.partition("~")
    try:
        at = datetime.fromisoformat(moment)
        if at.tzinfo is None:
            raise ValueError("no zone")
        return (at, UUID(comment))
    except ValueError as error:
        raise Malformed("this cursor does not belong to this list", code="bad_cursor") from error
