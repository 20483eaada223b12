"""Read one kept mail: judge it, act on it and record the verdict, all in one transaction."""

import asyncio
from datetime import timedelta
from uuid import UUID

from services.notify.actions.take_bounce import take_bounce
from services.notify.actions.take_reply import TakeExpertReply, take_reply
from services.notify.config import Config
from services.notify.domain import Recipient
from services.notify.inbound.judge import Facts, Verdict, judge
from services.notify.inbound.parse import parse
from services.notify.store import mail_in, people
from services.notify.store.address_book import AddressBook
from services.notify.store.mail_in import RawMail
from shared import logs
from shared.clock import Clock
from shared.errors import Unavailable
from shared.postgres import Database, Transaction

POLL_SECONDS = 0.5

log = logs.get("mail_in")


class MailReader:
    """Reads what came in, oldest first, for as long as it runs."""

    def __init__(
        self,
        *,
        database: Database,
        config: Config,
        clock: Clock,
        book: AddressBook,
        take_expert_reply: TakeExpertReply | None,
    ) -> None:
        self._database = database
        self._config = config
        self._clock = clock
        self._book = book
        self._take_expert_reply = take_expert_reply

    async def run(self) -> None:
        """Read until cancelled."""
        while True:
            try:
                read = await self.read_mail()
            except Unavailable:
                log.warning("mail_in_waits_for_database")
                read = False
            if not read:
                await asyncio.sleep(POLL_SECONDS)

    async def read_mail(self) -> bool:
        """Read the oldest unread mail; False when there is none. One that can't be read is tried again later."""
        current: RawMail | None = None
        try:
            async with self._database.transaction() as tx:
                current = await mail_in.claim_raw_mail(tx, self._clock.now())
                if current is None:
                    return False
                await self._take(tx, current)
        except Unavailable:
            raise
        except Exception as error:
            if current is None:
                raise
            log.exception("mail_in_not_read", mail=str(current.id))
            later = self._clock.now() + timedelta(minutes=5)
            await mail_in.postpone_raw_mail(self._database, current.id, until=later, detail=error.__class__.__name__)
        return True

    async def _take(self, tx: Transaction, mail: RawMail) -> None:
        now = self._clock.now()
        facts = await self._facts(tx, mail)
        incoming = await asyncio.to_thread(parse, mail.raw)
        verdict = await asyncio.to_thread(judge, incoming, facts)
        done, state = verdict.reason, "done"
        if verdict.name == "bounce" and verdict.bounce is not None:
            done = f"{verdict.reason} {await take_bounce(tx, mail, verdict.bounce, now=now)}"
        elif verdict.name in {"auto-reply", "ours"}:
            state = "ignored"
        elif verdict.name == "held":
            state = "held"
        else:
            done = await self._reply(tx, mail, verdict)
        await mail_in.settle_raw_mail(tx, mail.id, state=state, verdict=verdict.name, detail=done, now=now)
        log.info("mail_in_read", mail=str(mail.id), verdict=verdict.name, done=done)

    async def _reply(self, tx: Transaction, mail: RawMail, verdict: Verdict) -> str:
        if Recipient.parse(mail.link.recipient).kind != "moderator":
            return "not_staff"
        return await take_reply(tx, mail, verdict, take_expert_reply=self._take_expert_reply, now=self._clock.now())

    async def _facts(self, tx: Transaction, mail: RawMail) -> Facts:
        recipient = Recipient.parse(mail.link.recipient)
        expected = ""
        if recipient.kind == "moderator":
            moderator = await people.find_moderator(tx, UUID(recipient.id), mail.link.site)
            expected = (await self._book.find(tx, moderator["digest"]) or "") if moderator else ""
        return Facts(
            domain=self._config.mail_domain,
            mail_from=self._config.mail_from,
            authserv_id=self._config.inbound.authserv_id,
            expected=expected,
            recent=await mail_in.count_recent_raw(tx, mail, self._clock.now() - timedelta(hours=1)),
            released=mail.released,
            mark=mail.mark,
            envelope_from=mail.envelope_from,
        )
