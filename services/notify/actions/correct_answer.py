"""Correct a published answer: its reply gets the new words, everyone who was told is told again.

In: an answer, the right words or the right entry, and who says so. Out: a higher version of the reply
(comments edits it, and that edit tells the askers), new learning, and re-opened answers that rested on the old one.
"""

from datetime import datetime
from uuid import UUID

from services.notify.actions.learn_answer import entries_named, forget_answer, learn_answer
from services.notify.actions.publish_answer import publish_answer
from services.notify.actions.withdraw_answer import LIVE, lock_answer, pause_rules, reopen_resting_on
from services.notify.answering.nouns import Ask
from services.notify.answering.wording import word_answer
from services.notify.store import archive, questions
from services.notify.store.questions import NewAnswer
from services.notify.store.statements import SQL
from shared.errors import Conflict, Field, Invalid
from shared.postgres import Transaction


async def correct_answer(
    tx: Transaction, answer: UUID, *, actor_name: str, now: datetime, text: str = "", entry: str = ""
) -> None:
    """Replace the answer. Raises NotFound, Conflict when it isn't published, Invalid without words or a known entry."""
    row = await lock_answer(tx, answer)
    if row["state"] not in LIVE:
        raise Conflict("This answer isn't published any more.")
    question = await questions.lock_question(tx, row["question"])
    if question is None:
        raise Conflict("The question is gone.")
    entries: tuple[str, ...] = (entry,) if entry else ()
    if entry:
        found = await archive.find_entries(tx, row["site"], entries)
        if not found:
            raise Invalid(
                "The archive has no such entry.", fields=(Field(pointer="/entry", detail="is not in the archive"),)
            )
        text = text.strip() or word_answer(found, (Ask(question["kind"]),), row["language"])
    elif text.strip():
        entries = await entries_named(tx, question, text)
    else:
        raise Invalid(
            "A correction needs words or an entry.", fields=(Field(pointer="/text", detail="must not be empty"),)
        )
    version = await tx.fetch_value(SQL.change_answer, answer, text, list(entries), now, "live")
    await pause_rules(tx, row, actor_name=actor_name, now=now)
    refs = await forget_answer(tx, row["site"], answer, row["answer_ref"])
    await reopen_resting_on(tx, refs, now=now)
    await questions.set_state(tx, row["question"], "corrected", now)
    await questions.note(tx, row["question"], now=now, who=actor_name, what="corrected", words=text)
    changed = NewAnswer(
        id=answer,
        question=row["question"],
        kind="expert",
        state="live",
        author_name=actor_name,
        text=text,
        language=row["language"],
        entries=entries,
    )
    await publish_answer(tx, changed, site=row["site"], comment=row["comment"], version=version)
    await learn_answer(tx, question, answer, text, entries)
