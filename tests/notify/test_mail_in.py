"""Mail in: refused early, kept before 250, judged in order, never published by mistake, no stranger answered."""

import asyncio
import re
from typing import Any

import aiosmtplib
import pytest

from services.notify.inbound.judge import Facts, judge
from services.notify.inbound.parse import parse
from shared import events
from shared.ids import uuid7
from tests.notify import makings
from tests.notify.conftest import House
from tests.notify.smtp_server import SmtpServer


async def expert_mail(house: House, smtp: SmtpServer) -> str:
    """Elena gets a question; the address her answer goes to."""
    elena = makings.moderator("Elena", role="expert")
    await house.tell(makings.site(), elena)
    await house.queue(
        "question", f"question:{uuid7()}", f"moderator:{elena.moderator}", {"asker": "Carla", "text": "?"}
    )
    await house.send()
    return reply_to(smtp)


def reply_to(smtp: SmtpServer) -> str:
    match = re.search(r"<([^>]+)>", str(smtp.mails[-1].message["Reply-To"]))
    assert match is not None
    return match[1]


async def verdict(house: House) -> tuple[str, str, str]:
    await house.reader().read_mail()
    row = await house.database.fetch_row(
        "SELECT state, verdict, detail FROM raw_mail ORDER BY received_at DESC, id DESC"
    )
    assert row is not None
    return row["state"], row["verdict"], row["detail"]


async def test_an_unclear_reply_is_shown_to_its_author_and_published_by_a_button(
    house: House, smtp: SmtpServer, web_client: Any
) -> None:
    to = await expert_mail(house, smtp)
    await house.receive("elena@staff.example", to, "> What is it?\nA Fiat.\n\n> And the plate?\nA later one.\n")
    assert await verdict(house) == ("done", "answer", "asked")
    assert house.expert_replies == []
    await house.send()
    assert "Shall we publish this?" in smtp.mails[-1].message["Subject"]
    assert "A Fiat.\n\n    A later one." in smtp.mails[-1].text
    path = next(re.finditer(r"http://127\.0\.0\.1:8080(/mail/answer/\S+)", smtp.mails[-1].text))[1]
    assert "A later one." in await (await web_client.get(path)).text()
    assert house.expert_replies == []
    assert "Published. Thank you." in await (await web_client.post(path, data={"publish": "yes"})).text()
    assert "Published. Thank you." in await (await web_client.post(path, data={"publish": "yes"})).text()
    assert len(house.expert_replies) == 1


async def test_a_draft_that_is_dropped_publishes_nothing(house: House, smtp: SmtpServer, web_client: Any) -> None:
    to = await expert_mail(house, smtp)
    await house.receive("elena@staff.example", to, "It is a Fiat.\n\nElena\n")
    await house.reader().read_mail()
    await house.send()
    path = next(re.finditer(r"http://127\.0\.0\.1:8080(/mail/answer/\S+)", smtp.mails[-1].text))[1]
    assert "It was not published." in await (await web_client.post(path, data={"publish": "no"})).text()
    assert house.expert_replies == []


async def test_a_draft_may_be_answered_with_the_right_text(house: House, smtp: SmtpServer) -> None:
    to = await expert_mail(house, smtp)
    await house.receive("elena@staff.example", to, "> a\nIt is a\n> b\nFiat\n")
    await house.reader().read_mail()
    await house.send()
    await house.receive("elena@staff.example", reply_to(smtp), "It is a Fiat 508 S.\n")
    await house.reader().read_mail()
    assert [mail.text for mail, _ in house.expert_replies] == ["It is a Fiat 508 S."]


async def test_the_same_mail_again_is_kept_once_and_said_to_be_kept(house: House, smtp: SmtpServer) -> None:
    to = await expert_mail(house, smtp)
    raw = f"From: elena@staff.example\nTo: {to}\nMessage-ID: <1@x>\n\nIt is a Fiat.\n".encode()
    for _ in range(3):
        await house.receive_raw("elena@staff.example", to, raw)
    while await house.reader().read_mail():
        pass
    assert len(house.expert_replies) == 1


