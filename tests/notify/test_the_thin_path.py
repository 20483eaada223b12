"""From an event to a mail, from a link to a decision, from a reply to an answer."""

import asyncio
import re

import aiosmtplib
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from shared import events
from shared.ids import uuid7
from tests.notify import makings
from tests.notify.conftest import House, links_in
from tests.notify.smtp_server import SmtpServer
from tests.support.waiting import until

Client = TestClient[web.Request, web.Application]


async def test_each_moderator_gets_one_mail_with_the_full_text_the_page_and_three_links(
    house: House, smtp: SmtpServer
) -> None:
    comment = makings.comment("What is that stunning red beauty?\n\nRego MI-18 3385.")
    anna, bruno = makings.moderator("Anna"), makings.moderator("Bruno")
    expert = makings.moderator("Elena", role="expert")
    await house.tell(makings.site(), anna, bruno, expert, makings.held(comment), makings.held(comment))
    await house.send()
    assert sorted(mail.recipient for mail in smtp.mails) == ["anna@staff.example", "bruno@staff.example"]
    mail = smtp.to("anna@staff.example")[0]
    assert "What is that stunning red beauty?" in mail.text
    assert "Rego MI-18 3385." in mail.text
    assert makings.PAGE in mail.text
    assert "The first comment from this address." in mail.text
    paths = links_in(mail.text)
    assert [path.partition("?")[2] for path in paths] == ["decision=approve", "decision=reject", "decision=spam"]
    assert all(f"127.0.0.1:8080{path}" in mail.html for path in paths)
    await house.send()
    assert len(smtp.mails) == 2
    assert await house.states() == ["sent", "sent"]


async def test_a_link_shows_the_comment_and_its_button_asks_comments_for_the_decision(
    house: House, smtp: SmtpServer, web_client: Client
) -> None:
    comment, anna = makings.comment("Who drove it?"), makings.moderator("Anna")
    await house.tell(makings.site(), anna, makings.held(comment))
    await house.send()
    path = links_in(smtp.mails[0].text)[0]
    shown = await web_client.get(path)
    page = await shown.text()
    assert shown.status == 200
    assert "Who drove it?" in page
    assert 'value="approve"' in page
    assert await house.emitted() == []

    async def decide() -> str:
        answer = await web_client.post(path, data={"decision": "approve"})
        return await answer.text()

    async def comments_publishes() -> None:
        await until(house.emitted, what="the decision")
        await house.tell(makings.published(comment, makings.staff_actor(anna)))

    async with asyncio.TaskGroup() as group:
        deciding = group.create_task(decide())
        group.create_task(comments_publishes())
    page = deciding.result()
    assert "Approved by you." in page
    assert [row["routing_key"] for row in await house.emitted()] == ["decision.requested.v1"]


async def test_without_the_broker_a_decision_is_kept_and_said_to_be(
    house: House, smtp: SmtpServer, web_client: Client
) -> None:
    await house.tell(makings.site(), makings.moderator("Anna"), makings.held(makings.comment()))
    await house.send()
    answer = await web_client.post(links_in(smtp.mails[0].text)[0], data={"decision": "reject"})
    assert "Your decision is kept and will be applied." in await answer.text()


async def test_the_second_moderator_sees_who_decided_and_when(
    house: House, smtp: SmtpServer, web_client: Client
) -> None:
    comment, anna, bruno = makings.comment(), makings.moderator("Anna"), makings.moderator("Bruno")
    await house.tell(makings.site(), anna, bruno, makings.held(comment))
    await house.send()
    await house.tell(makings.published(comment, makings.staff_actor(anna, "desk")))
    path = links_in(smtp.to("bruno@staff.example")[0].text)[1]
    for answer in (await web_client.get(path), await web_client.post(path, data={"decision": "reject"})):
        page = await answer.text()
        assert "Already approved by Anna at 2012-05-21 09:00 UTC." in page
        assert "<button" not in page
    assert await house.emitted() == []


