"""Notify's parts wired together in the test's own process: real Postgres, a real SMTP server, a clock that stands."""

import asyncio
import re
from collections.abc import AsyncIterator
from email.message import EmailMessage
from functools import partial
from typing import Any

import aiosmtplib
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from services.notify.actions.queue_delivery import queue_delivery
from services.notify.actions.read_mail import MailReader
from services.notify.actions.send_deliveries import Mailer
from services.notify.actions.send_delivery import DeliverySender
from services.notify.actions.sweep_deliveries import Sweeper
from services.notify.actions.take_mail_in import MailTaker
from services.notify.app import dress, pages
from services.notify.config import Config
from services.notify.consumers import foreseeing, handlers
from services.notify.inbound.listener import Listener
from services.notify.sources.channels import Channels
from services.notify.sources.pictures import Pictures
from services.notify.store import readers
from services.notify.store.address_book import AddressBook, new_key
from shared import desk, web as door
from shared.env import Environment
from shared.events import Comment, Event
from shared.ids import uuid7
from shared.postgres import Database, Row
from tests.notify import makings
from tests.notify.smtp_server import SmtpServer
from tests.support.clock import FakeClock

ADDRESS_KEY = new_key()
STAFF_KEY = "staff-key-of-a-test"


def settings(relays: str, **changes: str) -> dict[str, str]:
    """The environment of a notify in a test."""
    return {
        "PADDOCK_DATABASE_URL": "postgresql://paddock_notify@127.0.0.1/unused",
        "PADDOCK_AMQP_URL": "amqp://127.0.0.1/unused",
        "PADDOCK_PUBLIC_URL": "http://127.0.0.1:8080",
        "PADDOCK_STAFF_KEY": STAFF_KEY,
        "PADDOCK_NOTIFY_PRIVATE_KEY": makings.PRIVATE_KEY,
        "PADDOCK_NOTIFY_ADDRESS_KEYS": ADDRESS_KEY,
        "PADDOCK_NOTIFY_RELAYS": relays,
        "PADDOCK_NOTIFY_MAIL_DOMAIN": "mail.example",
        "PADDOCK_NOTIFY_INBOUND_PORT": "0",
        "PADDOCK_NOTIFY_SMTP_SECONDS": "2",
        **changes,
    }