async def test_a_process_killed_between_data_and_commit_loses_nothing(house: House, smtp: SmtpServer) -> None:
    to = await expert_mail(house, smtp)
    raw = f"From: elena@staff.example\nTo: {to}\nMessage-ID: <1@x>\n\nIt is a Fiat.\n".encode()
    taker, dying = house.taker(), asyncio.Event()

    async def keep_never(*_parts: Any) -> None:
        dying.set()
        await asyncio.Event().wait()

    from services.notify.inbound.listener import Listener

    listener = Listener(house.config.inbound, "mail.example", find=taker.find, keep=keep_never)
    await listener.start()
    client = aiosmtplib.SMTP(hostname="127.0.0.1", port=listener.port, timeout=0.5)
    await client.connect()
    with pytest.raises(aiosmtplib.SMTPException):
        await client.sendmail("elena@staff.example", [to], raw)
    assert dying.is_set()
    client.close()
    await listener.close()
    assert await house.database.fetch_value("SELECT count(*) FROM raw_mail") == 0
    await house.receive_raw("elena@staff.example", to, raw)
    await house.reader().read_mail()
    assert len(house.expert_replies) == 1


async def test_a_database_that_is_away_makes_the_sender_come_back_later(house: House, smtp: SmtpServer) -> None:
    from services.notify.inbound.listener import Listener
    from shared.errors import Unavailable

    to = await expert_mail(house, smtp)

    async def away(*_parts: Any) -> Any:
        raise Unavailable("the database is away")

    for find, keep in ((away, away), (house.taker().find, away)):
        listener = Listener(house.config.inbound, "mail.example", find=find, keep=keep)
        await listener.start()
        with pytest.raises((aiosmtplib.SMTPRecipientsRefused, aiosmtplib.SMTPDataError)) as refused:
            async with aiosmtplib.SMTP(hostname="127.0.0.1", port=listener.port) as client:
                await client.sendmail("elena@staff.example", [to], b"Subject: x\n\ntext\n")
        assert "451" in repr(refused.value) or "451" in repr(getattr(refused.value, "recipients", ""))
        await listener.close()


