"""A broker of several nodes: any that answers will do, and a wrong password is still told as such."""

import asyncio
import gc
import socket

import aio_pika
import pytest

from shared.messaging import broker
from tests.support.stack import port


def test_each_node_becomes_a_url_with_the_same_login_and_vhost() -> None:
    assert broker.addresses("amqp://u:p%2Cw@one:5672,two:5673/vhost?heartbeat=10") == [
        "amqp://u:p%2Cw@one:5672/vhost?heartbeat=10",
        "amqp://u:p%2Cw@two:5673/vhost?heartbeat=10",
    ]


async def test_a_node_that_is_away_is_passed_over(amqp_url: str) -> None:
    login, _, rest = amqp_url.rpartition("@")
    for _ in range(3):  # begun anywhere
        async with broker.channel(f"{login}@127.0.0.1:{port()},127.0.0.1:{port()},{rest}") as (channel, _lost):
            assert not channel.is_closed


async def test_no_node_at_all_is_an_error_that_is_known() -> None:
    with pytest.raises(broker.AWAY):
        await broker.connect(f"amqp://u:p@127.0.0.1:{port()},127.0.0.1:{port()}/")


async def test_a_connection_that_was_refused_or_cut_short_is_closed_when_it_is_forgotten(
    amqp_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that is not makes the library begin to close it whenever the garbage is collected, with or without a loop."""
    closed: list[bool] = []
    monkeypatch.setattr(aio_pika.Connection, "__del__", lambda connection: closed.append(connection.is_closed))

    async def cut_short(url: str, seconds: float) -> None:
        with pytest.raises((*broker.AWAY, asyncio.CancelledError)):
            async with asyncio.timeout(seconds), broker.channel(url):
                await asyncio.Event().wait()

    gc.collect()
    closed.clear()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        await cut_short(f"amqp://u:p@127.0.0.1:{silent.getsockname()[1]}/", 0.05)
    await cut_short(f"amqp://u:p@127.0.0.1:{port()}/", 1)
    await cut_short(amqp_url, 0.01)
    await asyncio.sleep(0)
    gc.collect()
    assert len(closed) >= 2
    assert all(closed)
