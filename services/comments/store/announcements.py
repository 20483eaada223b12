"""A wake-up call between the processes of this service, by LISTEN and NOTIFY outside of any commit."""

import asyncio
from collections.abc import Callable

import asyncpg

from services.comments.store import Reading
from shared import logs
from shared.errors import Unavailable
from shared.postgres import Database

CHANNEL = "paddock_threads"
AGAIN_SECONDS = 2.0

log = logs.get("announcements")

_AWAY = (
    Unavailable,
    OSError,
    TimeoutError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
"""What a connection of our own raises when it is lost; whatever it is, it is made again."""


async def announce(on: Reading, sender: str) -> None:
    """Wake every listening process; `sender` knows already."""
    await on.execute("SELECT pg_notify($1, $2)", CHANNEL, sender)


async def listen(db: Database, heard: Callable[[], None], own: str) -> None:
    """Call `heard` at each announcement but our `own`, until cancelled; a lost connection is made again."""
    while True:
        try:
            await _listen(db, heard, own)
        except _AWAY as error:
            log.warning("not_listening", error=str(error) or error.__class__.__name__)
        await asyncio.sleep(AGAIN_SECONDS)


async def _listen(db: Database, heard: Callable[[], None], own: str) -> None:
    ended = asyncio.Event()
    async with db.dedicated() as connection:

        def hear(_connection: object, _pid: object, _channel: object, sender: object) -> None:
            if sender != own:
                heard()

        def end(*_: object) -> None:
            ended.set()

        await connection.add_listener(CHANNEL, hear)
        connection.add_termination_listener(end)
        try:
            heard()
            await ended.wait()
        finally:
            if not ended.is_set():
                connection.remove_termination_listener(end)
                await connection.remove_listener(CHANNEL, hear)
