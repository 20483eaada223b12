"""Write down what a relay's answer means for a mail: sent, later, never, or uncertain; and for its address."""

from datetime import datetime
from uuid import UUID

from services.notify.actions.raise_bounce_alarm import raise_bounce_alarm
from services.notify.domain import Delivery, State
from services.notify.mailer import counters
from services.notify.mailer.relay import Answer, Outcome
from services.notify.mailer.relays import Tried
from services.notify.mailer.schedule import next_try
from services.notify.store import deliveries, readers
from shared import logs
from shared.clock import Clock
from shared.postgres import Database

SUPPRESS = ("5.1.", "5.2.1")
"""Enhanced codes (RFC 3463) that say: this mailbox does not exist or is closed."""
ALARM = "5.7."
"""Enhanced codes that say: this relay refuses us by policy, whoever the recipient is."""

log = logs.get("mailer")


class AttemptLog:
    """Writes the attempt log of one delivery."""

    def __init__(self, database: Database, clock: Clock, delivery: UUID) -> None:
        self._database = database
        self._clock = clock
        self._delivery = delivery

    async def add(self, relay: str, answer: Answer, seconds: float) -> None:
        """One line: which relay, at which step, with what outcome."""
        await deliveries.add_attempt(
            self._database,
            self._delivery,
            at=self._clock.now(),
            relay=relay,
            step=answer.step,
            outcome=str(answer.outcome),
            code=answer.code,
            answer=answer.text,
            seconds=seconds,
        )


async def settle_attempt(
    database: Database,
    delivery: Delivery,
    tried: Tried,
    *,
    attempts: AttemptLog,
    digest: str | None,
    seconds: float,
    now: datetime,
) -> str:
    """The outcome in a word; the delivery's row and the attempt log say the same."""
    answer = tried.answer
    said = f"{answer.code} {answer.text}".strip() if answer.code else answer.text
    if answer.outcome is not Outcome.ACCEPTED:
        await attempts.add(tried.relay, answer, seconds)
    match answer.outcome:
        case Outcome.ACCEPTED:
            await deliveries.mark_sent(
                database, delivery, now=now, answer=said, relay=tried.relay, code=answer.code, seconds=seconds
            )
            counters.sent.labels(delivery.kind).inc()
            return "sent"
        case Outcome.UNCERTAIN:
            await deliveries.mark_uncertain(database, delivery, reason="lost_after_data")
            counters.uncertain.labels(delivery.kind).inc()
            log.warning("mail_uncertain", delivery=str(delivery.id), kind=str(delivery.kind))
            return "uncertain"
        case Outcome.NEVER:
            await _never(database, delivery, answer, said, digest=digest, now=now)
            return "failed"
        case _:
            return await _later(database, delivery, answer, said, now)


async def _later(database: Database, delivery: Delivery, answer: Answer, said: str, now: datetime) -> str:
    away = answer.outcome is Outcome.AWAY
    until = next_try(delivery.attempts, now, away=away)
    if until is None:
        await deliveries.mark_ended(database, delivery, state=State.FAILED, reason="gave_up", answer=said)
        counters.failed.labels(delivery.kind).inc()
        return "failed"
    reason = "relays_away" if away else "try_again"
    counters.postponed.labels(reason).inc()
    await deliveries.mark_waiting(database, delivery, reason=reason, until=until, counts=True, answer=said, tried=now)
    return "later"


async def _never(
    database: Database, delivery: Delivery, answer: Answer, said: str, *, digest: str | None, now: datetime
) -> None:
    counters.failed.labels(delivery.kind).inc()
    async with database.transaction() as tx:
        await deliveries.mark_ended(tx, delivery, state=State.FAILED, reason="refused", answer=said)
        policy = answer.enhanced.startswith(ALARM)
        if digest is not None and answer.enhanced.startswith(SUPPRESS):
            await readers.suppress(tx, digest, reason="refused", detail=said, now=now)
            log.warning("address_suppressed", delivery=str(delivery.id))
        elif not policy:
            return
        await raise_bounce_alarm(tx, delivery, detail=said, policy=policy, now=now)
