"""Send one claimed mail: plan and compose (commit), MAIL, RCPT and DATA, commit `sending`, the text, commit `sent`.

If the process dies before `sending` is committed, the mail was not handed over; after it, it is `uncertain`. A process
that lives knows what the relay said, and writes it down when the database is there again.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta

from services.notify.actions.gather_matter import gather_matter
from services.notify.actions.plan_delivery import plan_delivery
from services.notify.actions.settle_attempt import AttemptLog, settle_attempt
from services.notify.config import Config
from services.notify.domain import KINDS, Delivery, Recipient, State
from services.notify.errors import TemplateFault
from services.notify.mailer import counters
from services.notify.mailer.message import PICTURE_ID, Envelope, Sender, build, wire_address
from services.notify.mailer.plan import Send, Skip, Wait
from services.notify.mailer.relay import Outcome
from services.notify.mailer.relays import Relays, Tried
from services.notify.mailer.sign import sign
from services.notify.sources.channels import Channels
from services.notify.sources.pictures import Pictures
from services.notify.store import deliveries
from services.notify.store.address_book import AddressBook
from services.notify.templates.letters import compose
from services.notify.templates.render import draw
from services.notify.templates.subject_matter import Matter
from shared import logs
from shared.clock import Clock
from shared.codec import decode
from shared.errors import Malformed, Unavailable
from shared.postgres import Database, Row

AWAY_SECONDS = 0.3
DRAWING = timedelta(seconds=15)
"""So long a mail waits for images to draw the place meant on its picture; then it goes with the picture as it is."""

log = logs.get("mailer")


class DeliverySender:
    """Everything one sending needs; many workers share it, each with its own relays."""

    def __init__(
        self,
        *,
        database: Database,
        config: Config,
        clock: Clock,
        book: AddressBook,
        pictures: Pictures,
        channels: Channels,
    ) -> None:
        self._database = database
        self._config = config
        self._clock = clock
        self._book = book
        self._pictures = pictures
        self._channels = channels

    async def send_delivery(self, delivery: Delivery, relays: Relays) -> str:
        """Send it, or write down why not; the outcome in a word. Raises Unavailable when the database is away."""
        started = time.perf_counter()
        try:
            planned = await self._plan(delivery)
        except (TemplateFault, Malformed, KeyError, ValueError) as error:
            log.exception("mail_not_composed", delivery=str(delivery.id), kind=str(delivery.kind))
            later = self._clock.now() + timedelta(hours=1)
            await deliveries.mark_waiting(
                self._database, delivery, reason="template_fault", until=later, counts=True, answer=str(error)[:200]
            )
            return "template_fault"
        if isinstance(planned, str):
            return planned
        matter, tokens, facts = planned
        if Recipient.parse(delivery.recipient).kind == "channel":
            return await self._post(delivery, matter)
        picture, drawn = await self._picture(matter)
        now = self._clock.now()
        if not drawn and now - delivery.created_at < DRAWING:
            await deliveries.mark_waiting(
                self._database, delivery, reason="picture", until=now + timedelta(seconds=1), counts=False
            )
            return "waiting"
        address = self._book.unlock(facts["sealed"])
        message, envelope, domain = await self._message(delivery, matter, tokens, facts, address, picture=picture)
        outcome = await self._hand_over(
            delivery, relays, sender=envelope.return_path(domain), address=address, message=message, facts=facts
        )
        if outcome == "sent":
            counters.seconds.observe(time.perf_counter() - started)
        return outcome

    async def _plan(self, delivery: Delivery) -> str | tuple[Matter, dict[str, str], Row]:
        async with self._database.transaction() as tx:
            now = self._clock.now()
            planned = await plan_delivery(tx, delivery, limits=self._config.limits, now=now)
            match planned.plan:
                case Skip(reason=reason):
                    counters.skipped.labels(delivery.kind, reason).inc()
                    return "skipped"
                case Wait(reason=reason):
                    counters.postponed.labels(reason).inc()
                    return "waiting"
                case Send() if planned.facts is not None:
                    public_url = self._config.common.public_url
                    matter, tokens = await gather_matter(
                        tx, delivery, planned.facts, book=self._book, public_url=public_url, now=now
                    )
                    return matter, tokens, planned.facts
                case _:
                    return "merged"

    async def _picture(self, matter: Matter) -> tuple[bytes | None, bool]:
        """The mail's picture, if there is one, and whether it shows all that it should: the place meant too."""
        shown = matter.question or matter.comment
        picture = shown.picture if shown else None
        if picture is None or not picture.path:
            return None, True
        marked = await self._pictures.fetch(picture.marked) if picture.marked else None
        return marked or await self._pictures.fetch(picture.path), bool(marked) or not picture.marked

    async def _message(
        self,
        delivery: Delivery,
        matter: Matter,
        tokens: dict[str, str],
        facts: Row,
        address: str,
        *,
        picture: bytes | None,
    ) -> tuple[bytes, Envelope, str]:
        drawn = draw(compose(delivery.kind, matter), picture_id=PICTURE_ID if picture else "")
        domain = self._config.mail_domain
        settings = decode(facts["settings"], dict[str, object])
        envelope = Envelope(
            delivery=str(delivery.id),
            kind=str(delivery.kind),
            thread=delivery.subject.partition(":")[2],
            recipient=address,
            recipient_name=matter.name,
            token=tokens["mail"],
            answerable=KINDS[delivery.kind].reply,
            language=matter.words.language,
            sent_at=self._clock.now(),
            unsubscribe_url=matter.links.get("unsubscribe", ""),
        )
        sender = Sender(
            site_key=delivery.site,
            site_name=facts["site_name"],
            address=str(settings.get("mail_from") or self._config.mail_from),
            domain=domain,
        )
        return await sign(build(drawn, envelope, sender, picture), self._config.dkim), envelope, domain

    async def _hand_over(
        self, delivery: Delivery, relays: Relays, *, sender: str, address: str, message: bytes, facts: Row
    ) -> str:
        started = time.perf_counter()
        attempts = AttemptLog(self._database, self._clock, delivery.id)
        handover = await relays.envelope(sender, wire_address(address))
        for tried in handover.tried[:-1]:
            await attempts.add(tried.relay, tried.answer, time.perf_counter() - started)
        relay, answer = handover.tried[-1].relay, handover.answer
        if handover.connection is not None:
            lost = False

            async def ready() -> bool:
                nonlocal lost
                hold = timedelta(seconds=self._config.smtp_seconds * 3 + 10)
                now = self._clock.now()
                lost = not await deliveries.mark_sending(self._database, delivery, now=now, hold=hold, relay=relay)
                return not lost

            try:
                answer = await handover.connection.data(message, ready)
            except Unavailable:
                return await self._not_sent(delivery)
            if lost:
                return "lost_claim"
        tried, seconds = Tried(relay=relay, answer=answer), time.perf_counter() - started
        return await self._settle(delivery, tried, attempts, digest=facts["digest"], seconds=seconds)

    async def _settle(
        self, delivery: Delivery, tried: Tried, attempts: AttemptLog, *, digest: str | None = None, seconds: float = 0.0
    ) -> str:
        async def settle() -> str:
            return await settle_attempt(
                self._database,
                delivery,
                tried,
                attempts=attempts,
                digest=digest,
                seconds=seconds,
                now=self._clock.now(),
            )

        return await _remembered(settle)

    async def _not_sent(self, delivery: Delivery) -> str:
        """The database went away as `sending` was committed, perhaps; nothing of the text was said."""

        async def put_back() -> str:
            reason, now = "database_away", self._clock.now()
            await deliveries.mark_waiting(self._database, delivery, reason=reason, until=now, counts=True)
            return "waiting"

        return await _remembered(put_back)

    async def _post(self, delivery: Delivery, matter: Matter) -> str:
        """A channel's post goes the same way: `sending` is committed first, so that it is never made twice."""
        hold = timedelta(seconds=90)
        now = self._clock.now()
        if not await deliveries.mark_sending(self._database, delivery, now=now, hold=hold, relay="channel"):
            return "lost_claim"
        drawn = draw(compose(delivery.kind, matter))
        answer = await self._channels.post(Recipient.parse(delivery.recipient).id, drawn.subject, drawn.text)
        attempts = AttemptLog(self._database, self._clock, delivery.id)
        if answer.outcome is Outcome.NEVER:
            await attempts.add("channel", answer, 0.0)
            await deliveries.mark_ended(
                self._database, delivery, state=State.FAILED, reason="refused", answer=answer.text
            )
            return "failed"
        return await self._settle(delivery, Tried(relay="channel", answer=answer), attempts)


async def _remembered(write: Callable[[], Awaitable[str]]) -> str:
    """Write down what a relay did, however long the database is away: nobody else knows it."""
    while True:
        try:
            return await write()
        except Unavailable:
            log.warning("mailer_waits_for_database")
            await asyncio.sleep(AWAY_SECONDS)
