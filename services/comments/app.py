"""Builds the comments service: the only place that puts its parts together.

In: a configuration and a runtime. Out: a door, a relay, a consumer and the watch over changed threads.
"""

from collections.abc import Sequence
from pathlib import Path

from aiohttp import web

from services.comments.actions.deliver_webhooks import keep_delivering
from services.comments.actions.enforce_retention import keep_enforcing
from services.comments.actions.post_comment import gather_posts
from services.comments.actions.tally_comments import keep_tallying
from services.comments.changes import Changes
from services.comments.config import Config
from services.comments.consumers import handlers
from services.comments.domain import thread_id
from services.comments.imports import Imports
from services.comments.keys import Keys
from services.comments.prepared import Shelf
from services.comments.routes import cors
from services.comments.routes.rooms import ROOMS, Rooms
from services.comments.routes.table import route_defs
from services.comments.sites import Sites
from services.comments.sources.calls import Calls
from services.comments.sources.opinions import Opinions
from services.comments.store.threads import Changed
from services.comments.streams import Streams
from services.comments.web.desk import table as desk_pages
from shared import desk, migrations
from shared.clock import Clock, SystemClock
from shared.messaging.consumer import Consumer
from shared.messaging.relay import Relay
from shared.postgres import Database
from shared.runtime import Runtime
from shared.web import Problem, application
from shared.web.problem import as_page

MIGRATIONS = Path(__file__).parent / "migrations"


async def build(config: Config, runtime: Runtime) -> None:
    """Open the database and hand everything that runs to the runtime. Raises ConfigError and Unavailable."""
    common = config.common
    db = await Database.open(
        common.database_url, application="comments", size=common.database_connections, by_index=True
    )
    runtime.closing(db.close)
    await migrations.check(db, migrations.of_service("comments", MIGRATIONS))
    rooms = furnish(config, db, SystemClock())
    relay = Relay(db, common.amqp_url)
    consumer = Consumer("comments", db, common.amqp_url, handlers(clock=rooms.clock, changes=rooms.changes))
    runtime.task("changes", rooms.changes.run)
    runtime.task("streams", rooms.streams.run)
    runtime.task("imports", rooms.imports.run)
    runtime.task("relay", relay.run)
    runtime.task("consumer", consumer.run)
    runtime.task("retention", lambda: keep_enforcing(db, rooms.clock))
    runtime.task("tally", lambda: keep_tallying(db, rooms.clock))
    runtime.task("webhooks", lambda: keep_delivering(db, rooms.clock, rooms.calls, common.public_url))
    runtime.closing(rooms.calls.close)
    runtime.door(door(rooms), common.host, common.port)


def furnish(config: Config, db: Database, clock: Clock) -> Rooms:
    """Everything that the doors work with, joined up."""
    calls = Calls(private=config.private_targets)
    keys = Keys(secret=config.secret, address_key=config.address_key, notify_public_key=config.notify_public_key)
    rooms = Rooms(
        config=config,
        db=db,
        clock=clock,
        keys=keys,
        sites=Sites(db),
        shelf=Shelf(limit=config.cache_megabytes * 1024 * 1024),
        changes=Changes(db),
        streams=Streams(db, limit=config.streams),
        imports=Imports(db, clock),
        calls=calls,
        opinions=Opinions(calls, clock),
        posting=gather_posts(db, clock, keys),
    )

    def stale(changed: Sequence[Changed]) -> None:
        for thread in changed:
            rooms.shelf.change(thread.id, thread.version)
            for url in thread.urls:
                if (own := thread_id(thread.site, url)) != thread.id:
                    rooms.shelf.drop(own)

    rooms.changes.listen(stale)
    rooms.changes.listen(rooms.streams.change)
    rooms.changes.blind = rooms.shelf.doubt
    return rooms


def door(rooms: Rooms) -> web.Application:
    """The HTTP door on these rooms."""

    async def database() -> None:
        await rooms.db.fetch_value("SELECT 1")

    async def close_streams(_app: web.Application) -> None:
        rooms.streams.close()

    routes = [*route_defs(), *desk_pages.routes()]
    app = application(rooms.config.common, routes, readiness={"database": database}, error_page=_error_page)
    app[ROOMS] = rooms
    app[desk.TEMPLATES] = desk_pages.templates(rooms.clock)
    app.on_response_prepare.append(cors.allow_origin)
    app.on_shutdown.append(close_streams)
    return app


def _error_page(request: web.Request, problem: Problem) -> web.StreamResponse:
    """A problem in the desk's frame for the desk, a plain page for readers."""
    return desk.problem_page(request, problem) if request.path.startswith("/desk") else as_page(problem)
