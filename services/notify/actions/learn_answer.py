"""Remember an answer, so that the next who asks about the same plate or picture gets it at once; or forget it again.

In: a question and its answer. Out: a row of `archive_answer`, accepted or corrected.
"""

from uuid import UUID

from services.notify.answering.mentions import mentions_of, together
from services.notify.answering.nouns import Action, Ask, Reading
from services.notify.answering.pipeline import decide, read
from services.notify.answering.sentences import sentences
from services.notify.store import archive, archive_ground
from services.notify.store.statements import SQL
from shared.postgres import Row, Transaction


async def learn_answer(tx: Transaction, question: Row, answer: UUID, text: str, entries: tuple[str, ...]) -> bool:
    """Whether there was anything to remember: a question about a car, with a plate or a picture."""
    reading = read(question["text"], language=question["language"], pictured=question["picture"] is not None)
    named = reading.asked.pictures[0].number if reading.asked.pictures else None
    picture = question["picture"] if question["picture"] is not None else named
    plates = list(question["plates"])
    if question["kind"] != Ask.CAR.value or len(entries) > 1 or (picture is None and not plates):
        return False
    await tx.execute(
        SQL.keep_archive_answer,
        question["site"],
        f"answer:{answer}",
        archive_ground.article_key(question["page_url"]),
        picture,
        plates,
        question["text"],
        text,
        entries[0] if entries else "",
        "accepted",
        "",
        answer,
    )
    return True


async def forget_answer(tx: Transaction, site: str, answer: UUID, answer_ref: str) -> list[str]:
    """Mark what was learnt from the answer, and the earlier answer it repeated, as corrected; their references."""
    refs = [str(row["ref"]) for row in await tx.fetch(SQL.correct_learnt_answers, answer)]
    if answer_ref:
        await tx.execute(SQL.correct_earlier_answer, site, answer_ref)
        refs.append(answer_ref)
    return refs


async def entries_named(tx: Transaction, question: Row, text: str) -> tuple[str, ...]:
    """The one entry that an expert's own words name by plate or start number, or nothing."""
    ground = await archive_ground.find_ground(tx, question["site"])
    parts = sentences(text)
    asked = together([mentions_of(part, question["language"], ground.makes) for part in parts])
    if not (asked.plates or asked.windows or asked.numbers):
        return ()
    reading = Reading(
        language=question["language"], is_question=True, asks=(Ask.CAR,), asked=asked, whole=asked, text=text
    )
    context = await archive_ground.find_context(
        tx, ground, site=question["site"], page_url=question["page_url"], gallery=question["gallery"]
    )
    facts = await archive.gather(tx, site=question["site"], context=context, reading=reading, picture=None)
    verdict = decide(reading, facts)
    return verdict.entries if verdict.action is Action.AUTO and len(verdict.entries) == 1 else ()
