"""Takes readers' comments: cleaned, screened, and kept with their events; all that come at one moment in one commit.

In: what a reader sent, from which network. Out: the answer with the edit key; 2xx means it is on disk.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from services.comments import composing, page_urls
from services.comments.domain import Site
from services.comments.keys import Keys
from services.comments.receiving import read_facts, read_new, read_parent, read_submission
from services.comments.screening import Opinion, Submission, screen
from services.comments.shapes import NewComment
from services.comments.store import posting, threads
from services.comments.store.posting import Asking, Keeping
from services.comments.submitting import Answer, Grown, New, Sender
from services.comments.together import Together
from services.comments.writing import read_name
from shared.clock import Clock
from shared.errors import Invalid, TooMany, Unavailable
from shared.postgres import Database, Row, UniqueViolation

REPEAT = timedelta(hours=24)
ATTEMPTS = 3
OpinionOf = Callable[[Site, Submission, Sender], Awaitable[tuple[Opinion, ...]]]
"""Asks the site's outside checks; it holds what they don't answer, and raises nothing."""


class Asked(Struct, frozen=True, kw_only=True):
    """A comment that was read, and what the outside checks said of it."""

    new: New
    opinions: tuple[Opinion, ...]


Posting = Together[Asked, Answer | Exception]
"""Gathers the comments of one moment into one commit."""


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
    together: Posting | None = None,
) -> Answer:
    """Keep a comment. Raises Invalid, NotFound, Forbidden, Conflict, TooMany or Unavailable; then nothing is kept."""
    new = read_new(clock, keys, site=site, sent=sent, sender=sender, idempotency_key=idempotency_key)
    said = await opinions(site, read_submission(new), sender) if opinions else ()
    asked = Asked(new=new, opinions=said)
    outcome = await together.do(asked) if together else (await keep_all(db, clock, keys, [asked]))[0]
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


def gather_posts(db: Database, clock: Clock, keys: Keys) -> Posting:
    """What gathers the comments of one moment; those that share a limit or a key wait for each other."""

    async def keep(asked: Sequence[Asked]) -> list[Answer | Exception]:
        return await keep_all(db, clock, keys, asked)

    def clashes(asked: Asked) -> set[str]:
        keys = {ticket.key for ticket in composing.tickets_of(asked.new, asked.new.thread)}
        return keys | ({f"i:{asked.new.site.key}:{asked.new.key}"} if asked.new.key else set())

    return Together(keep, clashes)


async def keep_all(db: Database, clock: Clock, keys: Keys, asked: Sequence[Asked]) -> list[Answer | Exception]:
    """Keep those that screening lets in; in their order the answers, or why there is none."""
    outcomes: dict[int, Answer | Exception] = {}
    for _ in range(ATTEMPTS):
        waiting = [place for place in range(len(asked)) if place not in outcomes]
        if not waiting:
            break
        facts = await _gather(db, clock, [asked[place].new for place in waiting])
        drafts: dict[int, Keeping] = {}
        for place, row in zip(waiting, facts, strict=True):
            outcome = _judge(clock, keys, asked[place], row)
            if isinstance(outcome, Keeping):
                drafts[place] = outcome
            elif outcome is not None:
                outcomes[place] = outcome
        await _open_threads(
            db, clock, [asked[p].new for p, row in zip(waiting, facts, strict=True) if row["thread"] is None]
        )
        outcomes |= {
            place: kept
            if isinstance(kept, Exception)
            else composing.answer(asked[place].new, keys, drafts[place], *kept)
            for place, kept in (await _keep(db, clock, drafts)).items()
        }
        named = await _name_threads(
            db,
            [
                (asked[p].new, row)
                for p, row in zip(waiting, facts, strict=True)
                if p in drafts and isinstance(outcomes.get(p), Answer)
            ],
        )
        for place, done in outcomes.items():
            if isinstance(done, Answer) and done.thread in named:
                outcomes[place] = replace(done, grown=None)
        # what is left lost a race: parallel posts of its origin had the tickets, or its key; now it sees them
    late = TooMany("wait a moment before you write again", retry_after=1, code="flood")
    return [outcomes.get(place, late) for place in range(len(asked))]


async def _gather(db: Database, clock: Clock, new: Sequence[New]) -> list[Row]:
    asking = [
        Asking(
            site=one.site.key,
            url=one.url,
            digest=one.digest,
            fingerprint=one.fingerprint,
            network_key=f"n:{one.network}",
            address_key=f"a:{one.site.key}:{one.digest}",
            parent=one.sent.parent,
            idempotency_key=one.key,
            gallery=one.sent.picture.gallery if one.sent.picture else "",
            thread=one.thread,
            picture=one.sent.picture.number if one.sent.picture else one.mention.number if one.mention else 0,
        )
        for one in new
    ]
    return await posting.gather_facts(db, asking, repeats_since=clock.now() - REPEAT)


def _judge(clock: Clock, keys: Keys, asked: Asked, row: Row) -> Keeping | Answer | Exception | None:
    """What becomes of one; None when its thread must be opened first."""
    new = asked.new
    try:
        if first := _repeated(keys, new, row):
            return first
        if row["thread"] is None:
            return None
        parent = read_parent(new, row)
        verdict = screen(read_submission(new), read_facts(clock, new, row, asked.opinions))
        return composing.compose(new, keys, clock.now(), facts=row, parent=parent, verdict=verdict)
    except Exception as error:  # noqa: BLE001 - a fault of one must not become its company's
        return error


async def _keep(
    db: Database, clock: Clock, drafts: dict[int, Keeping]
) -> dict[int, tuple[int, Grown | None] | Exception]:
    """Number and thread's growth of those that were kept, by their places; the error of one that can't be."""
    if not drafts:
        return {}
    try:
        done = await posting.keep_comments(db, list(drafts.values()), clock.now())
    except Unavailable:
        raise
    except Exception as error:  # noqa: BLE001 - one of them is at fault, and the others must not suffer for it
        if len(drafts) == 1:
            # the same idempotency key was faster: it is answered as that one was
            return {} if isinstance(error, UniqueViolation) else dict.fromkeys(drafts, error)
        kept: dict[int, tuple[int, Grown | None] | Exception] = {}
        for place, draft in drafts.items():
            kept |= await _keep(db, clock, {place: draft})
        return kept
    if done:
        db.wake_relay()
    here = {place: draft for place, draft in drafts.items() if draft.id in done}
    grown = composing.growths((draft, done[draft.id]) for draft in here.values())
    return {place: (done[draft.id].number, grown.get(draft.thread)) for place, draft in here.items()}


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


async def _open_threads(db: Database, clock: Clock, news: Sequence[New]) -> None:
    """Open the pages' threads; one without comments harms nobody if the comment is refused."""
    if not news:
        return
    async with db.transaction() as tx:
        for new in sorted(news, key=lambda new: (new.site.key, new.url)):
            title = read_title(new)
            await threads.insert_thread(
                tx,
                new.thread,
                site=new.site.key,
                url=new.url,
                link=page_urls.link(new.sent.url, keep=new.site.settings.keep_url_parameters),
                title=title,
                now=clock.now(),
            )


async def _name_threads(db: Database, kept: Sequence[tuple[New, Row]]) -> set[UUID]:
    """Give the page's title to threads that were opened without one; those that were given one."""
    titles = {row["thread"]: read_title(new) for new, row in kept if row["thread_title"] == "" and new.sent.title}
    named = {thread for thread, title in titles.items() if title}
    if named:
        async with db.transaction() as tx:
            for thread in sorted(named):
                await threads.set_title(tx, thread, titles[thread])
    return named


def read_title(new: New) -> str:
    """The page's title on one line, shortened; nothing when it can't be kept: it is not the reader's fault."""
    try:
        return read_name(new.sent.title, pointer="/title", required=False, longest=1000)
    except Invalid:
        return ""
