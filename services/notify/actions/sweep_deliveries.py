"""What is done again and again: lost claims, uncertain mails, old rows."""

import asyncio
from datetime import timedelta

from services.notify.config import Config
from services.notify.domain import KINDS
from services.notify.mailer import counters
from services.notify.store import deliveries, erasure, ledger, links, mail_in, readers
from shared import logs
from shared.clock import Clock
from shared.errors import Unavailable
from shared.postgres import Database

EVERY = 2.0
OFTEN_PER_RARE = 300
GRACE = timedelta(days=60)
BATCH = 1_000

log = logs.get("sweep")


class Sweeper:
    """Runs beside the mailer."""

    def __init__(self, *, database: Database, config: Config, clock: Clock) -> None:
        self._database = database
        self._config = config
        self._clock = clock

    async def run(self) -> None:
        """Sweep until cancelled: claims every two seconds, old rows every ten minutes."""
        rounds = 0
        while True:
            try:
                await self.recover()
                if rounds % OFTEN_PER_RARE == 0:
                    await self.forget()
            except Unavailable:
                log.warning("sweep_waits_for_database")
            rounds += 1
            await asyncio.sleep(EVERY)

    async def recover(self) -> None:
        """Give back what dead mailers had claimed; what they had in DATA is uncertain, and is resent where wanted.

        Who used a mail's link, or wrote to its address, has got it: that mail is sent.
        """
        now = self._clock.now()
        for arrived in await deliveries.settle_arrived(self._database, now):
            log.info("mail_arrived", delivery=str(arrived))
        released = await deliveries.release_expired_claims(self._database, now)
        lost = await deliveries.find_expired_sendings(self._database, now)
        if released or lost:
            log.warning("mailer_lost", released=released, uncertain=len(lost))
        counters.uncertain.labels("lost").inc(len(lost))
        kinds = [str(kind) for kind, rule in KINDS.items() if rule.resend]
        await deliveries.resend_uncertain(self._database, now, kinds, self._config.uncertain)
        counters.waiting.set(await ledger.count_waiting(self._database))

    async def forget(self) -> None:
        """Retention: old deliveries, links, mail that came in, bounces."""
        now, kept = self._clock.now(), self._config.retention
        while await ledger.delete_old_deliveries(self._database, now - kept.deliveries, BATCH) == BATCH:
            pass
        while await links.delete_old_links(self._database, now - GRACE, BATCH) == BATCH:
            pass
        await mail_in.delete_old_raw_mail(self._database, now - kept.raw_mail)
        await readers.forget_bounces(self._database, now - kept.bounces)
        await erasure.forget_told_addresses(self._database)
