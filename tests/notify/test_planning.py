"""Who is told when: windows, digests, limits, quiet hours, and what drops out because it was decided."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from services.notify.mailer.schedule import quiet_until
from shared import events
from tests.notify import makings
from tests.notify.conftest import House, links_in
from tests.notify.smtp_server import SmtpServer


async def hold(house: House, number: int, text: str = "Comment") -> list[Any]:
    comments = [makings.comment(f"{text} {index}") for index in range(number)]
    await house.tell(*[makings.held(comment) for comment in comments])
    return comments


async def test_more_than_five_at_once_become_one_digest_without_what_was_decided(
    house: House, smtp: SmtpServer
) -> None:
    await house.tell(makings.site(), makings.moderator("Anna"))
    comments = await hold(house, 7)
    await house.tell(makings.published(comments[0], events.Actor(kind="staff", name="Bruno", via="desk")))
    await house.send()
    assert len(smtp.mails) == 1
    mail = smtp.mails[0]
    assert mail.message["Subject"] == "6 comments wait on Sports Car Digest Demo"
    assert "Comment 0" not in mail.text
    assert all(f"Comment {number}" in mail.text for number in range(1, 7))
    assert len(set(links_in(mail.text))) == 6
    decided, *waiting = await house.states("held")
    assert decided in {"merged", "skipped"}  # whichever of the digest and its own turn came first
    assert waiting == ["merged"] * 6


async def test_after_five_mails_in_a_window_the_rest_wait_for_its_end(house: House, smtp: SmtpServer) -> None:
    await house.tell(makings.site(), makings.moderator("Anna"))
    for _ in range(5):
        await hold(house, 1)
        await house.send()
        house.clock.advance(seconds=10)
    await hold(house, 7)
    await house.send()
    assert len(smtp.mails) == 5
    row = await house.row("state = 'waiting'")
    assert row["reason"] == "batch_window"
    house.clock.time = row["not_before"]
    await house.send()
    assert len(smtp.mails) == 6
    assert smtp.mails[-1].message["Subject"].startswith("7 comments wait")


async def test_a_digest_of_nothing_is_not_sent(house: House, smtp: SmtpServer) -> None:
    await house.tell(makings.site(), makings.moderator("Anna"))
    comments = await hold(house, 6)
    smtp.script = lambda step, _to: "451 later" if step == "MAIL" else None
    await house.send()
    actor = events.Actor(kind="staff", name="Bruno", via="desk")
    await house.tell(*[makings.published(comment, actor) for comment in comments])
    smtp.script = lambda _step, _to: None
    house.clock.advance(minutes=2)
    await house.send()
    assert smtp.mails == []
    assert (await house.row("kind = 'digest'"))["reason"] == "nothing_left"


async def test_what_was_decided_before_its_mail_was_due_is_skipped_and_says_so(house: House, smtp: SmtpServer) -> None:
    await house.tell(makings.site(), makings.moderator("Anna"))
    (comment,) = await hold(house, 1)
    await house.tell(makings.published(comment, events.Actor(kind="staff", name="Bruno", via="desk")))
    await house.send()
    assert smtp.mails == []
    assert (await house.row("kind = 'held'"))["reason"] == "decided"


async def test_who_wants_digests_only_gets_them_at_most_once_a_window(house: House, smtp: SmtpServer) -> None:
    await house.tell(makings.site(), makings.moderator("Anna", alerts="digest"))
    await hold(house, 2)
    await house.send()
    await hold(house, 1, "Later")
    await house.send()
    assert [mail.message["Subject"].split()[0] for mail in smtp.mails] == ["2"]
    house.clock.advance(minutes=5)
    await house.send()
    assert [mail.message["Subject"].split()[0] for mail in smtp.mails] == ["2", "1"]


async def test_who_wants_no_alerts_gets_none(house: House, smtp: SmtpServer) -> None:
    anna = makings.moderator("Anna")
    await house.tell(makings.site(), anna)
    await hold(house, 1)
    await house.tell(makings.moderator("Anna", moderator=anna.moderator, alerts="none", version=2))
    await hold(house, 1)
    await house.send()
    assert smtp.mails == []
    assert (await house.row())["reason"] == "alerts_off"


async def test_quiet_hours_hold_alerts_back_until_morning_where_the_moderator_lives(
    house: House, smtp: SmtpServer
) -> None:
    house.clock.time = datetime(2012, 5, 21, 21, 30, tzinfo=UTC)
    anna = makings.moderator("Anna", timezone="Europe/Rome", quiet_from="22:00", quiet_to="07:00")
    await house.tell(makings.site(), anna)
    await hold(house, 1)
    await house.send()
    row = await house.row()
    assert smtp.mails == []
    assert (row["reason"], row["not_before"]) == ("quiet_hours", datetime(2012, 5, 22, 5, 0, tzinfo=UTC))
    house.clock.time = row["not_before"]
    await house.send()
    assert len(smtp.mails) == 1


def test_quiet_hours_over_midnight_within_a_day_and_none() -> None:
    night = datetime(2012, 5, 21, 23, 0, tzinfo=UTC)
    assert quiet_until(night, "UTC", "22:00", "07:00") == datetime(2012, 5, 22, 7, 0, tzinfo=UTC)
    assert quiet_until(datetime(2012, 5, 21, 3, 0, tzinfo=UTC), "UTC", "22:00", "07:00") == datetime(
        2012, 5, 21, 7, 0, tzinfo=UTC
    )
    assert quiet_until(datetime(2012, 5, 21, 13, 0, tzinfo=UTC), "UTC", "12:00", "14:00") is not None
    assert quiet_until(datetime(2012, 5, 21, 15, 0, tzinfo=UTC), "UTC", "12:00", "14:00") is None
    assert quiet_until(night, "Nowhere/Land", "22:00", "07:00") is None
    assert quiet_until(night, "UTC", "", "") is None


async def test_a_moderator_gets_at_most_thirty_mails_an_hour(with_settings: Any, smtp: SmtpServer) -> None:
    house = with_settings(batch_size="1000", moderator_hour="30")
    await house.tell(makings.site(), makings.moderator("Anna"))
    await hold(house, 33)
    await house.send()
    assert len(smtp.mails) == 30
    row = await house.row("state = 'waiting'")
    assert row["reason"] == "hourly_limit"
    house.clock.time = row["not_before"]
    await house.send()
    assert len(smtp.mails) == 33


async def test_a_reader_gets_at_most_six_mails_a_day_of_what_is_followed(house: House, smtp: SmtpServer) -> None:
    root = makings.comment(state="published")
    await house.tell(makings.site(), events.CommentPublished(comment=root))
    await house.confirm("thread", root, "rita@reader.example")
    for number in range(8):
        await house.tell(makings.published(makings.comment(f"News {number}")))
    await house.send()
    assert len(smtp.to("rita@reader.example")) == 6
    assert [
        row["reason"] for row in await house.database.fetch("SELECT reason FROM delivery WHERE state = 'skipped'")
    ] == [
        "daily_limit",
        "daily_limit",
    ]


async def test_a_report_is_mailed_with_the_number_of_reports(house: House, smtp: SmtpServer) -> None:
    comment = makings.comment("Rude words", state="published")
    await house.tell(makings.site(), makings.moderator("Anna"), events.CommentPublished(comment=comment))
    await house.tell(events.CommentReported(comment=comment, reason="rude", reports=2))
    await house.send()
    assert "Reports so far: 2." in smtp.mails[0].text
    assert [path.partition("?")[2] for path in links_in(smtp.mails[0].text)][:2] == [
        "decision=approve",
        "decision=reject",
    ]


async def test_a_mail_waits_a_while_for_its_site_to_become_known(house: House, smtp: SmtpServer) -> None:
    root = makings.comment(state="published")
    await house.tell(makings.subscription("thread", root, "rita@reader.example"))
    await house.send()
    assert (await house.row())["reason"] == "unknown_site"
    await house.tell(makings.site())
    house.clock.advance(minutes=1)
    await house.send()
    assert len(smtp.mails) == 1


async def test_a_new_moderator_is_told_of_what_is_held_already_once_and_not_of_old_or_decided_things(
    house: House, smtp: SmtpServer
) -> None:
    now = house.clock.now()
    fresh, decided = makings.comment("Held just now", created_at=now), makings.comment("Decided", created_at=now)
    old = makings.comment("Held for long", created_at=now - timedelta(days=2))
    anna, bruno = makings.moderator("Anna"), makings.moderator("Bruno")
    await house.tell(makings.site(), anna, *(makings.held(comment) for comment in (fresh, decided, old)))
    await house.send()
    await house.tell(makings.published(decided, makings.staff_actor(anna)))
    away = makings.moderator("Bruno", moderator=bruno.moderator, active=False, version=2)
    back = makings.moderator("Bruno", moderator=bruno.moderator, version=3)
    for event in (bruno, bruno, away, back, makings.moderator("Elena", role="expert")):
        await house.tell(event)
    await house.send()
    told = [mail.text for mail in smtp.to("bruno@staff.example")]
    assert len(told) == 1
    assert "Held just now" in told[0]
    assert len(smtp.mails) == 4


async def test_a_comment_and_a_new_moderator_that_are_told_at_once_miss_each_other_in_no_order(house: House) -> None:
    await house.tell(makings.site())
    for _ in range(5):
        comment = makings.comment(created_at=house.clock.now())
        async with asyncio.TaskGroup() as group:
            group.create_task(house.tell(makings.held(comment)))
            group.create_task(house.tell(makings.moderator("Anna")))
    pairs = "SELECT count(*) FROM comment, moderator"
    assert await house.database.fetch_value(pairs) == len(await house.states("held")) == 25
