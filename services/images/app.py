"""The only place that builds things: config in, a running service out.

In: `Config` and the runtime. Out: door, consumer, relay and workers, handed to the runtime.
"""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from services.images.actions.check_lock import check_lock
from services.images.actions.discard_picture import DiscardPicture
from services.images.actions.do_job import DoJob
from services.images.actions.erase_subject import EraseSubject
from services.images.actions.follow_comments import FollowComments
from services.images.actions.publish_picture import PublishPicture
from services.images.actions.queue_renditions import QueueRenditions
from services.images.actions.receive_picture import ReceivePicture
from services.images.actions.render_picture import RenderPicture
from services.images.blobs.bucket import Bucket
from services.images.blobs.folder import Folder
from services.images.blobs.shelf import Blobs
from services.images.config import Config
from services.images.consumers import handlers
from services.images.links import HeldLinks
from services.images.rendering.darkroom.client import Darkroom
from services.images.routes.files import FileRoutes
from services.images.routes.galleries import GalleryRoutes
from services.images.routes.gatekeeping import Gate, allow_origins, preflight
from services.images.routes.pictures import PictureRoutes
from services.images.staging import Staging
from services.images.workers import Workers
from shared import migrations, web as door
from shared.clock import Clock, SystemClock
from shared.messaging.consumer import Consumer
from shared.messaging.relay import Relay
from shared.postgres import Database
from shared.runtime import Runtime

MIGRATIONS = Path(__file__).parent / "migrations"


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What a service process and an admin command both stand on."""

    config: Config
    database: Database
    blobs: Blobs
    staging: Staging
    darkroom: Darkroom
    clock: Clock
    links: HeldLinks
    receive: ReceivePicture

    @classmethod
    async def build(cls, config: Config) -> "House":
        """Open the database and the store, and see that a child can be locked. Raises Unavailable, ConfigError."""
        clock = SystemClock()
        blobs = store_of(config)
        staging = Staging(config.staging)
        staging.prepare()
        darkroom = Darkroom(allow_unlocked=config.allow_unlocked)
        await check_lock(darkroom)
        database = await Database.open(
            config.common.database_url, application="images", size=config.common.database_connections
        )
        receive = ReceivePicture(
            database=database,
            blobs=blobs,
            darkroom=darkroom,
            clock=clock,
            gallery_limits=config.gallery_limits,
            reader_limits=config.reader_limits,
        )
        return cls(
            config=config,
            database=database,
            blobs=blobs,
            staging=staging,
            darkroom=darkroom,
            clock=clock,
            links=HeldLinks(config.held_key),
            receive=receive,
        )

    def do_job(self) -> DoJob:
        """What the workers do."""
        return DoJob(
            database=self.database,
            clock=self.clock,
            render=RenderPicture(
                database=self.database,
                blobs=self.blobs,
                darkroom=self.darkroom,
                clock=self.clock,
                links=self.links,
                gallery_limits=self.config.gallery_limits,
                reader_limits=self.config.reader_limits,
            ),
            publish=PublishPicture(database=self.database, blobs=self.blobs, clock=self.clock, links=self.links),
            discard=DiscardPicture(database=self.database, blobs=self.blobs, clock=self.clock),
        )

    async def close(self) -> None:
        """End the darkroom, close the database."""
        self.darkroom.close()
        await self.database.close()


def store_of(config: Config) -> Blobs:
    """The store that the settings name. Raises Unavailable for a folder that can't be made."""
    if config.store.startswith("s3://"):
        return Bucket(config.store, endpoint=config.s3_endpoint, staging=config.staging)
    folder = Folder(Path(config.store))
    folder.prepare()
    return folder


async def build(config: Config, runtime: Runtime) -> None:
    """Everything that `serve` runs."""
    house = await House.build(config)
    runtime.closing(house.close)
    await migrations.check(house.database, migrations.of_service("images", MIGRATIONS))
    workers = Workers(house.do_job(), number=config.workers, stopping=runtime.stopping)
    table = handlers(
        follow=FollowComments(clock=house.clock, keep_rejected_hours=config.keep_rejected_hours),
        queue=QueueRenditions(clock=house.clock),
        erase=EraseSubject(clock=house.clock),
        wake=workers.wake,
    )
    amqp = config.common.amqp_url
    runtime.task("relay", Relay(house.database, amqp).run)
    runtime.task("consumer", Consumer("images", house.database, amqp, table).run)
    runtime.task("workers", workers.run, drains=True)
    runtime.door(_door(house), config.common.host, config.common.port)
    workers.wake()
    await asyncio.sleep(0)


def _door(house: House) -> web.Application:
    config = house.config
    gate = Gate(key=config.common.staff_key, clock=house.clock)
    routes = [
        *PictureRoutes(
            database=house.database,
            receive=house.receive,
            staging=house.staging,
            clock=house.clock,
            links=house.links,
            reader_bytes=config.reader_bytes,
        ).table(),
        *GalleryRoutes(
            database=house.database,
            receive=house.receive,
            staging=house.staging,
            gate=gate,
            gallery_bytes=config.gallery_bytes,
        ).table(),
        *FileRoutes(database=house.database, blobs=house.blobs, clock=house.clock, links=house.links).table(),
        web.options("/v1/{rest:.*}", preflight),
    ]

    async def database_ready() -> None:
        await house.database.fetch_value("SELECT 1")

    app = door.application(config.common, routes, readiness={"database": database_ready, "store": house.blobs.check})
    app.on_response_prepare.append(allow_origins)
    return app
