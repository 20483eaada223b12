"""The only place that puts a running service together: config in; door, consumer, relay and workers out.

In: `Config` and the runtime. Out: tasks and a door, handed to the runtime.
"""

import asyncio
from pathlib import Path

from aiohttp import web

from services.images.actions.erase_subject import EraseSubject
from services.images.actions.follow_comments import FollowComments
from services.images.actions.queue_renditions import QueueRenditions
from services.images.config import Config
from services.images.consumers import handlers
from services.images.house import House
from services.images.routes.desk import DeskRoutes
from services.images.routes.editing import EditingRoutes
from services.images.routes.files import FileRoutes
from services.images.routes.galleries import GalleryRoutes
from services.images.routes.gatekeeping import Gate, allow_origins, preflight
from services.images.routes.parts import PartRoutes
from services.images.routes.pictures import PictureRoutes
from services.images.workers import Workers
from shared import desk, logs, migrations, web as door
from shared.errors import Unavailable
from shared.messaging.consumer import Consumer
from shared.messaging.relay import Relay
from shared.runtime import Runtime

MIGRATIONS = Path(__file__).parent / "migrations"
_HOUSEKEEPING_SECONDS = 3600.0

log = logs.get("housekeeping")


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
    runtime.task("measure", workers.measure)
    runtime.task("housekeeping", lambda: _keep_house(house))
    runtime.door(door_of(house), config.common.host, config.common.port)
    workers.wake()


async def _keep_house(house: House) -> None:
    while True:
        try:
            await house.expire.now()
            await house.prune.queue()
        except Unavailable as error:
            log.warning("housekeeping_waits", error=error.message)
        await asyncio.sleep(_HOUSEKEEPING_SECONDS)


def door_of(house: House) -> web.Application:
    """The HTTP door."""
    config = house.config
    gate = Gate(key=config.common.staff_key, clock=house.clock, public_url=config.common.public_url)
    routes = [
        *PictureRoutes(
            database=house.database,
            receive=house.receive,
            staging=house.staging,
            clock=house.clock,
            links=house.links,
            reader_bytes=config.reader_bytes,
            limit=house.limit,
            trusted_proxies=config.common.trusted_proxies,
        ).table(),
        *EditingRoutes(
            database=house.database,
            gate=gate,
            arrange=house.arrange,
            describe=house.describe,
            withdraw=house.withdraw,
            caption=house.caption,
        ).table(),
        *PartRoutes(database=house.database, gate=gate, resume=house.resume).table(),
        *GalleryRoutes(
            database=house.database,
            receive=house.receive,
            staging=house.staging,
            gate=gate,
            gallery_bytes=config.gallery_bytes,
        ).table(),
        *FileRoutes(database=house.database, blobs=house.blobs, clock=house.clock, links=house.links).table(),
        *DeskRoutes(
            database=house.database,
            gate=gate,
            staging=house.staging,
            bring=house.bring,
            arrange=house.arrange,
            describe=house.describe,
            withdraw=house.withdraw,
            gallery_bytes=config.gallery_bytes,
        ).table(),
        *desk.static_routes(),
        web.options("/v1/{rest:.*}", preflight),
    ]

    async def database_ready() -> None:
        await house.database.fetch_value("SELECT 1")

    app = door.application(
        config.common,
        routes,
        readiness={"database": database_ready, "store": house.blobs.check},
        error_page=desk.problem_page,
    )
    app[desk.TEMPLATES] = desk.environment(Path(__file__).parent / "routes" / "templates")
    app.on_response_prepare.append(allow_origins)
    return app
