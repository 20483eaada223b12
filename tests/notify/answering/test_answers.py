"""The loop: question, archive or expert, answer, learning, correction, withdrawal."""

import json
from datetime import timedelta
from typing import Any

import pytest

from services.notify.actions.close_question import close_question_of
from services.notify.actions.correct_answer import correct_answer
from services.notify.actions.escalate_question import escalate_question
from services.notify.actions.remind_expert import remind_expert, working_time
from services.notify.actions.settle_proposal import settle_proposal
from services.notify.actions.withdraw_answer import withdraw_answer
from shared import events
from shared.errors import Conflict
from tests.notify import makings

SEED = "Hi – what is that stunning one-taillighted red beauty (Rego Mi-18 3385)?"
UNKNOWN = "What is the green car with plate TO 99 1234?"


async def test_the_seeds_question_is_answered_from_the_archive_with_its_evidence(archive: Any) -> None:
    comment = await archive.ask(SEED)
    (reply,) = await archive.replies()
    assert reply.comment == comment.id
    assert reply.kind == "archive"
    assert "Alfa Romeo 6C 1750 Gran Sport" in reply.text
    assert reply.evidence == ("plate Mi-18 3385 in the entry list",)
    assert reply.not_right_path == f"/mail/not-right/{reply.answer}"
    assert (await archive.question(comment))["state"] == "auto_answered"


async def test_a_repeated_event_asks_nothing_twice(archive: Any) -> None:
    event = makings.published(makings.comment(SEED))
    await archive.house.tell(event, event)
    assert len(await archive.replies()) == 1


async def test_the_answer_is_worded_in_the_askers_language(archive: Any) -> None:
    await archive.ask("Was ist das für ein roter Wagen mit dem Kennzeichen MI 18 3385?")
    (reply,) = await archive.replies()
    assert reply.language == "de"
    assert reply.text.startswith("Das ist der Wagen Alfa Romeo")


@pytest.mark.parametrize(
    ("text", "veto"),
    [
        ("What is the blue car with plate MI 18 3385?", "colour"),
        ("What is the red car with plate MI 18 3358?", "plate_transposed"),
        ("What is the red car with plate MI 18 3386?", "plate_inexact"),
        (UNKNOWN, "plate_unknown"),
        ("What is the Bugatti with number 112?", "make"),
        ("What is the 1936 car with number 112?", "year"),
        ("What was number 999?", "number_unknown"),
        ("What was number 112 in 2009?", "other_event"),
        ("What was number 112 at Goodwood?", "other_event"),
        ("What was number 112 last year?", "other_time"),
        ("What is the car behind number 112?", "position"),
        ("Not number 112: what is the other one?", "negation"),
        ("Who owns number 112?", "kind"),
        ("Is number 328 a BMW 328?", "make"),
        ("What is the car in picture 12 of 140?", "picture_total"),
        ("What is number 112, plate BS 16891?", "rival"),
    ],
)
async def test_what_contradicts_is_given_to_a_person(archive: Any, text: str, veto: str) -> None:
    comment = await archive.ask(text)
    assert await archive.replies() == []
    assert veto in await archive.vetoes(comment)
    assert await archive.house.states("question") == ["waiting"]


async def test_another_year_is_answered_from_that_years_list(archive: Any) -> None:
    await archive.ask("What was number 112 at the 2011 Mille Miglia?")
    (reply,) = await archive.replies()
    assert "Ferrari 166 MM" in reply.text


async def test_a_picture_with_one_entry_answers_and_one_with_two_does_not(archive: Any) -> None:
    await archive.ask("What is this car?", picture=12)
    (reply,) = await archive.replies()
    assert "Bugatti Type 40" in reply.text
    comment = await archive.ask("What is this car?", picture=13)
    assert len(await archive.replies()) == 1
    assert "tie" in await archive.vetoes(comment)


async def test_the_crew_is_told_but_never_as_the_owner(archive: Any) -> None:
    await archive.ask("Who drove number 112?")
    (reply,) = await archive.replies()
    assert "Aldo Gallinari" in reply.text
    assert "Oreste Valgrana" in reply.text
    await archive.ask("Who does number 112 belong to?")
    assert len(await archive.replies()) == 1


async def test_a_comment_that_asks_nothing_reaches_nobody(archive: Any) -> None:
    await archive.ask("What a car! Number 112 is a 6C 1750, no doubt.")
    assert await archive.replies() == []
    assert await archive.house.states() == []


