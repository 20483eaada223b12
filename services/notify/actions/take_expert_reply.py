"""Take what an expert wrote back: a candidate's number, "skip", or an answer in words.

In: a reply that mail-in has read and trusts. Out: an outcome code: answered, added, skipped, closed, unclear or empty.
The first answer is published; a later one is kept as an addition for the desk.
"""

from datetime import datetime
from typing import Final

from services.notify.actions.learn_answer import entries_named, learn_answer
from services.notify.actions.publish_answer import publish_answer
from services.notify.actions.queue_delivery import queue_delivery
from services.notify.actions.route_question import route_question
from services.notify.actions.score_proposal import score_proposal
from services.notify.answering.nouns import Ask
from services.notify.answering.wording import word_answer
from services.notify.domain import ReplyMail
from services.notify.store import archive, questions
from services.notify.store.questions import NewAnswer
from services.notify.store.statements import SQL
from shared.ids import uuid7
from shared.postgres import Row, Transaction

SKIPS: Final = ("skip", "no")
LONGEST: Final = 9_000


async def take_expert_reply(tx: Transaction, mail: ReplyMail, *, now: datetime) -> str:
    """The outcome's code; whatever follows (reply, mail, next expert) is in the same transaction."""
    row = await questions.lock_question(tx, mail.question)
    if row is None or row["state"] == "closed":
        return "closed"
    if mail.command in SKIPS:
        return await _skip(tx, row, mail, now)
    chosen = _chosen(row, mail.command)
    if mail.command and chosen is None:
        return await _refuse(tx, row, mail, now)
    if chosen is not None:
        entries: tuple[str, ...] = (chosen,)
        found = await archive.find_entries(tx, row["site"], entries)
        if not found:
            return await _refuse(tx, row, mail, now)
        text = word_answer(found, (Ask(row["kind"]),), row["language"])
    else:
        text = mail.text.strip()[:LONGEST]
        if not text:
            return "empty"
        entries = await entries_named(tx, row, text)
    return await _answer(tx, row, mail, text=text, entries=entries, now=now)


async def _answer(
    tx: Transaction, row: Row, mail: ReplyMail, *, text: str, entries: tuple[str, ...], now: datetime
) -> str:
    first = await tx.fetch_row(SQL.find_live_answer, row["id"]) is None
    answer = NewAnswer(
        id=uuid7(),
        question=row["id"],
        kind="expert",
        state="live" if first else "addition",
        author_name=mail.name,
        moderator=mail.moderator,
        text=text,
        language=row["language"],
        entries=entries,
    )
    await questions.add_answer(tx, answer, now)
    await tx.execute(SQL.set_question_expert, row["id"], mail.moderator, row["round"], "answered")
    if not first:
        await questions.note(tx, row["id"], now=now, who=mail.name, what="added", words=text)
        return "added"
    await score_proposal(tx, row, entries)
    await questions.note(tx, row["id"], now=now, who=mail.name, what="answered", words=text)
    await questions.set_state(tx, row["id"], "answered", now)
    await publish_answer(tx, answer, site=row["site"], comment=row["comment"])
    await learn_answer(tx, row, answer.id, text, entries)
    return "answered"


async def _skip(tx: Transaction, row: Row, mail: ReplyMail, now: datetime) -> str:
    await tx.execute(SQL.set_question_expert, row["id"], mail.moderator, row["round"], "skipped")
    await questions.note(tx, row["id"], now=now, who=mail.name, what="skipped")
    if row["state"] in ("routed", "reminded", "escalated"):
        await route_question(tx, row["id"], now=now)
    return "skipped"


async def _refuse(tx: Transaction, row: Row, mail: ReplyMail, now: datetime) -> str:
    number = len(questions.listed(row, "candidates"))
    reason = (
        f"This question has {number} numbered candidates." if number else "This question has no numbered candidates."
    )
    await queue_delivery(
        tx,
        kind="reply_refused",
        site=row["site"],
        subject=f"reply:{mail.raw}",
        recipient=f"moderator:{mail.moderator}",
        context={
            "question": str(row["id"]),
            "comment": str(row["comment"]),
            "reason": f"{reason} Nothing was published; reply again with a number of the list or with your answer.",
        },
        now=now,
    )
    return "unclear"


def _chosen(row: Row, command: str) -> str | None:
    """The candidate's entry that the command names; "yes" means the only one there is."""
    candidates = questions.listed(row, "candidates")
    if command == "yes" and len(candidates) == 1:
        command = "1"
    if command.isdecimal() and len(command) < 4 and 1 <= int(command) <= len(candidates):
        return str(candidates[int(command) - 1]["entry"])
    return None
