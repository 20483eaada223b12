"""Sockets are read into one buffer: what arrives is whole, in order, and each reader's own."""

import asyncio
import os
from asyncio import selector_events

import pytest

from shared import reading


@pytest.fixture
def one_buffer(monkeypatch: pytest.MonkeyPatch) -> None:
    transport = selector_events._SelectorSocketTransport  # type: ignore[attr-defined]
    monkeypatch.setattr(transport, "_read_ready__data_received", transport._read_ready__data_received)
    assert reading.read_into_one_buffer()


class Broken(asyncio.Protocol):
    """Can't take what comes."""

    def __init__(self) -> None:
        self.ended: asyncio.Future[Exception | None] = asyncio.get_running_loop().create_future()

    def data_received(self, data: bytes) -> None:
        raise ValueError(len(data))

    def connection_lost(self, exc: Exception | None) -> None:
        self.ended.set_result(exc)


@pytest.mark.usefixtures("one_buffer")
async def test_what_many_send_at_once_arrives_whole_and_unmixed() -> None:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while part := await reader.read(70_000):
            writer.write(part)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]

    async def talk(said: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        async with asyncio.TaskGroup() as group:
            heard = group.create_task(reader.read())
            writer.write(said)
            writer.write_eof()
        writer.close()
        return heard.result()

    texts = [os.urandom(size) for size in (0, 1, 300, 262_144, 262_145, 900_000)]
    async with asyncio.TaskGroup() as group:
        talks = [group.create_task(talk(text)) for text in texts]
    assert [task.result() for task in talks] == texts
    server.close()
    await server.wait_closed()


@pytest.mark.usefixtures("one_buffer")
async def test_a_reader_that_fails_loses_its_connection_and_nobody_elses(caplog: pytest.LogCaptureFixture) -> None:
    loop = asyncio.get_running_loop()
    readers: list[Broken] = []

    def broken() -> Broken:
        readers.append(Broken())
        return readers[-1]

    server = await loop.create_server(broken, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    writer.write(b"hello")
    assert await reader.read() == b""
    assert isinstance(await readers[0].ended, ValueError)
    assert "data_received" in caplog.text
    writer.close()
    server.close()
