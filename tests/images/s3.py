"""A real S3-compatible server (moto) in a process of its own, behind a door that can be shut.

In: nothing. Out: an endpoint whose server can be cut off and come back with everything it had.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from tests.support.stack import port
from tests.support.waiting import until

BUCKET = "pictures"
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": "us-east-1"}


@dataclass
class Door:
    """Carries bytes to the server while it is open."""

    inside: int
    outside: int
    server: asyncio.Server | None = None
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.outside}"

    async def open(self) -> None:
        self.server = await asyncio.start_server(self._carry, "127.0.0.1", self.outside)

    async def shut(self) -> None:
        if self.server is not None:
            self.server.close()
        for task in list(self.tasks):
            task.cancel()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.tasks.add(task)
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.inside)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(_pump(reader, far_writer))
                group.create_task(_pump(far_reader, writer))
        except (asyncio.CancelledError, ExceptionGroup):
            pass
        finally:
            self.tasks.discard(task)
            for end in (writer, far_writer):
                end.close()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while chunk := await reader.read(65536):
        writer.write(chunk)
        await writer.drain()
    with suppress(OSError):
        writer.write_eof()


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[Door]:
    """The server with one empty bucket, its door open."""
    door = Door(inside=port(), outside=port())
    with (folder / "moto.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(door.inside),
            env={**os.environ, **CREDENTIALS}, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        async with aiohttp.ClientSession() as http:

            async def made() -> bool:
                with suppress(aiohttp.ClientError):
                    async with http.put(f"http://127.0.0.1:{door.inside}/{BUCKET}") as answer:
                        return answer.status == 200
                return False

            await until(made, seconds=40, what="the S3 server")
        await door.open()
        yield door
    finally:
        await door.shut()
        process.terminate()
        await process.wait()
