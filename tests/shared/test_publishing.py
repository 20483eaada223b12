"""Messages are packed as the library would pack them, and each confirm finds its message."""

import asyncio
from typing import Any, cast
from uuid import UUID

import aio_pika
import pamqp.frame
import pytest
from pamqp import commands
from pamqp.body import ContentBody
from pamqp.header import ContentHeader

from shared.ids import uuid7
from shared.messaging import broker, publishing, topology
from shared.messaging.publishing import Batch, Outgoing
from tests.shared.test_messaging import queues  # noqa: F401 - a fixture

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
EVENT = UUID("0192b0b6-0000-7000-8000-000000000000")


def outgoing(key: int = 1, *, kind: str = "decision.requested.v1", parent: str = "", size: int = 9) -> Outgoing:
    return Outgoing(
        key=key, event_id=uuid7() if key else EVENT, routing_key=kind, traceparent=parent, payload=b"x" * size
    )


def unpacked(message: Outgoing, most: int) -> list[object]:
    found: list[object] = []
    left = b"".join(publishing._frames(7, "events", message, most))
    while left:
        used, channel, frame = pamqp.frame.unmarshal(left)
        assert channel == 7
        found.append(frame)
        left = left[used:]
    return found


@pytest.mark.parametrize(("parent", "kept"), [("", {}), (PARENT, {"traceparent": PARENT}), ("not a parent", {})])
def test_a_message_is_packed_as_the_library_would_pack_it(parent: str, kept: dict[str, str]) -> None:
    method, head, *bodies = unpacked(outgoing(0, parent=parent, size=25), most=10)
    assert isinstance(method, commands.Basic.Publish)
    assert isinstance(head, ContentHeader)
    assert (method.exchange, method.routing_key, method.mandatory) == ("events", "decision.requested.v1", True)
    assert [body.value for body in bodies if isinstance(body, ContentBody)] == [b"x" * 10, b"x" * 10, b"x" * 5]
    assert head.body_size == 25
    library = aio_pika.Message(
        b"",
        content_type=publishing.CONTENT_TYPE,
        delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
        message_id=str(EVENT),
        type="decision.requested.v1",
        app_id="paddock",
        headers=dict(kept),
    )
    assert dict(head.properties) == dict(library.properties) | {"priority": None}


@pytest.mark.usefixtures("queues")
async def test_what_no_queue_takes_is_refused_and_the_rest_is_confirmed(amqp_url: str) -> None:
    messages = [
        outgoing(key, kind="nobody.reads.v1" if key % 5 == 0 else "decision.requested.v1") for key in range(1, 31)
    ]
    async with broker.channel(amqp_url, confirms=True) as (channel, _lost):
        exchange = await channel.get_exchange(topology.EVENTS_EXCHANGE, ensure=False)
        for _ in range(2):
            batch = await Batch.begin(exchange)
            await batch.send(messages[:10])
            await batch.send(messages[10:])
            async with asyncio.timeout(10):
                await batch.settle()
            assert sorted(message.key for message, _ in batch.refused) == [5, 10, 15, 20, 25, 30]
            assert {why for _, why in batch.refused} == {"PublishError: no queue took it"}
            assert len(batch.confirmed) == 24
        underlay = cast("Any", await channel.get_underlay_channel())
        assert not underlay.message_id_delivery_tag


async def test_a_channel_that_the_broker_closes_is_said_to_be_lost(amqp_url: str) -> None:
    async with broker.channel(amqp_url, confirms=True) as (channel, _lost):
        exchange = await channel.get_exchange("no such exchange", ensure=False)
        batch = await Batch.begin(exchange)
        await batch.send([outgoing()])
        with pytest.raises(broker.BrokerLostError, match="NotFound"):
            async with asyncio.timeout(10):
                await batch.settle()
        assert batch.confirmed == []
        with pytest.raises(broker.AWAY):
            await batch.send([outgoing()])
