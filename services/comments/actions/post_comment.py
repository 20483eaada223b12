"""Takes a reader's comment: cleaned, screened, and kept with its event in one statement.

In: what the reader sent, from which network. Out: the answer with the edit key; 2xx means it is on disk.
"""

import hashlib
from collections.abc import Awaitable, Callable
from datetime import timedelta

from services.comments import composing, page_urls
from services.comments.domain import Parent, Site, Standing, State, thread_id
from services.comments.keys import Keys, valid_email
from services.comments.markup import find_mention
from services.comments.screening import Facts, Opinion, Submission, screen
from services.comments.shapes import NewComment
from services.comments.store import comments as store, threads
from services.comments.submitting import Answer, New, Sender
from services.comments.writing import fingerprint, read_name, read_writing
from shared.clock import Clock
from shared.codec import encode
from shared.errors import Conflict, Field, Invalid, NotFound, TooMany
from shared.ids import uuid7
from shared.postgres import Database, Row, UniqueViolation

REPEAT = timedelta(hours=24)
DOUBLE_CLICK = 60.0
OpinionOf = Callable[[Site, Submission, Sender], Awaitable[tuple[Opinion, ...]]]
"""Asks the site's outside checks; it holds what they don't answer, and raises nothing."""


async def post_comment(
    db: Database,
    clock: Clock,
    keys: Keys,
    *,
    site: Site,
    sent: NewComment,
    sender: Sender,
    idempotency_key: str = "",
    opinions: OpinionOf | None = None,
) -> Answer:
    """Keep a comment. Raises Invalid, NotFound, Forbidden, Conflict, TooMany or Unavailable; then nothing is kept."""
    new = _read(clock, keys, site=site, sent=sent, sender=sender, idempotency_key=idempotency_key)
    for _attempt in range(3):
        facts = await _gather(db, clock, new)
        if first := _repeated(keys, new, facts):
            return first
        if facts["thread"] is None:
            await _open_thread(db, clock, new)
            continue
        parent = _parent(new, facts)
        submission = _submission(new)
        said = await opinions(site, submission, sender) if opinions else ()
        verdict = screen(submission, _facts(clock, new, facts, said))
        try:
            number = await store.keep_comment(
                db, draft := composing.compose(new, keys, clock.now(), facts=facts, parent=parent, verdict=verdict)
            )
        except UniqueViolation:
            continue  # the same idempotency key was faster: answer as it was answered
        if number is not None:
            db.wake_relay()
            return composing.answer(new, keys, draft, number)
        # parallel posts of one origin had the tickets: now screening sees them and says so
    raise TooMany("wait a moment before you write again", retry_after=site.settings.flood_interval or 1, code="flood")


def _read(clock: Clock, keys: Keys, *, site: Site, sent: NewComment, sender: Sender, idempotency_key: str) -> New:
    settings = site.settings
    url = page_urls.canonical(sent.url, keep=settings.keep_url_parameters)
    if not page_urls.on_site(url, site.origins):
        detail = f"this page is not on {site.name}"
        raise Invalid(detail, fields=(Field(pointer="/url", detail=detail),), code="other_site")
    writing = read_writing(sent.body)
    name = read_name(sender.name or sent.name, required=sender.kind == "reader")
    email = valid_email(sender.email or sent.email) if sender.kind == "reader" or sender.email or sent.email else ""
    # a publisher's user without an address is still one and the same author
    known_by = email or (f"member:{sender.id}" if sender.kind == "member" else "")
    digest = keys.digest(known_by) if known_by else ""
    form_age = keys.form_age(site.key, sent.form_token, clock.now()) if sent.form_token else None
    return New(
        id=uuid7(),
        site=site,
        sent=sent,
        sender=sender,
        url=url,
        writing=writing,
        mention=None if sent.picture else find_mention(writing.words),
        name=name,
        email=email,
        digest=digest,
        network=keys.network(site.key, sender.ip),
        fingerprint=fingerprint(digest or sender.id, writing.text),
        form_age=form_age,
        key=idempotency_key,
        request_hash=hashlib.sha256(encode((sent, sender.kind, sender.id))).digest() if idempotency_key else b"",
    )


async def _gather(db: Database, clock: Clock, new: New) -> Row:
    return await store.gather_facts(
        db,
        site=new.site.key,
        url=new.url,
        digest=new.digest,
        fingerprint=new.fingerprint,
        repeats_since=clock.now() - REPEAT,
        network_key=f"n:{new.network}",
        address_key=f"a:{new.site.key}:{new.digest}",
        parent=new.sent.parent,
        idempotency_key=new.key,
        gallery=new.sent.picture.gallery if new.sent.picture else "",
        picture_number=new.sent.picture.number if new.sent.picture else new.mention.number if new.mention else 0,
        thread=thread_id(new.site.key, new.url),
    )


def _repeated(keys: Keys, new: New, facts: Row) -> Answer | None:
    if facts["request_hash"] is None:
        return None
    if facts["request_hash"] != new.request_hash:
        raise Invalid("this Idempotency-Key came with another body before", code="idempotency_key_reused")
    comment = facts["first_comment"]
    return Answer(
        status=facts["first_status"],
        body=composing.with_key(keys, comment, facts["first_answer"]),
        comment=comment,
        thread=None,
    )


async def _open_thread(db: Database, clock: Clock, new: New) -> None:
    """Open the page's thread; one without comments harms nobody if the comment is refused."""
    link = page_urls.link(new.sent.url, keep=new.site.settings.keep_url_parameters)
    title = read_name(new.sent.title, pointer="/title", required=False, longest=1000)
    async with db.transaction() as tx:
        await threads.insert_thread(
            tx,
            thread_id(new.site.key, new.url),
            site=new.site.key,
            url=new.url,
            link=link,
            title=title,
            now=clock.now(),
        )


def _parent(new: New, facts: Row) -> Parent | None:
    if new.sent.parent is None:
        return None
    if facts["parent"] is None or facts["parent_thread"] != facts["thread"]:
        raise NotFound("the comment you answer is not here", code="parent_not_found")
    if facts["parent_state"] != State.PUBLISHED:
        raise Conflict("the comment you answer is not public any more", code="parent_not_public")
    return Parent(
        id=facts["parent"],
        author_name=facts["parent_name"],
        number=facts["parent_number"],
        depth=facts["parent_depth"],
        path=tuple(facts["parent_path"]),
        parent=facts["parent_parent"],
        state=State(facts["parent_state"]),
    )


def _submission(new: New) -> Submission:
    return Submission(
        text=new.writing.text,
        words=new.writing.words,
        links=new.writing.links,
        author_name=new.name,
        author_kind=new.sender.kind,
        honeypot=new.sent.website,
        form_age=new.form_age,
    )


def _facts(clock: Clock, new: New, row: Row, opinions: tuple[Opinion, ...]) -> Facts:
    staff = new.sender.kind == "staff"
    return Facts(
        now=clock.now(),
        settings=new.site.settings,
        site_active=new.site.active,
        thread_open=row["thread_open"],
        thread_created_at=row["thread_created_at"],
        standing=Standing(row["standing"] or "none"),
        standing_until=row["standing_until"],
        published_before=int(row["published_before"]),
        duplicate=row["duplicate"],
        network_times=() if staff else tuple(row["network_times"] or ()),
        address_times=() if staff else tuple(row["address_times"] or ()),
        opinions=opinions,
    )
