"""Questions, their answers and the people asked, as rows.

In: what the actions decided. Out: rows; JSON columns are lists of plain objects.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.notify.answering.nouns import Candidate, Evidence, Veto
from services.notify.store.statements import SQL, Statements
from shared.codec import decode, encode
from shared.events import Comment
from shared.postgres import Row, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweringSite:
    """A site's settings that matter here. `article_events` maps page URLs to archive events."""

    key: str
    answers: bool
    shadow: bool
    article_events: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAnswer:
    """An answer about to be stored."""

    id: UUID
    question: UUID
    kind: str
    state: str
    author_name: str
    text: str
    language: str
    moderator: UUID | None = None
    entries: tuple[str, ...] = ()
    answer_ref: str = ""
    evidence: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    source_name: str = ""


async def find_site(db: Statements, site: str) -> AnsweringSite | None:
    """The site as answering sees it; None while notify hasn't heard of it."""
    row = await db.fetch_row(SQL.find_answering_site, site)
    if row is None:
        return None
    return AnsweringSite(
        key=site,
        answers=row["answers"],
        shadow=row["shadow"],
        article_events=decode(row["article_events"].encode(), dict[str, str]),
    )


async def add_question(
    tx: Transaction,
    *,
    question: UUID,
    comment: Comment,
    language: str,
    kind: str,
    subject: str,
    state: str,
    plates: tuple[str, ...],
    evidence: tuple[Evidence, ...],
    vetoes: tuple[Veto, ...],
    candidates: tuple[Candidate, ...],
) -> bool:
    """Keep the question; False when this comment's is there already."""
    picture = comment.picture
    found = await tx.fetch_value(
        SQL.add_question,
        question,
        comment.site,
        comment.id,
        comment.thread,
        comment.page_url,
        comment.page_title,
        comment.path,
        comment.author.name,
        comment.text,
        language,
        picture.gallery if picture else "",
        picture.number if picture else None,
        encode(picture.region).decode() if picture and picture.region else None,
        kind,
        subject,
        state,
        list(plates),
        encode([{"rule": e.rule, "entry": e.entry, "detail": e.detail, "strong": e.strong} for e in evidence]).decode(),
        encode([{"code": veto.code, "words": veto.words} for veto in vetoes]).decode(),
        encode([{"entry": c.entry, "label": c.label, "evidence": c.evidence} for c in candidates]).decode(),
        comment.created_at,
    )
    return found is not None


async def find_question(db: Statements, question: UUID) -> Row | None:
    """One question with its JSON columns as `…_json` text."""
    return await db.fetch_row(SQL.find_question, question)


async def lock_question(tx: Transaction, question: UUID) -> Row | None:
    """One question, held until the transaction ends."""
    return await tx.fetch_row(SQL.lock_question, question)


def listed(row: Row, column: str) -> list[dict[str, Any]]:
    """A JSON column of a question: evidence, vetoes or candidates."""
    items: list[dict[str, Any]] = decode(row[f"{column}_json"].encode(), list[dict[str, Any]])
    return items


async def find_question_of_comment(db: Statements, comment: UUID) -> Row | None:
    """Id and state of the question that a comment asked."""
    return await db.fetch_row(SQL.find_question_of_comment, comment)


async def set_state(tx: Transaction, question: UUID, state: str, now: datetime) -> None:
    """Move a question to a state."""
    await tx.execute(SQL.set_question_state, question, state, now)


async def add_answer(tx: Transaction, answer: NewAnswer, now: datetime) -> None:
    """Keep an answer."""
    await tx.execute(
        SQL.add_answer,
        answer.id,
        answer.question,
        answer.kind,
        answer.state,
        answer.author_name,
        answer.moderator,
        answer.text,
        answer.language,
        list(answer.entries),
        answer.answer_ref,
        list(answer.evidence),
        list(answer.rules),
        answer.source_name,
        now,
    )


async def list_experts(db: Statements, site: str) -> list[Row]:
    """Everybody on the site who may be asked, with how many questions wait for them."""
    return await db.fetch(SQL.list_experts, site)


async def list_asked(db: Statements, question: UUID) -> list[Row]:
    """Who was asked about a question, in order."""
    return await db.fetch(SQL.list_question_experts, question)


async def note(tx: Transaction, question: UUID, *, now: datetime, who: str, what: str, words: str = "") -> None:
    """Write down what happened, for the desk."""
    await tx.execute(SQL.add_question_note, question, now, who, what, words)


async def rows(db: Statements, query: str, *values: object) -> Sequence[Row]:
    """The rows of one of the questions' named queries."""
    return await db.fetch(getattr(SQL, query), *values)
