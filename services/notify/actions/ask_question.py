"""Ask the archive what a reader wants to know; publish what is certain, give the rest to a person.

In: a published comment. Out: nothing for a comment that asks nothing; else a question with evidence and vetoes, and
either an answer (`reply.requested`) or a mail to an expert, all in the caller's one transaction.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from services.notify.actions.publish_answer import publish_answer
from services.notify.actions.route_question import route_question
from services.notify.answering.candidates import evidence_words, label_of
from services.notify.answering.nouns import Action, Candidate, Facts, Reading, Verdict
from services.notify.answering.pipeline import decide, read, worded
from services.notify.answering.weighing import text_answer
from services.notify.store import archive, archive_ground, questions
from services.notify.store.foreseen import NOTHING, Foreseen
from services.notify.store.questions import AnsweringSite, NewAnswer
from services.notify.store.statements import SQL, Statements
from shared.events import Comment, CommentPublished
from shared.ids import uuid7
from shared.postgres import Transaction

READERS: Final = ("reader", "member")
ENOUGH_CONFIRMED: Final = 50
"""So many proposals must have been confirmed, and none wrong, before a site in shadow mode publishes by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Considered:
    """A comment as read, what the archive knows about it, and what follows."""

    reading: Reading
    sources: dict[str, str]
    facts: Facts
    verdict: Verdict


async def ask_question(
    tx: Transaction, event: CommentPublished, *, now: datetime, foreseen: Foreseen = NOTHING
) -> Verdict | None:
    """The verdict; None when it isn't a reader's new comment or the site wants no answers. A repeat does nothing."""
    comment = event.comment
    if event.quiet or comment.answers is not None or comment.author.kind not in READERS:
        return None
    site = await foreseen.once(("site", comment.site), lambda: questions.find_site(tx, comment.site))
    if site is None or not site.answers:
        return None
    found = await consider(tx, comment, site, foreseen)
    if found.verdict.action is not Action.IGNORE:
        await _keep(tx, comment, site, found, now)
    return found.verdict


async def consider(db: Statements, comment: Comment, site: AnsweringSite, foreseen: Foreseen = NOTHING) -> Considered:
    """What the archive makes of a comment; nothing is stored. What asks nothing costs no look of its own."""
    ground = await foreseen.once(("ground", comment.site), lambda: archive_ground.find_ground(db, comment.site))
    picture = comment.picture
    reading = read(
        comment.text,
        language=comment.language,
        pictured=picture is not None,
        known_makes=ground.makes,
        known_words=frozenset(word for event in ground.events for word in event.stem.split()),
    )
    facts = Facts()
    if reading.is_question:
        page, gallery, own = comment.page_url, picture.gallery if picture else "", _event_of(site, comment.page_url)
        context = await foreseen.once(
            ("page", comment.site, page, gallery),
            lambda: archive_ground.find_context(
                db, ground, site=comment.site, page_url=page, gallery=gallery, event=own
            ),
        )
        number = picture.number if picture else None
        facts = await archive.gather(db, site=comment.site, context=context, reading=reading, picture=number)
    return Considered(reading=reading, sources=ground.sources, facts=facts, verdict=decide(reading, facts))


def _event_of(site: AnsweringSite, page_url: str) -> str:
    pages = {archive_ground.article_key(url): event for url, event in site.article_events.items()}
    return pages.get(archive_ground.article_key(page_url), "")


async def _keep(tx: Transaction, comment: Comment, site: AnsweringSite, found: Considered, now: datetime) -> None:
    verdict, reading = found.verdict, found.reading
    certain = verdict.action is Action.AUTO
    publishes = certain and not await _in_shadow(tx, site)
    question = uuid7()
    proposed = tuple(archive_candidates(found)) if certain and not publishes else verdict.candidates
    added = await questions.add_question(
        tx,
        question=question,
        comment=comment,
        language=reading.language,
        kind=verdict.kind.value,
        subject=_subject(found),
        state="auto_answered" if publishes else "matched" if certain else "routed",
        plates=tuple(fold for mention in reading.asked.plates for fold in mention.full[:1]),
        evidence=verdict.evidence,
        vetoes=verdict.vetoes,
        candidates=proposed,
    )
    if not added:
        return
    if certain:
        text, evidence = worded(reading, found.facts, verdict)
        answer = NewAnswer(
            id=uuid7(),
            question=question,
            kind="archive",
            state="live" if publishes else "proposed",
            author_name="",
            text=text or text_answer(found.facts, verdict),
            language=reading.language,
            entries=verdict.entries,
            answer_ref=verdict.answer_ref,
            evidence=evidence,
            rules=verdict.rules,
            source_name=_source(found),
        )
        await questions.add_answer(tx, answer, now)
        if publishes:
            await questions.note(tx, question, now=now, who="archive", what="answered", words=answer.text)
            await publish_answer(tx, answer, site=comment.site, comment=comment.id)
            return
        await questions.note(tx, question, now=now, who="archive", what="proposed", words=answer.text)
    await route_question(tx, question, now=now)


async def _in_shadow(tx: Transaction, site: AnsweringSite) -> bool:
    if not site.shadow:
        return False
    score = await tx.fetch_row(SQL.find_shadow, site.key)
    return score is None or score["wrong"] > 0 or score["confirmed"] < ENOUGH_CONFIRMED


def _source(found: Considered) -> str:
    """What the entry list is called that the answer rests on."""
    entries = [entry for entry in found.facts.entries if entry.ref in found.verdict.entries]
    return found.sources.get(entries[0].event, "") if entries else ""


def _subject(found: Considered) -> str:
    """What experts' subjects are compared with: kind, event, makes."""
    makes = sorted({make for makes in found.reading.asked.makes for make in makes})
    return " ".join([found.verdict.kind.value, found.facts.article_event, *makes]).strip()


def archive_candidates(found: Considered) -> list[Candidate]:
    """The proposal as the expert's first candidates."""
    by_ref = {entry.ref: entry for entry in found.facts.entries}
    return [
        Candidate(
            entry=ref,
            label=label_of(by_ref[ref]),
            evidence=tuple(
                evidence_words(item.rule, item.detail) for item in found.verdict.evidence if item.entry == ref
            ),
        )
        for ref in found.verdict.entries
    ]
