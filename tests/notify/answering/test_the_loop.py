"""The whole loop by real SMTP: a question leaves as a mail to the expert, and the reply comes back as the answer."""

import re
from typing import Any

from services.notify.actions.read_mail import MailReader
from services.notify.actions.take_expert_reply import take_expert_reply
from tests.notify.smtp_server import SmtpServer


async def replied(archive: Any, smtp: SmtpServer, text: str) -> None:
    """The expert's mail program answers the newest mail."""
    match = re.search(r"<([^>]+)>", str(smtp.mails[-1].message["Reply-To"]))
    assert match is not None
    await archive.house.receive("erna@staff.example", match[1], text)
    house = archive.house
    reader = MailReader(
        database=house.database,
        config=house.config,
        clock=house.clock,
        book=house.book,
        take_expert_reply=take_expert_reply,
    )
    while await reader.read_mail():
        pass


async def test_an_experts_words_come_back_by_mail_as_the_answer(archive: Any, smtp: SmtpServer) -> None:
    await archive.ask("What is the green car with plate TO 99 1234?")
    await archive.house.send()
    (mail,) = smtp.to("erna@staff.example")
    assert "TO 99 1234" in str(mail.message)
    await replied(archive, smtp, "That is a Lancia Artena of 1932, a spectator's car.\n")
    (reply,) = await archive.replies()
    assert (reply.kind, reply.text) == ("expert", "That is a Lancia Artena of 1932, a spectator's car.")


async def test_a_one_by_mail_publishes_the_first_candidate(archive: Any, smtp: SmtpServer) -> None:
    await archive.ask("What is this car?", picture=13)
    await archive.house.send()
    assert "Fiat 1100 S MM" in str(smtp.mails[-1].message)
    await replied(archive, smtp, "1\n")
    (reply,) = await archive.replies()
    assert "Fiat 1100 S MM" in reply.text
