"""The dev inbox: real SMTP in, real SMTP out, and nothing of a mail can act on the page."""

import asyncio
import email
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

import aiohttp
import aiosmtplib
import pytest
from aiohttp import web
from aiosmtpd.smtp import SMTP, Envelope, Session

from dev.inbox.mails import Mails
from dev.inbox.smtp import listen
from dev.inbox.web import application
from tests.support.stack import port


@dataclass
class Listener:
    """notify's SMTP listener as the inbox sees it: keeps what comes, refuses one address."""

    port: int
    came: list[Envelope] = field(default_factory=list)

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if "dead" in address:
            return "550 5.1.1 this link has ended"
        envelope.rcpt_tos.append(address)
        return "250 fine"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        self.came.append(envelope)
        return "250 kept"


@dataclass
class Inbox:
    """A running inbox."""

    url: str
    smtp_port: int
    folder: Path
    listener: Listener
    client: aiohttp.ClientSession

    async def send(self, message: EmailMessage) -> None:
        """Send it a mail, as notify does."""
        await aiosmtplib.send(message, hostname="127.0.0.1", port=self.smtp_port, start_tls=False)

    async def messages(self, query: str = "") -> list[dict[str, object]]:
        """The list, by its API."""
        async with self.client.get(f"{self.url}/api/messages{query}") as answer:
            found: list[dict[str, object]] = (await answer.json())["messages"]
            return found

    async def text(self, path: str) -> tuple[str, dict[str, str]]:
        """A page and its headers."""
        async with self.client.get(self.url + path) as answer:
            return await answer.text(), dict(answer.headers)


@pytest.fixture
async def inbox(tmp_path: Path) -> AsyncIterator[Inbox]:
    """The inbox on free ports, its Reply box wired to a listener."""
    listener, smtp_port, page_port = Listener(port()), port(), port()
    loop = asyncio.get_running_loop()
    incoming = await loop.create_server(lambda: SMTP(listener, loop=loop), "127.0.0.1", listener.port)
    mails = Mails(tmp_path)
    door = await listen(mails, "127.0.0.1", smtp_port)
    runner = web.AppRunner(application(mails, reply_host="127.0.0.1", reply_port=listener.port))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", page_port).start()
    async with aiohttp.ClientSession() as client:
        yield Inbox(f"http://127.0.0.1:{page_port}", smtp_port, tmp_path, listener, client)
    door.close()
    incoming.close()
    await runner.cleanup()


def question(**headers: str) -> EmailMessage:
    """A mail as notify sends it."""
    message = EmailMessage()
    message["From"] = "Strada <letters@strada.example>"
    message["To"] = "teresa@strada.example"
    message["Subject"] = "Which car is this?"
    message["Message-ID"] = "<delivery.1@strada.example>"
    message["References"] = "<q.7@strada.example>"
    message["Reply-To"] = "r+token@strada.example"
    message["Date"] = "Wed, 25 Nov 2026 10:00:00 +0000"
    for name, value in headers.items():
        del message[name]
        message[name] = value
    message.set_content("Somebody asks: which car?\n\nhttps://paddock.example/mail/answer/abc.\n")
    message.add_alternative(
        '<p onclick="steal()">Somebody <a href="https://paddock.example/mail/answer/abc?x=1&amp;y=2">asks</a></p>'
        '<script>steal()</script><img src="cid:car@strada">',
        subtype="html",
    )
    html = message.get_payload()[1]  # type: ignore[index]
    assert isinstance(html, EmailMessage)
    html.add_related(b"\xff\xd8jpeg", "image", "jpeg", cid="<car@strada>")
    return message


async def test_a_mail_is_listed_by_its_recipient_with_its_text_and_its_links(inbox: Inbox) -> None:
    await inbox.send(question())
    await inbox.send(question(To="someone@else.example"))
    (row,) = await inbox.messages("?to=TERESA@strada.example")
    async with inbox.client.get(f"{inbox.url}/api/messages/{row['id']}") as answer:
        mail = await answer.json()
    assert (mail["subject"], mail["to"]) == ("Which car is this?", ["teresa@strada.example"])
    assert mail["text"].startswith("Somebody asks: which car?")
    assert mail["links"] == [
        "https://paddock.example/mail/answer/abc?x=1&y=2",
        "https://paddock.example/mail/answer/abc",
    ]
    assert ["References", "<q.7@strada.example>"] in mail["headers"]


async def test_a_reply_is_threaded_and_quoted_and_comes_from_the_recipient(inbox: Inbox) -> None:
    await inbox.send(question())
    (row,) = await inbox.messages()
    async with inbox.client.post(f"{inbox.url}/api/messages/{row['id']}/reply", json={"text": "An Aurelia."}) as answer:
        assert answer.status == 202
    (envelope,) = inbox.listener.came
    assert (envelope.mail_from, envelope.rcpt_tos) == ("teresa@strada.example", ["r+token@strada.example"])
    assert isinstance(envelope.content, bytes)
    reply = email.message_from_bytes(envelope.content)
    assert reply["Subject"] == "Re: Which car is this?"
    assert reply["In-Reply-To"] == "<delivery.1@strada.example>"
    assert reply["References"] == "<q.7@strada.example> <delivery.1@strada.example>"
    lines = str(reply.get_payload()).splitlines()
    assert lines[0] == "An Aurelia."
    assert "> Somebody asks: which car?" in lines


async def test_the_reply_box_says_what_the_listener_said(inbox: Inbox) -> None:
    await inbox.send(question(**{"Reply-To": "r+dead@strada.example"}))
    async with inbox.client.post(f"{inbox.url}/messages/1/reply", data={"text": "x"}) as answer:
        assert "Your reply was refused: 550 5.1.1 this link has ended" in await answer.text()
    async with inbox.client.post(f"{inbox.url}/api/messages/1/reply", json={"text": "x"}) as answer:
        assert (answer.status, (await answer.json())["code"]) == (502, 550)


async def test_a_mails_html_runs_no_script_and_shows_its_inline_picture(inbox: Inbox) -> None:
    await inbox.send(question())
    page, headers = await inbox.text("/messages/1")
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    html, headers = await inbox.text("/messages/1/html")
    assert headers["Content-Security-Policy"].startswith("sandbox allow-popups")
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert 'src="/messages/1/parts/car@strada"' in html
    async with inbox.client.get(f"{inbox.url}/messages/1/parts/car@strada") as answer:
        assert (answer.content_type, await answer.read()) == ("image/jpeg", b"\xff\xd8jpeg")


async def test_a_subject_cannot_write_into_the_page(inbox: Inbox) -> None:
    await inbox.send(question(Subject="<script>steal()</script>"))
    assert "<script>steal" not in (await inbox.text("/"))[0]


async def test_a_restart_loses_no_mail_and_counts_on(inbox: Inbox) -> None:
    await inbox.send(question())
    again = Mails(inbox.folder)
    assert [(mail.number, mail.header("Subject"), mail.recipients) for mail in again.list()] == [
        (1, "Which car is this?", ("teresa@strada.example",))
    ]
    assert again.take("a@b.example", ["c@d.example"], b"Subject: x\r\n\r\ny").number == 2
