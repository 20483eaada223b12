"""Whether everything is at rest again: outboxes, queues, mails, pictures; memory and descriptors as before.

In: the world. Out: what is still under way, and lines for the count.
"""

import aiohttp
import asyncpg

from dev.chaos.count import Line
from dev.chaos.victims import Victim
from dev.chaos.world import World
from dev.servers import rabbitmq
from shared.migrate import SERVICES

MORE_MEMORY = 1.5
MORE_KIBIBYTES = 32 * 1024
MORE_DESCRIPTORS = 24
"""Two pools that have grown to their ten connections, and a handful of clients that stay connected."""

Measured = dict[str, tuple[int, int]]


async def drained(world: World) -> str:
    """Nothing when all is at rest, or what is still under way."""
    connection = await asyncpg.connect(world.admin_url, timeout=5)
    try:
        for service in SERVICES:
            if waiting := await connection.fetchval(f"SELECT count(*) FROM {service}.outbox"):  # noqa: S608
                return f"{waiting} events in the outbox of {service}"
        if waiting := await connection.fetchval(
            "SELECT count(*) FROM notify.delivery WHERE state IN ('waiting', 'claimed', 'sending')"
        ):
            return f"{waiting} mails on their way"
        if waiting := await connection.fetchval("SELECT count(*) FROM images.job WHERE done_at IS NULL"):
            return f"{waiting} pictures to do"
        if waiting := await connection.fetchval("SELECT count(*) FROM notify.raw_mail WHERE state = 'new'"):
            return f"{waiting} mails to read"
    finally:
        await connection.close()
    return ""


async def in_queues(world: World) -> dict[str, int]:
    """Messages that are ready or unacknowledged, by queue; the broker counts every five seconds."""
    url = rabbitmq.admin_url(world.instance)
    login, _, host = url.removeprefix("http://").rpartition("@")
    user, _, password = login.partition(":")
    headers = {"Authorization": aiohttp.encode_basic_auth(user, password)}
    async with aiohttp.ClientSession(headers=headers) as http, http.get(f"http://{host}/api/queues") as response:
        return {queue["name"]: queue["messages"] for queue in await response.json() if queue.get("messages")}


def measured(victims: dict[str, Victim]) -> Measured:
    """Memory in KiB and descriptors of each process."""
    return {name: (victim.memory(), victim.descriptors()) for name, victim in victims.items()}


def grown(before: Measured, after: Measured) -> list[Line]:
    """What has not come back to where it was. Postgres is left out: its backends keep what they have seen."""
    services = {name: values for name, values in after.items() if name != "postgres"}
    memory = [
        f"{name} {before[name][0]} to {now} KiB"
        for name, (now, _) in services.items()
        if now > before[name][0] * MORE_MEMORY + MORE_KIBIBYTES
    ]
    files = [
        f"{name} {before[name][1]} to {now}"
        for name, (_, now) in services.items()
        if now > before[name][1] + MORE_DESCRIPTORS
    ]
    return [Line("processes whose memory did not come back", [], memory), Line("or whose descriptors", [], files)]
