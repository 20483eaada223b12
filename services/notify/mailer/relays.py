"""The relays in their order: one worker's connections, with failover when one is away.

In: an envelope. Out: the connection that took it, and every answer on the way.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from services.notify.config import Relay
from services.notify.mailer.relay import Answer, Connection, Outcome
from shared.clock import Clock

REST = timedelta(seconds=20)
"""How long a relay that was away is left alone while another works."""


@dataclass(slots=True)
class Tried:
    """One relay's answer to an envelope."""

    relay: str
    answer: Answer


@dataclass(slots=True)
class Handover:
    """Where an envelope ended. `connection` waits for DATA when the last answer is `accepted`."""

    connection: Connection | None
    tried: list[Tried] = field(default_factory=list)

    @property
    def answer(self) -> Answer:
        """The last answer."""
        return self.tried[-1].answer


class Relays:
    """One worker's view of the relays; connections are kept between mails."""

    def __init__(self, relays: tuple[Relay, ...], *, seconds: float, hostname: str, clock: Clock) -> None:
        self._connections = [Connection(relay, seconds=seconds, hostname=hostname) for relay in relays]
        self._rests: dict[str, datetime] = {}
        self._clock = clock

    async def envelope(self, sender: str, recipient: str) -> Handover:
        """Offer the envelope to each relay in order until one answers for itself (accepted, later, never)."""
        handover = Handover(connection=None)
        for connection in self._awake():
            answer = await connection.envelope(sender, recipient)
            handover.tried.append(Tried(relay=connection.relay.name, answer=answer))
            if answer.outcome is Outcome.AWAY:
                self._rests[connection.relay.name] = self._clock.now() + REST
                continue
            self._rests.pop(connection.relay.name, None)
            if answer.outcome is Outcome.ACCEPTED:
                handover.connection = connection
            return handover
        return handover

    @property
    def opened(self) -> int:
        """How many connections were opened so far."""
        return sum(connection.opened for connection in self._connections)

    async def close(self) -> None:
        """Close all connections."""
        for connection in self._connections:
            await connection.close()

    def _awake(self) -> list[Connection]:
        """Relays that are not resting, in order; all of them when every one rests."""
        now = self._clock.now()
        awake = [connection for connection in self._connections if self._rests.get(connection.relay.name, now) <= now]
        return awake or self._connections
