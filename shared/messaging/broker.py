"""One connection to RabbitMQ that is made again whenever it is lost.

Plain `connect` with a time-out in our own loop: the library's robust connection waits for ever on a silent
network and loops for ever when a queue was made again with other arguments.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from urllib.parse import urlsplit, urlunsplit

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractConnection
from aio_pika.connection import make_url
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


def addresses(url: str) -> list[str]:
    """One URL for each node that `amqp://user:password@one:5672,two:5672/` names."""
    parts = urlsplit(url)
    login, at, nodes = parts.netloc.rpartition("@")
    return [urlunsplit(parts._replace(netloc=f"{login}{at}{node}")) for node in nodes.split(",") if node]


async def connect(url: str, *, seconds: float = CONNECT_SECONDS) -> AbstractConnection:
    """A connection to the first node that answers, begun anywhere to spread load. Raises the last one's error."""
    nodes = addresses(url)
    random.shuffle(nodes)
    for node in nodes[:-1]:
        try:
            return await _open(node, seconds)
        except AWAY as error:
            log.info("broker_node_away", error=error.__class__.__name__)
    return await _open(nodes[-1], seconds)


async def _open(node: str, seconds: float) -> AbstractConnection:
    connection = aio_pika.Connection(make_url(node))
    try:
        await connection.connect(timeout=seconds)
    except BaseException:
        await end(connection)
        raise
    return connection


async def end(connection: AbstractConnection) -> None:
    """Close it, within two seconds. One that wasn't closed asks for a running loop when it is forgotten."""
    try:
        async with asyncio.timeout(2):
            await connection.close()
    except AWAY:
        pass
    finally:
        await connection.close()  # what was cut short above has no transport any more: nothing is waited for


@asynccontextmanager
async def channel(url: str, *, confirms: bool = False) -> AsyncIterator[tuple[AbstractChannel, asyncio.Event]]:
    """A channel on a connection of its own, and an event that is set when either is lost.

    With `confirms`, publishing waits for the broker and raises for a message that no queue takes.
    """
    separator = "&" if "?" in url else "?"
    connection = await connect(f"{url}{separator}heartbeat={HEARTBEAT_SECONDS}")
    lost = asyncio.Event()
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            opened = await connection.channel(publisher_confirms=confirms, on_return_raises=confirms)
        connection.close_callbacks.add(lambda *_: lost.set())
        opened.close_callbacks.add(lambda *_: lost.set())
        yield opened, lost
    finally:
        await end(connection)


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
        except Exception as caught:
            if type(caught) is not Exception:
                raise
            error = "given up"  # aiormq lets whoever waits go with a bare one when it was told no cause
        if asyncio.get_running_loop().time() - started > LONGEST_WAIT:
            failures = 0
        failures += 1
        pause = min(LONGEST_WAIT, 0.1 * 2 ** min(failures, 8)) * random.uniform(0.5, 1.0)  # noqa: S311 - jitter
        log.warning("broker_lost", link=name, error=error, retry_seconds=round(pause, 2))
        await asyncio.sleep(pause)