async def test_too_much_text_and_too_large_a_mail_are_refused_with_552(house: House, smtp: SmtpServer) -> None:
    to = await expert_mail(house, smtp)
    for size in (250_000, 6_000_000):
        with pytest.raises(aiosmtplib.SMTPResponseException) as refused:
            await house.receive_raw(
                "elena@staff.example", to, b"Subject: x\n\n" + b"word word word word word\n" * (size // 25)
            )
        assert refused.value.code == 552
    assert await house.database.fetch_value("SELECT count(*) FROM raw_mail") == 0


async def test_a_token_that_is_over_is_refused_at_rcpt(house: House, smtp: SmtpServer) -> None:
    to = await expert_mail(house, smtp)
    house.clock.advance(days=91)
    with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as refused:
        await house.receive("elena@staff.example", to, "It is a Fiat.")
    assert refused.value.recipients[0].code == 550


async def test_lmtp_takes_a_mail_too(with_settings: Any, smtp: SmtpServer) -> None:
    house = with_settings(inbound_protocol="lmtp")
    to = await expert_mail(house, smtp)
    listener = await house.listener()
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", listener.port)
        said = [(await reader.readline())[:3]]
        for line in ("LHLO test", "MAIL FROM:<elena@staff.example>", f"RCPT TO:<{to}>", "DATA"):
            writer.write(f"{line}\r\n".encode())
            answer = await reader.readline()
            while answer[3:4] == b"-":
                answer = await reader.readline()
            said.append(answer[:3])
        writer.write(b"From: elena@staff.example\r\n\r\nIt is a Fiat.\r\n.\r\n")
        said.append((await reader.readline())[:3])
        writer.close()
        assert said[-1] == b"250"
    finally:
        await listener.close()
    await house.reader().read_mail()
    assert [mail.text for mail, _ in house.expert_replies] == ["It is a Fiat."]


async def test_a_stranger_with_the_token_is_held_and_can_be_let_in(house: House, smtp: SmtpServer) -> None:
    to = await expert_mail(house, smtp)
    await house.receive("stranger@elsewhere.example", to, "It is a Fiat.")
    assert await verdict(house) == ("held", "held", "another_sender")
    await house.send()
    assert len(smtp.mails) == 1, "a stranger is never answered"
    from services.notify.store import mail_in

    async with house.database.transaction() as tx:
        row = await tx.fetch_row("SELECT id FROM raw_mail")
        assert row is not None
        assert await mail_in.release_raw_mail(tx, row["id"], house.clock.now())
    await house.reader().read_mail()
    assert [mail.text for mail, _ in house.expert_replies] == ["It is a Fiat."]


async def test_dmarc_failing_by_our_own_topmost_word_is_held_and_a_forged_pass_does_not_help(
    with_settings: Any, smtp: SmtpServer
) -> None:
    house = with_settings(authserv_id="mx.mail.example")
    to = await expert_mail(house, smtp)
    for results, expected in (
        (["mx.mail.example; dmarc=fail"], "held"),
        (["mx.mail.example; dmarc=fail", "mx.mail.example; dmarc=pass"], "held"),
        (["mx.mail.example; dmarc=pass", "other.example; dmarc=fail"], "answer"),
        ([], "answer"),
    ):
        lines = "".join(f"Authentication-Results: {result}\n" for result in results)
        raw = f"{lines}From: elena@staff.example\nMessage-ID: <{uuid7()}@x>\n\nIt is a Fiat.\n".encode()
        await house.receive_raw("elena@staff.example", to, raw)
        assert (await verdict(house))[1] == expected


async def test_more_than_five_an_hour_are_held(house: House, smtp: SmtpServer) -> None:
    to = await expert_mail(house, smtp)
    seen = []
    for number in range(7):
        await house.receive("elena@staff.example", to, f"Answer number {number} of mine.")
        seen.append((await verdict(house))[1])
        house.clock.advance(minutes=1)
    assert seen == ["answer"] * 5 + ["held"] * 2


async def test_an_empty_reply_is_told_so_once_a_day(house: House, smtp: SmtpServer) -> None:
    to = await expert_mail(house, smtp)
    for _ in range(2):
        await house.receive("elena@staff.example", to, "\n> nothing but a quote\n")
        assert (await verdict(house))[1] == "empty"
        house.clock.advance(hours=2)
    await house.send()
    assert [mail.message["Subject"][:23] for mail in smtp.mails[1:]] == ["We could not use your a"]


async def test_a_vacation_note_is_ignored_and_two_installations_stop_after_one_exchange(
    house: House, smtp: SmtpServer
) -> None:
    to = await expert_mail(house, smtp)
    await house.receive("elena@staff.example", to, "I am away.", Auto_Submitted="auto-replied")
    assert await verdict(house) == ("ignored", "auto-reply", "auto-submitted")
    other = smtp.mails[0].raw
    await house.receive_raw("elena@staff.example", to, other)
    assert (await verdict(house))[:2] == ("ignored", "auto-reply")
    stripped = re.sub(rb"(?m)^Auto-Submitted: .*\r\n", b"", other)
    await house.receive_raw("elena@staff.example", to, stripped)
    assert (await verdict(house))[:2] == ("ignored", "ours")
    await house.send()
    assert len(smtp.mails) == 1


async def test_bounces_count_and_at_four_the_address_is_left_alone_until_they_are_forgotten(
    house: House, smtp: SmtpServer
) -> None:
    await house.tell(makings.site(), makings.moderator("Olga", role="owner", alerts="none"), makings.moderator("Anna"))
    hard = dsn("5.1.1", "failed")
    for round_ in range(2):
        await house.tell(makings.held(makings.comment(f"Comment {round_}")))
        await house.send()
        to = smtp.to("anna@staff.example")[-1].sender
        assert to.startswith("b+")
        await house.receive_raw("", to, hard + f"\n\nX-{round_}".encode())
        assert (await verdict(house))[1] == "bounce"
    assert await house.database.fetch_value("SELECT reason FROM suppression") == "bounced"
    await house.send()
    assert [mail.message["Subject"] for mail in smtp.to("olga@staff.example")] == ["Mail to Anna comes back"]
    await house.tell(makings.held(makings.comment()))
    await house.send()
    assert (await house.row("kind = 'held'"))["reason"] == "suppressed"
    house.clock.advance(days=31)
    await house.sweeper.forget()
    assert await house.database.fetch_value("SELECT count(*) FROM suppression") == 0


async def test_temporary_bounces_weigh_half(house: House, smtp: SmtpServer) -> None:
    await house.tell(makings.site(), makings.moderator("Anna"), makings.held(makings.comment()))
    await house.send()
    to = smtp.mails[0].sender
    for number in range(3):
        await house.receive_raw("", to, dsn("4.2.2", "delayed") + f"\n\nX-{number}".encode())
        assert (await verdict(house))[2] == "soft counted"
    await house.receive_raw("", to, dsn("4.2.2", "delayed") + b"\n\nX-last")
    assert (await verdict(house))[2] == "soft suppressed"


async def test_a_complaint_stops_everything_at_once(house: House, smtp: SmtpServer) -> None:
    root = makings.comment(state="published")
    await house.tell(makings.site(), events.CommentPublished(comment=root))
    await house.confirm("thread", root, "rita@reader.example")
    await house.tell(makings.published(makings.comment("News")))
    await house.send()
    report = (
        "From: fbl@isp.example\nSubject: abuse\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nA complaint.\n--b\nContent-Type: message/feedback-report\n\n"
        "Feedback-Type: abuse\nUser-Agent: x\nVersion: 1\n--b--\n"
    )
    await house.receive_raw("fbl@isp.example", smtp.mails[0].sender, report.encode())
    assert await verdict(house) == ("done", "bounce", "complaint suppressed")
    assert await house.database.fetch_value("SELECT state FROM subscription") == "ended"


async def test_a_moderators_second_word_comes_too_late_and_is_told_so(house: House, smtp: SmtpServer) -> None:
    anna, bruno, comment = makings.moderator("Anna"), makings.moderator("Bruno"), makings.comment()
    await house.tell(makings.site(), anna, bruno, makings.held(comment))
    await house.send()
    addresses = {mail.recipient: re.search(r"<([^>]+)>", str(mail.message["Reply-To"])) for mail in smtp.mails}
    for who, word in (("anna", "reject"), ("bruno", "freigeben")):
        match = addresses[f"{who}@staff.example"]
        assert match is not None
        await house.receive(f"{who}@staff.example", match[1], f"{word}\n")
        await house.reader().read_mail()
    assert len(await house.emitted()) == 2
    rejected = makings.changed(comment, state="rejected")
    await house.tell(events.CommentRejected(comment=rejected, decided_by=makings.staff_actor(anna)))
    await house.send()
    late = [mail for mail in smtp.mails if mail.message["Subject"].startswith("Already decided")]
    assert [mail.recipient for mail in late] == ["bruno@staff.example"]
    assert "Anna rejected the comment at 2012-05-21 09:00 UTC." in late[0].text
    match = addresses["bruno@staff.example"]
    assert match is not None
    await house.receive("bruno@staff.example", match[1], "spam\n")
    await house.reader().read_mail()
    assert len(await house.emitted()) == 2


async def test_a_word_that_is_no_decision_does_nothing_and_is_told_so(house: House, smtp: SmtpServer) -> None:
    await house.tell(makings.site(), makings.moderator("Anna"), makings.held(makings.comment()))
    await house.send()
    await house.receive("anna@staff.example", reply_to(smtp), "I think this one is fine to be shown, isn't it?")
    assert await verdict(house) == ("done", "answer", "refused_unknown_command")
    assert await house.emitted() == []
    await house.send()
    assert "approve, reject, spam or skip" in smtp.mails[-1].text


@pytest.mark.parametrize(
    ("word", "command"),
    [("approve", "approve"), ("Approva!", "approve"), ("freigeben", "approve"), ("approuver", "approve"),
     ("rifiuta", "reject"), ("ablehnen", "reject"), ("refuser", "reject"), ("spam", "spam"), ("salta", "skip"),
     ("überspringen", "skip"), ("passer", "skip"), ("ja", "yes"), ("oui", "yes"), ("sì", "yes"), ("nein", "no"),
     ("1", "1"), ("#5", "5"), ("Nr. 3", "3")],
)  # fmt: skip
def test_one_word_decides_in_four_languages(word: str, command: str) -> None:
    found = judge(parse(f"From: a@b.example\n\n{word}\n".encode()), Facts())
    assert (found.name, found.command) == ("command", command)


def test_a_mail_from_ourselves_is_dropped_and_a_bounce_address_takes_only_bounces() -> None:
    facts = Facts(domain="mail.example", mail_from="comments@mail.example")
    ours = judge(parse(b"From: comments@mail.example\n\nhello\n"), facts)
    assert ours.name == "ours"
    to_bounce = judge(parse(b"From: a@b.example\n\nhello\n"), Facts(mark="b"))
    assert to_bounce.name == "auto-reply"


def dsn(status: str, action: str) -> bytes:
    return (
        "From: MAILER-DAEMON@relay.example\nSubject: Undelivered Mail Returned to Sender\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nThe mail system.\n--b\nContent-Type: message/delivery-status\n\n"
        "Reporting-MTA: dns; relay.example\n\nFinal-Recipient: rfc822; x@y.example\n"
        f"Action: {action}\nStatus: {status}\nDiagnostic-Code: smtp; {status} no\n--b--\n"
    ).encode()