class House:
    """One notify, driven step by step."""

    def __init__(self, database: Database, clock: FakeClock, config: Config) -> None:
        self.database = database
        self.clock = clock
        self.config = config
        self.book = AddressBook(config.private_key, config.address_keys)
        self.pictures = Pictures(config.pictures_url)
        self.channels = Channels(config.channels, config.channel_hosts)
        self.expert_replies: list[Any] = []
        self.sweeper = Sweeper(database=database, config=config, clock=clock)

    async def tell(self, *events: Event) -> None:
        """Apply events, each in its own transaction, as the consumer would."""
        for event in events:
            await self.tell_together(event)

    async def tell_together(self, *batch: Event) -> None:
        """Apply a batch of events in one transaction, in the order given."""
        table = partial(
            handlers,
            book=self.book,
            clock=self.clock,
            limits=self.config.limits,
            public_url=self.config.common.public_url,
            channels=self.channels.names,
        )
        async with self.database.transaction() as tx:
            taken = await foreseeing(table, self.book, self.clock)(tx, batch)
            for event in batch:
                await taken[type(event)](tx, event)

    def mailer(self) -> Mailer:
        """A mailer with connections of its own."""
        sender = DeliverySender(
            database=self.database,
            config=self.config,
            clock=self.clock,
            book=self.book,
            pictures=self.pictures,
            channels=self.channels,
        )
        return Mailer(
            database=self.database, config=self.config, clock=self.clock, sender=sender, stopping=asyncio.Event()
        )

    async def send(self) -> int:
        """Send all that is due now."""
        return await self.mailer().send_due()

    async def row(self, where: str = "true", *values: Any) -> Row:
        """The newest delivery that matches."""
        row = await self.database.fetch_row(
            f"SELECT * FROM delivery WHERE {where} ORDER BY created_at DESC, id DESC LIMIT 1",
            *values,
        )
        assert row is not None
        return row

    async def states(self, kind: str = "") -> list[str]:
        """The states of all deliveries of a kind, oldest first."""
        rows = await self.database.fetch(
            "SELECT state FROM delivery WHERE $1 = '' OR kind = $1 ORDER BY created_at, id", kind
        )
        return [row["state"] for row in rows]

    async def emitted(self) -> list[Row]:
        """What waits in the outbox."""
        return await self.database.fetch("SELECT * FROM outbox ORDER BY seq")

    async def take_expert_reply(self, _tx: Any, mail: Any, *, now: Any) -> str:
        """Stands at the seam to answering: remembers what it was given."""
        self.expert_replies.append((mail, now))
        return "answered"

    def reader(self) -> MailReader:
        """Reads mail that came in."""
        return MailReader(
            database=self.database,
            config=self.config,
            clock=self.clock,
            book=self.book,
            take_expert_reply=self.take_expert_reply,
        )

    def taker(self) -> MailTaker:
        """What the listener calls."""
        return MailTaker(database=self.database, clock=self.clock, domain=self.config.mail_domain)

    async def confirm(self, kind: str, about: Comment, reader: str) -> None:
        """A reader follows, and had confirmed the address before."""
        event = makings.subscription(kind, about, reader)
        async with self.database.transaction() as tx:
            await readers.confirm_address(tx, event.address.digest, event.site, self.clock.now())
        await self.tell(event)

    async def queue(self, kind: str, subject: str, recipient: str, context: dict[str, Any], **more: Any) -> bool:
        """Queue a mail, as answering does."""
        async with self.database.transaction() as tx:
            return await queue_delivery(
                tx,
                kind=kind,
                site=makings.SITE,
                subject=subject,
                recipient=recipient,
                context=context,
                now=self.clock.now(),
                **more,
            )

    async def receive(self, sender: str, recipient: str, text: str, **headers: str) -> None:
        """Send a mail to the listener, by real SMTP."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = sender, recipient, headers.pop("subject", "Re: a mail of yours")
        mail["Message-ID"] = headers.pop("message_id", f"<{uuid7()}@reader.example>")
        for name, value in headers.items():
            mail[name.replace("_", "-")] = value
        mail.set_content(text)
        await self.receive_raw(sender, recipient, mail.as_bytes())

    async def receive_raw(self, sender: str, recipient: str, raw: bytes) -> None:
        """Send these bytes to the listener. Raises what it answers."""
        listener = await self.listener()
        try:
            async with aiosmtplib.SMTP(hostname="127.0.0.1", port=listener.port) as client:
                await client.sendmail(sender, [recipient], raw)
        finally:
            await listener.close()

    async def listener(self) -> Listener:
        """A listener on a free port."""
        taker = self.taker()
        listener = Listener(self.config.inbound, self.config.mail_domain, find=taker.find, keep=taker.keep)
        await listener.start()
        return listener


@pytest.fixture
async def smtp() -> AsyncIterator[SmtpServer]:
    server = await SmtpServer().start()
    yield server
    await server.close()


@pytest.fixture
async def house(notify_db: Database, clock: FakeClock, smtp: SmtpServer) -> AsyncIterator[House]:
    made = House(notify_db, clock, Config.read(Environment(settings(smtp.url))))
    yield made
    await made.pictures.close()


@pytest.fixture
def with_settings(notify_db: Database, clock: FakeClock, smtp: SmtpServer) -> Any:
    """A house with other settings."""

    def make(**changes: str) -> House:
        relays = changes.pop("relays", smtp.url)
        named = {f"PADDOCK_NOTIFY_{name.upper()}": value for name, value in changes.items()}
        return House(notify_db, clock, Config.read(Environment(settings(relays, **named))))

    return make


@pytest.fixture
async def web_client(house: House) -> AsyncIterator[TestClient[web.Request, web.Application]]:
    """A browser without a browser, at notify's door."""
    app = dress(
        door.application(house.config.common, pages(house, house.take_expert_reply), error_page=desk.problem_page)
    )
    client = TestClient(TestServer(app))
    await client.start_server()
    yield client
    await client.close()


def links_in(text: str) -> list[str]:
    """The paths of all our links in a mail's text, in order."""
    return [match[1] for match in re.finditer(r"http://127\.0\.0\.1:8080(/mail/\S+)", text)]
