"""Lets an author change a comment for a while; it is screened again, and what it said before is kept.

In: a new text and the edit key. Out: the comment, still public or held for another look.
"""

from datetime import timedelta
from uuid import UUID

from services.comments import telling
from services.comments.actions.find_comment import view_comment
from services.comments.actions.post_comment import OpinionOf
from services.comments.domain import Site, Standing, State, editable_until
from services.comments.keys import Keys
from services.comments.screening import Facts, Opinion, Submission, Verdict, screen
from services.comments.shapes import CommentView
from services.comments.sites import Sites
from services.comments.store import audit, comments, pictures, posting, threads
from services.comments.store.posting import Asking
from services.comments.store.records import Comment
from services.comments.store.visibility import move_comment
from services.comments.submitting import Sender
from services.comments.writing import Writing, fingerprint, read_writing
from shared.clock import Clock
from shared.codec import encode
from shared.errors import Forbidden, Gone, NotFound
from shared.events import Actor, CommentEdited, CommentHeld
from shared.postgres import Database, Row, Transaction

REPEAT = timedelta(hours=24)


async def edit_comment(
    db: Database,
    clock: Clock,
    keys: Keys,
    sites: Sites,
    *,
    comment: UUID,
    edit_key: str,
    body: str,
    opinions: OpinionOf | None = None,
) -> CommentView:
    """Change it; what says that already is answered as it stands, so a repeat after a lost answer gets the same one.

    Raises Forbidden (the key), Gone (too late) or Invalid.
    """
    writing = read_writing(body)
    if not keys.is_edit_key(comment, edit_key):
        raise Forbidden("this is not the edit key of this comment", code="edit_key")
    known = await comments.find_comment(db, comment)
    if known is None:
        raise NotFound("there is no such comment", code="comment_not_found")
    site = await sites.find(known.site)
    facts = await _gather(db, clock, known, site, writing)
    said = await opinions(site, _submission(known, writing), Sender(ip="")) if opinions else ()
    async with db.transaction() as tx:
        found = await comments.lock_comment(tx, comment)
        assert found is not None  # noqa: S101 - comments are never deleted
        _there(found)
        if writing.text == found.text:
            return await view_comment(tx, found, own=True)
        _in_time(found, clock)
        verdict = screen(_submission(found, writing), _facts(clock, found, site, facts, said))
        changed = await _change(tx, clock, found, writing, verdict)
        return await view_comment(tx, changed, own=True)


def _there(comment: Comment) -> None:
    if comment.state not in {State.HELD, State.PUBLISHED}:
        raise Gone("this comment can't be changed any more", code="comment_gone")


def _in_time(comment: Comment, clock: Clock) -> None:
    if not editable_until(comment.created_at, clock.now(), comment.editable_until):
        raise Gone("the time to change this comment has passed", code="edit_expired")


async def _gather(db: Database, clock: Clock, comment: Comment, site: Site, writing: Writing) -> Row:
    asking = Asking(
        site=site.key,
        url=await threads.find_url(db, comment.thread),
        digest=comment.digest,
        fingerprint=fingerprint(comment.digest or comment.author_id, writing.text),
        network_key="",
        address_key="",
        parent=None,
        idempotency_key="",
        gallery=comment.gallery,
        thread=comment.thread,
        picture=comment.picture_number,
    )
    [row] = await posting.gather_facts(db, [asking], repeats_since=clock.now() - REPEAT)
    return row


def _submission(comment: Comment, writing: Writing) -> Submission:
    return Submission(
        text=writing.text,
        words=writing.words,
        links=writing.links,
        author_name=comment.author_name,
        author_kind=comment.author_kind,
        edit=True,
    )


def _facts(clock: Clock, comment: Comment, site: Site, row: Row, said: tuple[Opinion, ...]) -> Facts:
    return Facts(
        now=clock.now(),
        settings=site.settings,
        site_active=site.active,
        thread_open=row["thread_open"],
        thread_created_at=row["thread_created_at"],
        standing=Standing(row["standing"] or "none"),
        standing_until=row["standing_until"],
        published_before=int(row["published_before"]),
        was_published=comment.state == State.PUBLISHED,
        duplicate=row["duplicate"] if row["duplicate"] != comment.id else None,
        opinions=said,
    )


async def _change(tx: Transaction, clock: Clock, comment: Comment, writing: Writing, verdict: Verdict) -> Comment:
    now = clock.now()
    await comments.insert_revision(tx, comment, editor=comment.author_name, now=now)
    # a comment that waits goes on waiting: only a moderator lets it out
    state = State.HELD if comment.state == State.HELD else verdict.state
    reader = Actor(kind="reader", name=comment.author_name, via="api")
    if state != comment.state:
        await move_comment(tx, comment, state, now)
        rule = Actor(kind="rule", name=verdict.reasons[0].code, via="rule")
        await audit.insert_audit(
            tx,
            site=comment.site,
            thread=comment.thread,
            comment=comment.id,
            action="held_again",
            actor=rule,
            now=now,
            from_state=comment.state,
            to_state=state,
            reason="; ".join(reason.words for reason in verdict.reasons),
        )
    shown = state is State.PUBLISHED
    kept = comment.reasons if comment.state == State.HELD else "[]"
    await comments.set_text(
        tx,
        comment.id,
        text=writing.text,
        body=writing.body,
        html=writing.html,
        fingerprint=fingerprint(comment.digest or comment.author_id, writing.text),
        now=now,
        reasons=encode(verdict.reasons).decode() if verdict.reasons else kept,
        level=max(verdict.level, comment.level if comment.state == State.HELD else 0),
        gallery=comment.gallery,
        picture_number=comment.picture_number,
        region=comment.region,
        thread_version=await threads.touch_thread(tx, comment.thread, now) if shown else 0,
    )
    changed = await comments.lock_comment(tx, comment.id)
    assert changed is not None  # noqa: S101 - it was locked above
    galleries = await pictures.find_galleries(tx, comment.site, [comment.gallery] if comment.gallery else [])
    told = telling.tell_comment(changed, galleries.get(comment.gallery))
    held = CommentHeld(comment=told, reasons=telling.tell_reasons(changed.reasons))
    await tx.emit(CommentEdited(comment=told, edited_by=reader) if shown else held)
    return changed
