"""Remind, escalate and, where a model is configured, draft what waits for an answer, once a minute."""

import asyncio

from services.notify.actions.draft_wording import draft_wording
from services.notify.actions.escalate_question import escalate_question
from services.notify.actions.remind_expert import remind_expert
from services.notify.sources.model import Model
from shared import logs
from shared.clock import Clock
from shared.errors import Unavailable
from shared.postgres import Database

EVERY = 60.0

log = logs.get("questions")


class QuestionKeeper:
    """Runs beside the mailer."""

    def __init__(self, *, database: Database, clock: Clock, model: Model) -> None:
        self._database = database
        self._clock = clock
        self._model = model

    async def run(self) -> None:
        """Go on until cancelled."""
        while True:
            try:
                async with self._database.transaction() as tx:
                    reminded = await remind_expert(tx, self._clock.now())
                async with self._database.transaction() as tx:
                    escalated = await escalate_question(tx, self._clock.now())
                await draft_wording(self._database, self._model, self._clock)
                if reminded or escalated:
                    log.info("questions_moved", reminded=reminded, escalated=escalated)
            except Unavailable:
                log.warning("questions_wait_for_database")
            await asyncio.sleep(EVERY)
