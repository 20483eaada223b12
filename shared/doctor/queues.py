"""Looks at RabbitMQ: are the queues there, does somebody read them, do they get shorter, are there dead letters?

In: the AMQP URL. Out: findings.
"""

import asyncio

from aio_pika.exceptions import ChannelNotFoundEntity, ProbableAuthenticationError

from shared.doctor.finding import Finding, fault, fine, note
from shared.doctor.settings import SERVICES
from shared.messaging import broker, topology

MANY = 1000
"""So many waiting events are worth a second look."""
_BETWEEN = 2.0


async def look(url: str) -> list[Finding]:
    """Everything about the broker."""
    what = "broker"
    try:
        before = await _lengths(url)
        if any(length > MANY for length, _ in before.values()):
            await asyncio.sleep(_BETWEEN)
        after = await _lengths(url)
    except ProbableAuthenticationError:
        return [fault(what, "the password is refused", "compare secrets/amqp_password with the broker's own user")]
    except ChannelNotFoundEntity as error:
        return [fault(what, f"a queue is missing ({error})", "run the migrate job: it declares exchanges and queues")]
    except broker.AWAY as error:
        return [
            fault(
                what,
                f"it does not answer ({str(error) or error.__class__.__name__})",
                "is it running, and is its port open?",
            )
        ]
    found = [fine(what, "answers, all queues are there")]
    for service in SERVICES:
        found += _queue(service, before[topology.queue_name(service)], after[topology.queue_name(service)])
        dead = after[topology.dead_queue_name(service)][0]
        if dead:
            found.append(
                note(
                    f"dead letters of {service}",
                    f"{dead} events could not be taken in",
                    f"python -m shared.messaging list {service} shows why; replay or drop them",
                )
            )
    return found


def _queue(service: str, before: tuple[int, int], after: tuple[int, int]) -> list[Finding]:
    what = f"queue of {service}"
    length, readers = after
    if not readers:
        return [
            fault(
                what,
                f"nobody reads it ({length} events wait)",
                f"start {service}; if it runs, restart it and see its log",
            )
        ]
    if length > MANY and length >= before[0]:
        return [
            fault(
                what,
                f"{length} events wait and they don't get fewer",
                f"is {service} slow or stuck? Add a replica, see its log",
            )
        ]
    return [fine(what, f"{length} events wait, {readers} readers")]


async def _lengths(url: str) -> dict[str, tuple[int, int]]:
    """Queue → (waiting events, readers)."""
    names = [name for service in SERVICES for name in (topology.queue_name(service), topology.dead_queue_name(service))]
    async with broker.channel(url) as (channel, _lost):
        found = {}
        for name in names:
            queue = await channel.declare_queue(name, passive=True)
            state = queue.declaration_result
            found[name] = (state.message_count or 0, state.consumer_count or 0)
        return found
