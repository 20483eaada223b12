"""Writes down everything of a site's conversation, so that it can be brought in again with the same threads.

In: a site. Out: pieces of a file, one moment of the database however long it takes: our JSON Lines, or WXR.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from typing import Any
from uuid import UUID

from services.comments.domain import Site, State
from services.comments.importing import paddock, wxr
from services.comments.importing.paddock import Line
from services.comments.importing.records import ImportedStanding, Kept, KeptThread, Report, Revision, Step
from services.comments.store import importing as store
from services.comments.store.records import Comment
from shared.clock import Clock
from shared.postgres import Database, Row, Transaction


async def export_comments(db: Database, clock: Clock, *, site: Site) -> AsyncIterator[bytes]:
    """A site's standings, threads and comments in all states, as JSON Lines. Raises Unavailable."""
    counts = {"standings": 0, "threads": 0, "comments": 0}
    yield paddock.head(site.key, clock.now())
    async with store.snapshot(db) as tx:
        async for row in store.standings(tx, site.key):
            counts["standings"] += 1
            yield paddock.write(Line(standing=ImportedStanding(**row)))
        async for row in store.threads(tx, site.key):
            counts["threads"] += 1
            yield paddock.write(Line(thread=_thread(row)))
            async for page in store.comments(tx, row["id"]):
                counts["comments"] += len(page)
                yield b"".join([paddock.write(Line(comment=one)) for one in await _comments(tx, row["url"], page)])
    yield paddock.write(Line(end=counts))


async def export_wxr(db: Database, clock: Clock, *, site: Site) -> AsyncIterator[bytes]:
    """A site's published and waiting comments as WordPress reads them (WXR 1.2). Addresses stay sealed here."""
    yield wxr.head(site, clock.now())
    comments = 0
    async with store.snapshot(db) as tx:
        posts = 0
        async for row in store.threads(tx, site.key):
            ids: dict[UUID | None, int] = {}
            posts += 1
            yield wxr.begin_item(posts, dict(row))
            async for page in store.comments(tx, row["id"]):
                for one in page:
                    if one.state in {State.PUBLISHED, State.HELD}:
                        comments += 1
                        ids[one.id] = comments
                        yield wxr.comment(one, comments, ids)
            yield wxr.END_ITEM
    yield wxr.FOOT


def _thread(row: Row) -> paddock.Thread:
    return paddock.Thread(
        url=row["url"],
        title=row["title"],
        open=row["open"],
        created_at=row["created_at"],
        aliases=tuple(row["aliases"]),
        kept=KeptThread(
            id=row["id"],
            link=row["link"],
            last_number=row["last_number"],
            version=row["version"],
            updated_at=row["updated_at"],
            merged_into=row["merged_into"],
        ),
    )


async def _comments(tx: Transaction, url: str, page: Sequence[Comment]) -> list[paddock.Comment]:
    ids = [comment.id for comment in page]
    revisions = _grouped(await store.revisions(tx, ids))
    reports = _grouped(await store.reports(tx, ids))
    history = _grouped(await store.history(tx, ids))
    return [_comment(one, url, revisions[one.id], reports[one.id], history[one.id]) for one in page]


def _grouped(rows: Sequence[Row]) -> dict[UUID, list[dict[str, Any]]]:
    found: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        values = dict(row)
        found[values.pop("comment")].append(values)
    return found


def _comment(
    one: Comment,
    url: str,
    revisions: list[dict[str, Any]],
    reports: list[dict[str, Any]],
    history: list[dict[str, Any]],
) -> paddock.Comment:
    lines = {step.pop("id"): number for number, step in enumerate(history)}
    answered = one.reply_to or one.parent
    return paddock.Comment(
        thread=url,
        parent=answered,
        author_name=one.author_name,
        text=one.text,
        state=State(one.state),
        created_at=one.created_at,
        edited_at=one.edited_at,
        kept=Kept(
            id=one.id,
            number=one.number,
            version=one.version,
            author_kind=one.author_kind,
            author_id=one.author_id,
            digest=one.digest,
            sealed=one.sealed,
            network=one.network,
            language=one.language,
            published_at=one.published_at,
            changed_at=one.changed_at,
            editable_until=one.editable_until,
            gallery=one.gallery,
            picture_number=one.picture_number,
            region=one.region,
            attachments=tuple(one.attachments),
            answer=one.answer,
            answer_version=one.answer_version,
            answer_details=one.answer_details,
            pinned=one.pinned,
            pick=one.pick,
            question=one.question,
            reasons=one.reasons,
            level=one.level,
            reports=one.reports,
            source=one.source,
            source_id=one.source_id,
            revisions=tuple(Revision(**each) for each in revisions),
            reported=tuple(Report(**each) for each in reports),
            history=tuple(Step(**{**each, "undoes": lines.get(each["undoes"])}) for each in history),
        ),
    )
