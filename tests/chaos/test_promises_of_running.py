"""Restarts nobody notices, a clock that jumps, two relays beside each other."""

import asyncio
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aio_pika
import asyncpg
import pytest

from shared.messaging import broker, topology
from shared.messaging.relay import Relay
from shared.postgres import Database
from tests.chaos.scene import NAMES, OPEN, Scene
from tests.shared.test_messaging import background, decision
from tests.support.servers import Servers
from tests.support.stack import Process, port
from tests.support.waiting import until

pytestmark = pytest.mark.chaos
DAY = 86_400


async def test_restarting_every_service_one_after_the_other_fails_no_request_at_the_edge(scene: Scene) -> None:
    seen: Counter[str] = Counter()
    accepted: list[str] = []
    over = asyncio.Event()

    async def write() -> None:
        while not over.is_set():
            answer = await scene.post(page="rolling")
            seen[f"POST {answer.status}"] += 1
            if answer.status == 201:
                accepted.append(answer.comment)

    async def read(path: str) -> None:
        while not over.is_set():
            answer = await scene.ask("GET", f"{scene.edge}{path}{len(accepted)}")
            seen[f"GET {path.split('?', maxsplit=1)[0]} {answer.status}"] += 1

    async with asyncio.TaskGroup() as group:
        for _ in range(2):
            group.create_task(write())
        for path in (
            f"/v1/threads?site={OPEN}&url=http://chaos.example/",
            f"/v1/galleries?site={OPEN}&n=",
            f"/v1/questions?site={OPEN}&n=",
        ):
            group.create_task(read(path))
        for service in NAMES:
            for number in (1, 2):
                await scene.world.victims[f"{service}-{number}"].terminate()
        over.set()
    assert {name.split()[-1] for name in seen} == {"200", "201", "401"}, seen
    assert len(seen) == 4
    assert all(victim.pains.get("grace exceeded") is None for victim in scene.world.victims.values())
    await scene.all_there(accepted)


async def test_a_signal_lets_the_request_in_hand_be_answered_and_then_ends_the_process(scene: Scene) -> None:
    victim, door = scene.world.victims["comments-1"], scene.world.doors["comments"][0]
    await scene.form()
    connection = await asyncpg.connect(scene.world.admin_url)
    process = victim.process
    assert process is not None
    try:
        async with asyncio.TaskGroup() as group:
            lock = connection.transaction()
            await lock.start()
            await connection.execute("LOCK TABLE comments.comment IN EXCLUSIVE MODE")
            asked = group.create_task(scene.post(door=door))
            await until(lambda: _waits(scene), what="the request to be in the middle")
            victim.process = None  # nobody starts it again meanwhile
            process.send_signal(signal.SIGTERM)

            async def refused() -> bool:
                return (await scene.read(door=door)).status == 0

            await until(refused, what="the door to be shut")
            await lock.commit()
        assert asked.result().status == 201
        async with asyncio.timeout(10):
            assert await process.wait() == 0
    finally:
        await connection.close()
        await victim.start()
    await scene.all_there([asked.result().comment])


async def _waits(scene: Scene) -> bool:
    return bool(await scene.value("SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"))


async def test_a_clock_that_jumps_forth_and_back_loses_no_submission_and_no_event(scene: Scene, tmp_path: Path) -> None:
    offset = tmp_path / "offset"
    async with jumping(scene, offset) as door:
        accepted = []
        for jump in (0, DAY, -2 * DAY, 3600, 0):
            offset.write_text(str(jump))
            answer = await scene.post(door=door, page="clock", form=await scene.form(fresh=True, door=door))
            assert answer.status == 201, (jump, answer)
            accepted.append(answer.comment)
        old = await scene.form(fresh=True, door=door)
        offset.write_text(str(-2 * DAY))
        refused = await scene.post(door=door, page="clock", form=old)
        assert (refused.status, refused.headers["Content-Type"]) == (422, "application/problem+json")
        thread = await scene.read("clock", door=door)
        assert [comment["id"] for comment in thread.said["comments"]] == accepted, "in the order they came in"
        await scene.all_there(accepted)


@asynccontextmanager
async def jumping(scene: Scene, offset: Path) -> AsyncIterator[str]:
    """A third comments process, whose clock is off by as many seconds as the file says; its address."""
    offset.write_text("0")
    environment = dict(scene.world.victims["comments-1"].program.env)
    listen = port()
    url = f"http://127.0.0.1:{listen}"
    process = Process(
        name="jumping",
        argv=(sys.executable, "-m", "dev.chaos.jumping_clock", str(offset), "services.comments", "serve"),
        environment=environment | {"PADDOCK_HOST": "127.0.0.1", "PADDOCK_PORT": str(listen)},
        log=offset.with_name("jumping.log"),
        ready_url=f"{url}/health/ready",
    )
    await process.start()
    try:
        yield url
    finally:
        await process.end()


async def test_two_relays_beside_each_other_publish_each_event_once(servers: Servers, notify_db: Database) -> None:
    events = [decision() for _ in range(300)]
    other = await Database.open(servers.database_url("notify"), application="second relay", size=3)
    async with broker.channel(servers.amqp_url) as (channel, _lost):
        queue = await channel.declare_queue(exclusive=True)
        await queue.bind(topology.EVENTS_EXCHANGE, events[0].type)
        async with notify_db.transaction() as transaction:
            await transaction.emit(*events)
        async with background(Relay(notify_db, servers.amqp_url).run, Relay(other, servers.amqp_url).run):
            await until(lambda: _none(notify_db), what="an empty outbox")
        published = await _ids(queue)
        await (await channel.get_queue(topology.queue_name("comments"))).purge()
    await other.close()
    assert (len(published), len(set(published))) == (300, 300)


async def _none(database: Database) -> bool:
    return bool(await database.fetch_value("SELECT count(*) = 0 FROM outbox"))


async def _ids(queue: aio_pika.abc.AbstractQueue) -> list[str]:
    found = []
    while (message := await queue.get(no_ack=True, fail=False)) is not None:
        found.append(str(message.message_id))
    return found
