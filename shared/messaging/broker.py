"""One connection to RabbitMQ that is made again whenever it is lost.

Plain `connect` with a time-out in our own loop: the library's robust connection waits for ever on a silent
network and loops for ever when a queue was made again with other arguments.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import aio_pika
from aio_pika.abc import AbstractChannel
from aio_pika.exceptions import AMQPError, ChannelInvalidStateError

from shared import logs

CONNECT_SECONDS = 5.0
HEARTBEAT_SECONDS = 10
LONGEST_WAIT = 5.0


class BrokerLostError(Exception):
    """The connection no longer answers and must be made again."""


AWAY = (BrokerLostError, AMQPError, ChannelInvalidStateError, OSError, TimeoutError, asyncio.IncompleteReadError)
"""What a lost or refused connection raises."""

log = logs.get("broker")


@asynccontextmanager
async def channel(url: str, *, confirms: bool = False) -> AsyncIterator[tuple[AbstractChannel, asyncio.Event]]:
    """A channel on a connection of its own, and an event that is set when either is lost.

    With `confirms`, publishing waits for the broker and raises for a message that no queue takes.
    """
    separator = "&" if "?" in url else "?"
    connection = await aio_pika.connect(f"{url}{separator}heartbeat={HEARTBEAT_SECONDS}", timeout=CONNECT_SECONDS)
    lost = asyncio.Event()
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            opened = await connection.channel(publisher_confirms=confirms, on_return_raises=confirms)
        connection.close_callbacks.add(lambda *_: lost.set())
        opened.close_callbacks.add(lambda *_: lost.set())
        yield opened, lost
    finally:
        try:
            async with asyncio.timeout(2):
                await connection.close()
        except AWAY:
            pass


async def keep(name: str, session: Callable[[], Awaitable[None]]) -> None:
    """Run `session` again and again, with growing jittered pauses while the broker is away; never returns."""
    failures = 0
    while True:
        started = asyncio.get_running_loop().time()
        try:
            await session()
            error: str = "closed"
        except AWAY as caught:
            error = caught.__class__.__name__
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is None or task.cancelling():
                raise
            error = "stuck"  # aiormq cancels whoever waits on a connection that it gives up; nobody cancelled us
        except RuntimeError as caught:  # aiormq: "Connection was stuck", "writer is None"
            error = str(caught)
        if asyncio.get_running_loop().time() - started > LONGEST_WAIT:
            failures = 0
        failures += 1
        pause = min(LONGEST_WAIT, 0.1 * 2 ** min(failures, 8)) * random.uniform(0.5, 1.0)  # noqa: S311 - jitter
        log.warning("broker_lost", link=name, error=error, retry_seconds=round(pause, 2))
        await asyncio.sleep(pause)
