"""A broker of several nodes: any that answers will do, and a wrong password is still told as such."""

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