async def test_a_new_site_only_proposes_until_fifty_proposals_were_right(unfurnished: Any) -> None:
    archive = await unfurnished.furnish(shadow=True)
    comment = await archive.ask(SEED)
    assert await archive.replies() == []
    assert (await archive.question(comment))["candidates_json"].count("E1") == 1
    assert await archive.reply(comment, archive.erna, command="1") == "answered"
    assert [reply.kind for reply in await archive.replies()] == ["expert"]
    score = await archive.database.fetch_row("SELECT confirmed, wrong FROM question_shadow")
    assert tuple(score) == (1, 0)
    await archive.database.execute("UPDATE question_shadow SET confirmed = 50")
    await archive.ask("What is number 204?")
    assert [reply.kind for reply in await archive.replies()] == ["expert", "archive"]


async def test_one_wrong_proposal_keeps_the_site_in_shadow(unfurnished: Any) -> None:
    archive = await unfurnished.furnish(shadow=True)
    comment = await archive.ask(SEED)
    answer = await archive.database.fetch_value("SELECT id FROM answer")
    async with archive.database.transaction() as tx:
        await settle_proposal(tx, answer, right=False, actor_name="Edith", now=archive.house.clock.now())
    await archive.database.execute("UPDATE question_shadow SET confirmed = 80")
    await archive.ask("What is number 204?")
    assert await archive.replies() == []
    assert (await archive.question(comment))["state"] == "routed"


async def test_an_expert_answers_in_words_and_the_next_asker_gets_it_at_once(archive: Any) -> None:
    comment = await archive.ask(UNKNOWN)
    assert await archive.reply(comment, archive.erna, "A Lancia Artena that came as a spectator.") == "answered"
    (reply,) = await archive.replies()
    assert reply.kind == "expert"
    assert reply.author_name == "Erna"
    await archive.ask("Which car is TO 99 1234?")
    second = (await archive.replies())[1]
    assert second.kind == "archive"
    assert second.text == "A Lancia Artena that came as a spectator."


async def test_a_number_publishes_that_candidate_and_any_other_number_is_refused(archive: Any) -> None:
    comment = await archive.ask("What is this car?", picture=13)
    assert await archive.reply(comment, archive.erna, command="5") == "unclear"
    assert await archive.house.states("reply_refused") == ["waiting"]
    assert await archive.replies() == []
    assert await archive.reply(comment, archive.erna, command="2") == "answered"
    (reply,) = await archive.replies()
    assert "Jaguar XK 120" in reply.text


async def test_the_first_answer_is_published_and_the_second_kept_as_an_addition(unfurnished: Any) -> None:
    archive = await unfurnished.furnish(experts=2)
    comment = await archive.ask(UNKNOWN)
    assert await archive.reply(comment, archive.erna, "It is a Lancia.") == "answered"
    assert await archive.reply(comment, archive.otto, "It is a Lancia Artena.") == "added"
    assert len(await archive.replies()) == 1


async def test_skip_asks_the_next_person(unfurnished: Any) -> None:
    archive = await unfurnished.furnish(experts=2)
    comment = await archive.ask(UNKNOWN)
    first = (await archive.house.row("kind = 'question'"))["recipient"]
    skipping = archive.erna if str(archive.erna.moderator) in first else archive.otto
    assert await archive.reply(comment, skipping, command="skip") == "skipped"
    second = (await archive.house.row("kind = 'question'"))["recipient"]
    assert first != second


async def test_questions_go_to_the_expert_of_the_subject_and_then_to_the_idler(unfurnished: Any) -> None:
    archive = await unfurnished.furnish(experts=1)
    await archive.house.tell(makings.moderator("Otto", role="expert", subjects=("Bugatti",)))
    await archive.ask("Which Bugatti has the plate TO 99 1234?")
    otto = await archive.database.fetch_value("SELECT id FROM moderator WHERE name = 'Otto'")
    assert (await archive.house.row("kind = 'question'"))["recipient"] == f"moderator:{otto}"


async def test_an_expert_is_reminded_after_a_working_day_and_the_next_is_asked_after_three(archive: Any) -> None:
    comment = await archive.ask(UNKNOWN)
    clock, db = archive.house.clock, archive.database
    for hours, kind in ((23, ""), (50, "reminder"), (30, "escalation")):
        clock.advance(hours=hours)
        async with db.transaction() as tx:
            await remind_expert(tx, clock.now())
            await escalate_question(tx, clock.now())
        assert not kind or "waiting" in await archive.house.states(kind)
    assert (await archive.question(comment))["state"] == "escalated"
    assert await archive.house.states("reminder") == ["waiting"]


def test_weekends_are_no_working_time() -> None:
    friday = makings.WRITTEN.replace(year=2012, month=5, day=25, hour=12)
    monday = friday + timedelta(days=3)
    assert working_time(friday, monday, "UTC") == timedelta(hours=24)


