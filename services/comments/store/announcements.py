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


async def announce(on: Reading) -> None:
    """Wake every listening process."""
    await on.execute("SELECT pg_notify($1, '')", CHANNEL)


async def listen(db: Database, heard: Callable[[], None]) -> None:
    """Call `heard` at each announcement, until cancelled; a lost connection is made again."""
    while True:
        try:
            await _listen(db, heard)
        except _AWAY as error:
            log.warning("not_listening", error=str(error) or error.__class__.__name__)
        await asyncio.sleep(AGAIN_SECONDS)


async def _listen(db: Database, heard: Callable[[], None]) -> None:
    ended = asyncio.Event()
    async with db.dedicated() as connection:

        def hear(*_: object) -> None:
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
