"""The control: the same services the way such systems are usually built, so that a chaos run can be seen to lose.

`python -m dev.chaos.usual_way services.comments serve` runs a service with two changes, made from outside: events
are published from memory after the commit instead of through the outbox, and messages are acknowledged before
they take effect. Nothing in the product knows of it.
"""

import runpy
import sys
from contextlib import suppress
from typing import Any
from uuid import UUID

import aio_pika
from aio_pika.abc import AbstractExchange

from shared.events import Event
from shared.messaging import broker, consumer, outbox, relay, topology
from shared.messaging.session import Delivery, Session
from shared.postgres import Database, Transaction

_queue: list[Any] = []


async def _emit(transaction: Transaction, *events: Event) -> None:
    """Remember them in memory; they are published after the commit, if the process still lives."""
    _queue.extend(outbox.row(event) for event in events)
    transaction.emitted = True


async def _carry(self: relay.Relay, exchange: AbstractExchange) -> int:
    """Publish what is remembered, without waiting for a confirm that matters."""
    rows, _queue[:] = list(_queue), []
    for row in rows:
        await _publish(exchange, row.event_id, row.routing_key, row.payload)
    return await _rows_of_hot_statements(self, exchange)


async def _rows_of_hot_statements(self: relay.Relay, exchange: AbstractExchange) -> int:
    """Statements that write their outbox row themselves: taken out first, published afterwards."""
    database: Database = self._database
    rows = await database.fetch("DELETE FROM outbox RETURNING event_id, routing_key, payload")
    for row in rows:
        await _publish(exchange, row["event_id"], row["routing_key"], row["payload"])
    return len(rows)


async def _publish(exchange: AbstractExchange, event_id: UUID, routing_key: str, payload: bytes) -> None:
    message = aio_pika.Message(
        payload, delivery_mode=aio_pika.DeliveryMode.PERSISTENT, message_id=str(event_id), type=routing_key
    )
    with suppress(*broker.AWAY):
        await exchange.publish(message, routing_key, timeout=5)


_take = consumer.Consumer._take  # noqa: SLF001


async def _acknowledged_first(self: consumer.Consumer, session: Session, deliveries: list[Delivery]) -> None:
    for delivery in deliveries:
        if not delivery.message.processed:
            await delivery.message.ack()
    await _take(self, session, deliveries)


async def _nothing(*_: object) -> None:
    """It was acknowledged before."""


def main(argv: list[str]) -> None:
    """Run the module that the first argument names, the usual way."""
    Transaction.emit = _emit  # type: ignore[method-assign, assignment]
    relay.Relay.carry = _carry  # type: ignore[method-assign]
    consumer.Consumer._take = _acknowledged_first  # type: ignore[method-assign]  # noqa: SLF001
    consumer.Consumer._bury = _nothing  # type: ignore[method-assign, assignment]  # noqa: SLF001
    consumer.acknowledge = _nothing  # type: ignore[assignment, attr-defined]
    topology.DELIVERY_LIMIT = 1000
    sys.argv = argv
    runpy.run_module(argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(sys.argv[1:])