async def test_taking_an_answer_back_pauses_its_rule_and_opens_the_question_again(archive: Any) -> None:
    comment = await archive.ask(SEED)
    (reply,) = await archive.replies()
    async with archive.database.transaction() as tx:
        assert await withdraw_answer(tx, reply.answer, actor_name="Edith", now=archive.house.clock.now())
        assert not await withdraw_answer(tx, reply.answer, actor_name="Edith", now=archive.house.clock.now())
    assert await archive.withdrawn() == [reply.answer]
    assert (await archive.question(comment))["state"] == "routed"
    other = await archive.ask("What is the car with plate BS 16891?")
    assert "paused" in await archive.vetoes(other)
    await archive.ask("What is number 204?")
    assert len(await archive.replies()) == 2


async def test_a_correction_replaces_the_reply_and_reopens_what_rested_on_the_old_answer(archive: Any) -> None:
    await archive.reply(await archive.ask(UNKNOWN), archive.erna, "It is a Fiat 1500.")
    again = await archive.ask("What is this green one, plate TO 99 1234?")
    first, resting = await archive.replies()
    async with archive.database.transaction() as tx:
        now = archive.house.clock.now()
        await correct_answer(tx, first.answer, actor_name="Edith", now=now, text="It is a Lancia Artena.")
    corrected = (await archive.replies())[2]
    assert (corrected.answer, corrected.version, corrected.text) == (first.answer, 2, "It is a Lancia Artena.")
    assert await archive.withdrawn() == [resting.answer]
    assert (await archive.question(again))["state"] == "routed"
    await archive.ask("And what is TO 99 1234?")
    assert (await archive.replies())[-1].text == "It is a Lancia Artena."


async def test_a_corrected_or_superseded_earlier_answer_is_never_used(archive: Any) -> None:
    rows = [
        {"id": ref, "article": makings.PAGE, "picture": picture, "question": "What is it?", "answer": "x", **rest}
        for ref, picture, rest in (
            ("A1", 20, {"entry_id": "E2", "status": "corrected", "superseded_by": None}),
            ("A2", 21, {"entry_id": "E2", "status": "accepted", "superseded_by": "A3"}),
            ("A3", 22, {"entry_id": "E4", "status": "accepted", "superseded_by": None}),
        )
    ]
    await archive.bring("answers", "\n".join(json.dumps(row) for row in rows))
    for picture in (20, 21):
        await archive.ask("What is this car?", picture=picture)
    assert await archive.replies() == []
    await archive.ask("What is this car?", picture=22)
    assert "Jaguar" in (await archive.replies())[0].text


async def test_a_removed_comment_closes_its_question_and_forgets_its_words(archive: Any) -> None:
    comment = await archive.ask(SEED)
    (reply,) = await archive.replies()
    async with archive.database.transaction() as tx:
        assert await close_question_of(tx, comment.id, now=archive.house.clock.now())
    row = await archive.question(comment)
    assert (row["state"], row["text"]) == ("closed", "")
    assert await archive.withdrawn() == [reply.answer]
    assert await archive.reply(comment, archive.erna, "too late") == "closed"


async def test_a_site_that_wants_no_answers_gets_none(unfurnished: Any) -> None:
    archive = await unfurnished.furnish()
    await archive.house.tell(makings.site(settings={"shadow": False, "answers": False}, version=2))
    await archive.ask(SEED)
    assert await archive.replies() == []
    assert await archive.house.states() == []


async def test_an_imported_comment_is_not_answered(archive: Any) -> None:
    comment = makings.changed(makings.comment(SEED), state="published")
    await archive.house.tell(events.CommentPublished(comment=comment, quiet=True))
    assert await archive.replies() == []


async def test_a_proposal_is_settled_once(unfurnished: Any) -> None:
    archive = await unfurnished.furnish(shadow=True)
    await archive.ask(SEED)
    answer = await archive.database.fetch_value("SELECT id FROM answer")
    now = archive.house.clock.now()
    async with archive.database.transaction() as tx:
        await settle_proposal(tx, answer, right=True, actor_name="Edith", now=now)
    with pytest.raises(Conflict):
        async with archive.database.transaction() as tx:
            await settle_proposal(tx, answer, right=True, actor_name="Edith", now=now)
    assert len(await archive.replies()) == 1


async def test_a_name_of_the_archive_cannot_smuggle_markup_into_an_answer(archive: Any) -> None:
    await archive.bring(
        "entries", "entry_id,event,start_no,make,model\nE9,mille-miglia-2012,77,Alfa Romeo,[x](http://evil) <b>\n"
    )
    await archive.ask("What is number 77?")
    (reply,) = await archive.replies()
    assert "[x](" not in reply.text
    assert "<b>" not in reply.text.replace("\\<", "")
