"""A house of images on real servers, a running service, and pictures drawn on the spot."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from services.images.config import Config
from services.images.house import House
from services.images.rendering.darkroom.client import Answer, Darkroom
from services.images.rendering.order import Order, Task
from shared import events, staff
from shared.clock import SystemClock
from shared.env import Environment
from shared.events import Event
from shared.messaging import envelope
from shared.postgres import Database
from tests.images import drawing
from tests.support.browsers import browser
from tests.support.servers import Servers
from tests.support.stack import Stack

__all__ = ["browser"]

STAFF_KEY = "staff-key-of-a-test"
HELD_KEY = "held-key-of-a-test-0001"
SITE = "sportscar"


@pytest.fixture(scope="session")
async def darkroom() -> AsyncIterator[Darkroom]:
    room = Darkroom()
    yield room
    room.close()


@pytest.fixture
def pictures(tmp_path: Path) -> drawing.Pictures:
    return drawing.Pictures(tmp_path / "fixtures")


@dataclass
class Lab:
    """Asks the darkroom for one thing about one file."""

    room: Darkroom

    async def ask(self, path: Path, task: Task = Task.FULL, **order: Any) -> Answer:
        with path.open("rb") as original:
            return await self.room.ask(Order(number=0, task=task, **order), original)

    async def files(self, path: Path, **order: Any) -> dict[str, bytes]:
        answer = await self.ask(path, **order)
        assert not answer.died, answer.outcome
        assert answer.refusal is None, answer.refusal
        return {product.name: content for product, content in answer.products if product.kind == "file"}


@pytest.fixture
def lab(darkroom: Darkroom) -> Lab:
    return Lab(darkroom)


def settings(servers: Servers, folder: Path, **more: str) -> Config:
    values = {
        "PADDOCK_DATABASE_URL": servers.database_url("images"),
        "PADDOCK_AMQP_URL": servers.amqp_url,
        "PADDOCK_STAFF_KEY": STAFF_KEY,
        "PADDOCK_IMAGES_STORE": str(folder),
        "PADDOCK_IMAGES_HELD_KEY": HELD_KEY,
        "PADDOCK_IMAGES_WORKERS": "2",
        **more,
    }
    return Config.read(Environment(values))


@pytest.fixture
async def house(servers: Servers, images_db: Database, tmp_path: Path) -> AsyncIterator[House]:
    """The actions without door, consumer and workers; its tables are empty."""
    built = await House.build(settings(servers, tmp_path / "store"))
    await keep_site(built.database)
    yield built
    await built.close()


async def keep_site(database: Database, **more: Any) -> None:
    from services.images.store import sites

    async with database.transaction() as tx:
        await sites.keep_site(tx, SITE, "Sports Car Digest", more, active=True, version=1 + len(more))


async def work_off(house: House, *, most: int = 200) -> int:
    """Do every job that can be done now, after taking `picture.uploaded` from the outbox as the broker would."""
    from services.images.actions.queue_renditions import QueueRenditions

    queue = QueueRenditions(clock=house.clock)
    for event in await outbox(house.database):
        if isinstance(event, events.PictureUploaded):
            async with house.database.transaction() as tx:
                await queue.for_picture(tx, event)
    do = house.do_job()
    done = 0
    while done < most and await do.next("test"):
        done += 1
    return done


async def outbox(database: Database, kind: type[Event] | None = None) -> list[Any]:
    rows = await database.fetch("SELECT payload FROM outbox ORDER BY seq")
    found = [envelope.read(row["payload"])[1] for row in rows]
    return [event for event in found if kind is None or isinstance(event, kind)]


def assertion(role: str = "editor", site: str = SITE) -> dict[str, str]:
    person = staff.Staff(
        id="anna",
        name="Anna",
        roles={site: role},
        csrf="csrf-of-anna",
        expires=SystemClock().now() + timedelta(seconds=50),
    )
    return {staff.HEADER: staff.sign(STAFF_KEY, person)}


@pytest.fixture
async def service(servers: Servers, images_db: Database, tmp_path: Path) -> AsyncIterator[Stack]:
    """A real process of the service."""
    stack = Stack(
        servers,
        tmp_path,
        {"PADDOCK_IMAGES_STORE": str(tmp_path / "store"), "PADDOCK_IMAGES_HELD_KEY": HELD_KEY},
    )
    stack.add("images")
    await keep_site(images_db)
    await stack.start()
    yield stack
    await stack.end()


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture(scope="session")
def real_pictures() -> Path | None:
    """A few photographs of real cameras, where they are present beside the checkout."""
    folder = Path(__file__).parents[3] / "shared" / "pictures"
    return folder if folder.is_dir() else None
