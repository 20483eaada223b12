"""Send what is due: workers that claim a few deliveries each and send them one by one, for as long as we run."""

import asyncio
from datetime import timedelta

from services.notify.actions.queue_delivery import BELL
from services.notify.actions.send_delivery import DeliverySender
from services.notify.config import Config
from services.notify.mailer.relays import Relays
from services.notify.store import deliveries
from shared import logs, spans, trace
from shared.clock import Clock
from shared.errors import Unavailable
from shared.ids import uuid7
from shared.postgres import Database

CLAIM = 8
POLL_SECONDS = 0.5
HOLD = timedelta(seconds=20)
"""A claim that is older may be taken by another mailer; `mark_sending` then fails for the first."""

log = logs.get("mailer")


class Mailer:
    """Two to four long-lived connections' worth of workers.

    When `stopping` is set, each finishes the mail in its hands.
    """

    def __init__(
        self, *, database: Database, config: Config, clock: Clock, sender: DeliverySender, stopping: asyncio.Event
    ) -> None:
        self._database = database
        self._config = config
        self._clock = clock
        self._sender = sender
        self._stopping = stopping
        self._woken: asyncio.Queue[None] = asyncio.Queue(maxsize=1)
        self.opened = 0
        database.bells[BELL] = self.wake

    def wake(self) -> None:
        """Look for due mail now: one worker, which wakes the next when there is more than it takes."""
        if self._woken.empty():
            self._woken.put_nowait(None)

    async def run(self) -> None:
        """Send until stopped."""
        async with asyncio.TaskGroup() as group:
            for number in range(self._config.connections):
                group.create_task(self._work(), name=f"mailer-{number}")

    async def send_due(self) -> int:
        """One worker's round over everything that is due now; the number of deliveries looked at."""
        relays = self._relays()
        try:
            done = 0
            while taken := await self._round(relays):
                done += taken
            return done
        finally:
            self.opened += relays.opened
            await relays.close()

    async def _work(self) -> None:
        relays = self._relays()
        try:
            while not self._stopping.is_set():
                try:
                    taken = await self._round(relays)
                except Unavailable:
                    log.warning("mailer_waits_for_database")
                    taken = 0
                if not taken:
                    await self._rest()
        finally:
            await relays.close()

    async def _round(self, relays: Relays) -> int:
        claimed = await deliveries.claim_deliveries(
            self._database, lease=uuid7(), now=self._clock.now(), hold=HOLD, limit=CLAIM
        )
        if len(claimed) == CLAIM:
            self.wake()
        for delivery in claimed:
            if self._stopping.is_set():
                break
            cause = delivery.correlation or str(delivery.id)
            with trace.following(cause, delivery.traceparent), spans.span(f"mail {delivery.kind}", "client") as span:
                outcome = await self._sender.send_delivery(delivery, relays)
                span.note("paddock.outcome", outcome)
                log.info("mail", delivery=str(delivery.id), kind=str(delivery.kind), outcome=outcome)
        return len(claimed)

    async def _rest(self) -> None:
        if self._stopping.is_set():
            return
        try:
            async with asyncio.timeout(POLL_SECONDS):
                await self._woken.get()
        except TimeoutError:
            return

    def _relays(self) -> Relays:
        return Relays(
            self._config.relays,
            seconds=self._config.smtp_seconds,
            hostname=self._config.mail_domain,
            clock=self._clock,
        )
