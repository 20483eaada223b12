"""Each step of screening, and their order: first what refuses, then what holds."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import replace

from services.comments.domain import Policy, Settings, Standing, State
from services.comments.screening import Facts, Opinion, Submission, screen
from services.comments.screening.pipeline import POLICIES, REFUSING, RULES, TRAPS
from shared.errors import Conflict, Forbidden, Invalid, Refused, TooMany

NOW = datetime(2012, 5, 21, 9, 0, tzinfo=UTC)
REMARK = Submission(text="A fine gallery.", words="A fine gallery.", links=(), author_name="Ann", form_age=30.0)


def facts(settings: dict[str, Any] | None = None, **fields: Any) -> Facts:
    return Facts(now=NOW, settings=Settings(**(settings or {})), published_before=1, **fields)


def codes(submission: Submission, known: Facts) -> list[str]:
    return [reason.code for reason in screen(submission, known).reasons]


def test_a_known_reader_s_plain_remark_is_published() -> None:
    assert screen(REMARK, facts()).state is State.PUBLISHED


@pytest.mark.parametrize(
    ("known", "refusal"),
    [
        (facts(thread_open=False), Forbidden),
        (facts(site_active=False), Forbidden),
        (facts({"close_after_days": 30}, thread_created_at=NOW - timedelta(days=31)), Forbidden),
        (facts(standing=Standing.BANNED), Forbidden),
        (facts(standing=Standing.BANNED, standing_until=NOW + timedelta(days=1)), Forbidden),
        (facts(duplicate=uuid4()), Conflict),
        (facts(network_times=(NOW - timedelta(seconds=14),)), TooMany),
        (facts(address_times=tuple(NOW - timedelta(seconds=60 * ago) for ago in (9, 8, 7, 6, 5))), TooMany),
        (facts({"shortest": 100}), Invalid),
        (facts({"longest": 5}), Invalid),
    ],
)
def test_what_refuses(known: Facts, refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        screen(REMARK, known)


def test_the_wait_is_named_in_seconds() -> None:
    with pytest.raises(TooMany) as refused:
        screen(REMARK, facts(network_times=(NOW - timedelta(seconds=4),)))
    assert refused.value.retry_after == 11
    with pytest.raises(TooMany) as refused:
        screen(REMARK, facts(address_times=tuple(NOW - timedelta(minutes=ago) for ago in (9, 8, 7, 6, 5))))
    assert refused.value.retry_after == 60


@pytest.mark.parametrize(
    ("submission", "known", "expected"),
    [
        (replace(REMARK, honeypot="https://spam.example"), facts(), ["honeypot"]),
        (replace(REMARK, form_age=1.9), facts(), ["too_quick"]),
        (replace(REMARK, form_age=2.0), facts(), []),
        (replace(REMARK, form_age=None), facts(), ["no_form"]),
        (REMARK, facts(standing=Standing.HELD), ["author_held"]),
        (REMARK, facts(standing=Standing.HELD, standing_until=NOW), []),
        (REMARK, facts(opinions=(Opinion(source="x", verdict="failed", words="late"),)), ["check_failed"]),
        (REMARK, facts(opinions=(Opinion(source="x", verdict="pass"),)), []),
        (replace(REMARK, links=("https://a.example",)), facts(), []),
        (replace(REMARK, links=("https://a.example", "https://b.example")), facts(), ["links"]),
        (replace(REMARK, words="Best CASINO"), facts({"words": ("casino",)}), ["words"]),
        (replace(REMARK, words="the casinos"), facts({"words": ("casino",)}), []),
        (replace(REMARK, words="the casinos"), facts({"words": ("casino*",)}), ["words"]),
        (replace(REMARK, words="buy  now"), facts({"words": ("buy now",)}), ["words"]),
        (replace(REMARK, author_name="Casino"), facts({"words": ("casino",)}), ["words"]),
        (replace(REMARK, edit=True), facts(was_published=True), ["edited"]),
        (replace(REMARK, edit=True), facts({"hold_edited": False}, was_published=True), []),
        (REMARK, facts({"hold_after_days": 30}, thread_created_at=NOW - timedelta(days=31)), ["old_thread"]),
        (REMARK, replace(facts(), published_before=0), ["newcomer"]),
        (REMARK, replace(facts({"policy": Policy.BY_RULE}), published_before=0), []),
        (REMARK, facts({"policy": Policy.HOLD_ALL}), ["hold_all"]),
        (replace(REMARK, links=("https://a.example",) * 3), facts({"policy": Policy.PUBLISH_ALL}), []),
        (replace(REMARK, honeypot="x"), facts({"policy": Policy.PUBLISH_ALL}), ["honeypot"]),
        (replace(REMARK, author_kind="member", form_age=None), facts(), []),
    ],
)
def test_what_holds(submission: Submission, known: Facts, expected: list[str]) -> None:
    verdict = screen(submission, known)
    assert [reason.code for reason in verdict.reasons] == expected
    assert verdict.state is (State.HELD if expected else State.PUBLISHED)
    assert all(reason.words for reason in verdict.reasons)


def test_all_reasons_are_told_in_the_order_of_the_steps() -> None:
    suspicious = replace(REMARK, honeypot="x", links=("https://a.example",) * 3, words="casino")
    known = replace(facts({"words": ("casino",)}), published_before=0)
    assert codes(suspicious, known) == ["honeypot", "links", "words", "newcomer"]
    assert screen(suspicious, known).level == 3


def test_the_trusted_and_the_staff_pass_but_not_a_closed_door() -> None:
    suspicious = replace(REMARK, links=("https://a.example",) * 3)
    assert codes(suspicious, facts(standing=Standing.TRUSTED)) == []
    assert codes(suspicious, facts(standing=Standing.TRUSTED, standing_until=NOW)) == ["links"]
    assert codes(replace(suspicious, author_kind="staff"), facts({"policy": Policy.HOLD_ALL})) == []
    with pytest.raises(Forbidden):
        screen(REMARK, facts(standing=Standing.TRUSTED, thread_open=False))


def test_every_step_has_a_name_of_its_own_and_a_place() -> None:
    steps = [step.__name__ for step in (*REFUSING, *TRAPS, *RULES, *POLICIES)]
    assert len(set(steps)) == len(steps) == 15