async def test_a_reader_confirms_once_and_is_then_told_of_the_answer_once(
    house: House, smtp: SmtpServer, web_client: Client
) -> None:
    question = makings.comment("What is it?")
    await house.tell(makings.site(), makings.published(question))
    await house.tell(makings.subscription("answer", question, "carla@reader.example"))
    await house.send()
    assert len(smtp.mails) == 1
    assert "Please confirm" in smtp.mails[0].message["Subject"]
    path = next(path for path in links_in(smtp.mails[0].text) if "/confirm/" in path)
    assert "Press the button" in await (await web_client.get(path)).text()
    answer = makings.comment(
        "It is a Fiat 508 S.",
        author=events.Person(name="The archive", kind="archive"),
        parent=question.id,
        answers=uuid7(),
        state="published",
    )
    await house.tell(events.CommentPublished(comment=answer))
    await house.send()
    assert len(smtp.mails) == 1
    assert "is confirmed" in await (await web_client.post(path)).text()
    await web_client.post(path)
    await house.tell(events.CommentPublished(comment=makings.changed(answer)))
    await house.send()
    assert len(smtp.mails) == 2
    assert "Your question was answered" in smtp.mails[1].message["Subject"]
    assert "It is a Fiat 508 S." in smtp.mails[1].text
    assert smtp.mails[1].message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


async def test_a_moderator_decides_by_answering_the_mail(house: House, smtp: SmtpServer) -> None:
    anna = makings.moderator("Anna")
    await house.tell(makings.site(), anna, makings.held(makings.comment()))
    await house.send()
    reply_to = address_of(smtp.mails[0].message["Reply-To"])
    await house.receive("anna@staff.example", reply_to, "Approva\n\n> Please write your answer above this line")
    assert await house.reader().read_mail()
    emitted = await house.emitted()
    assert len(emitted) == 1
    assert b'"approve"' in bytes(emitted[0]["payload"]) if isinstance(emitted[0]["payload"], bytes) else True
    verdict = await house.database.fetch_row("SELECT verdict, detail FROM raw_mail")
    assert verdict is not None
    assert tuple(verdict) == ("command", "requested_approve")


async def test_an_expert_answers_a_question_by_replying(house: House, smtp: SmtpServer) -> None:
    elena, question = makings.moderator("Elena", role="expert"), uuid7()
    await house.tell(makings.site(), elena)
    await house.queue(
        "question", f"question:{question}", f"moderator:{elena.moderator}", {"asker": "Carla", "text": "?"}
    )
    await house.send()
    reply_to = address_of(smtp.mails[0].message["Reply-To"])
    await house.receive(
        "elena@staff.example", reply_to, "It is a Fiat 508 S Balilla.\n\nOn Mon, 21 May 2012, X wrote:\n> What is it?\n"
    )
    await house.reader().read_mail()
    ((mail, _now),) = house.expert_replies
    assert (mail.question, mail.moderator, mail.text, mail.command) == (
        question,
        elena.moderator,
        "It is a Fiat 508 S Balilla.",
        "",
    )


async def test_an_unknown_token_is_refused_at_rcpt(house: House) -> None:
    listener = await house.listener()
    try:
        client = aiosmtplib.SMTP(hostname="127.0.0.1", port=listener.port)
        await client.connect()
        await client.mail("anna@staff.example")
        for address in ("r+abcdefghijklmnopqrstuvwx@mail.example", "someone@mail.example", "r+x@elsewhere.example"):
            with pytest.raises(aiosmtplib.SMTPResponseException) as refused:
                await client.rcpt(address)
            assert refused.value.code == 550
        await client.quit()
    finally:
        await listener.close()


async def test_a_sign_in_mail_has_the_link_and_the_code_and_keeps_neither(house: House, smtp: SmtpServer) -> None:
    await house.tell(makings.site(), makings.signin("anna@staff.example", house.clock.now()))
    assert b"314159" not in bytes((await house.row())["secret"])
    await house.send()
    assert "http://127.0.0.1:8080/desk/signin/signintoken" in smtp.mails[0].text
    assert "314159" in smtp.mails[0].text
    assert (await house.row())["secret"] is None


async def test_a_sign_in_that_is_over_is_not_mailed(house: House, smtp: SmtpServer) -> None:
    await house.tell(makings.site(), makings.signin("anna@staff.example", house.clock.now()))
    house.clock.advance(minutes=16)
    await house.send()
    assert smtp.mails == []
    assert (await house.row())["reason"] == "expired"


async def test_addresses_rest_encrypted_and_their_key_can_be_changed(house: House) -> None:
    await house.tell(makings.site(), makings.moderator("Anna"))
    kept = await house.database.fetch_value("SELECT sealed FROM address")
    assert b"anna" not in bytes(kept)
    assert house.book.unlock(kept) == "anna@staff.example"


def address_of(header: str) -> str:
    """The address in a header."""
    match = re.search(r"<([^>]+)>", header)
    return match[1] if match else header
