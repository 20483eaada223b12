"""The only place that builds things: config in, a running service out.

In: `Config` and the runtime. Out: door, consumer, relay, mailer, listener, mail reader and sweeper.
"""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from aiohttp import web

from services.notify.actions.keep_questions_moving import QuestionKeeper
from services.notify.actions.read_mail import MailReader
from services.notify.actions.send_deliveries import Mailer
from services.notify.actions.send_delivery import DeliverySender
from services.notify.actions.sweep_deliveries import Sweeper
from services.notify.actions.take_expert_reply import take_expert_reply
from services.notify.actions.take_mail_in import MailTaker
from services.notify.actions.take_reply import TakeExpertReply
from services.notify.config import Config
from services.notify.consumers import foreseeing, handlers
from services.notify.inbound.listener import Listener
from services.notify.routes import answer, archive, assets, decide, deliveries, follow, questions
from services.notify.routes.doorway import Doorway
from services.notify.sources.channels import Channels
from services.notify.sources.model import Model
from services.notify.sources.pictures import Pictures
from services.notify.store.address_book import AddressBook
from shared import desk, migrations, web as door
from shared.clock import Clock, SystemClock
from shared.messaging.consumer import Consumer
from shared.messaging.relay import Relay
from shared.postgres import Database
from shared.runtime import Runtime

MIGRATIONS = Path(__file__).parent / "migrations"


class Furnished(Protocol):
    """What the pages need of a house."""

    @property
    def config(self) -> Config:
        """The settings."""
        ...

    @property
    def database(self) -> Database:
        """The database."""
        ...

    @property
    def clock(self) -> Clock:
        """The clock."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What a service process and an admin command both stand on."""

    config: Config
    database: Database
    clock: Clock
    book: AddressBook
    pictures: Pictures
    channels: Channels

    @classmethod
    async def build(cls, config: Config) -> "House":
        """Open the database. Raises Unavailable."""
        database = await Database.open(
            config.common.database_url,
            application="notify",
            size=config.common.database_connections,
            by_index=True,
        )
        return cls(
            config=config,
            database=database,
            clock=SystemClock(),
            book=AddressBook(config.private_key, config.address_keys),
            pictures=Pictures(config.pictures_url),
            channels=Channels(config.channels, config.channel_hosts),
        )

    def sender(self) -> DeliverySender:
        """What the mailer's workers share."""
        return DeliverySender(
            database=self.database,
            config=self.config,
            clock=self.clock,
            book=self.book,
            pictures=self.pictures,
            channels=self.channels,
        )

    async def close(self) -> None:
        """Close what is open."""
        await self.pictures.close()
        await self.database.close()


async def build(config: Config, runtime: Runtime) -> None:
    """Everything that `serve` runs."""
    house = await House.build(config)
    runtime.closing(house.close)
    await migrations.check(house.database, migrations.of_service("notify", MIGRATIONS))
    table = partial(
        handlers,
        book=house.book,
        clock=house.clock,
        limits=config.limits,
        public_url=config.common.public_url,
        channels=house.channels.names,
    )
    mailer = Mailer(
        database=house.database, config=config, clock=house.clock, sender=house.sender(), stopping=runtime.stopping
    )
    reader = MailReader(
        database=house.database, config=config, clock=house.clock, book=house.book, take_expert_reply=take_expert_reply
    )
    taker = MailTaker(database=house.database, clock=house.clock, domain=config.mail_domain)
    listener = Listener(config.inbound, config.mail_domain, find=taker.find, keep=taker.keep)
    await listener.start()
    runtime.closing(listener.close)
    amqp = config.common.amqp_url
    runtime.task("relay", Relay(house.database, amqp).run)
    for number in range(config.consumers):
        consumer = Consumer("notify", house.database, amqp, table(), foreseeing(table, house.book, house.clock))
        runtime.task(f"consumer-{number}", consumer.run)
    runtime.task("mailer", mailer.run, drains=True)
    runtime.task("mail-reader", reader.run)
    model = Model(config.model_url, key=config.model_key, name=config.model_name)
    runtime.task("questions", QuestionKeeper(database=house.database, clock=house.clock, model=model).run)
    runtime.task("sweeper", Sweeper(database=house.database, config=config, clock=house.clock).run)
    runtime.door(_door(house), config.common.host, config.common.port)


def pages(house: "Furnished", take_reply: TakeExpertReply | None) -> list[web.RouteDef]:
    """Every route of notify's own."""
    common = house.config.common
    doorway = Doorway(database=house.database, clock=house.clock, public_url=common.public_url)
    return [
        *assets.routes(),
        *decide.routes(doorway),
        *follow.routes(doorway),
        *answer.routes(doorway, take_reply),
        *deliveries.routes(doorway, common.staff_key),
        *archive.routes(house.database, house.clock, common.staff_key, common.public_url),
        *questions.routes(house.database, house.clock, common.staff_key, common.public_url),
        *desk.static_routes(),
    ]


def _door(house: House) -> web.Application:
    async def database_ready() -> None:
        await house.database.fetch_value("SELECT 1")

    return dress(
        door.application(
            house.config.common,
            pages(house, take_expert_reply),
            readiness={"database": database_ready},
            error_page=desk.problem_page,
        )
    )


def dress(application: web.Application) -> web.Application:
    """Give the application the templates of the desk's pages."""
    application[desk.TEMPLATES] = desk.environment(deliveries.TEMPLATES)
    return application
