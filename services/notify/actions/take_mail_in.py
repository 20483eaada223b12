"""Accept a mail from the listener: find the link behind its address, and commit it before 250 is said."""

import re

from services.notify.domain import Link, Purpose
from services.notify.store import links, mail_in
from shared import logs
from shared.clock import Clock
from shared.errors import Gone, NotFound
from shared.postgres import Database

_ADDRESS = re.compile(r"^<?(?P<mark>[rb])\+(?P<token>[a-z2-7]{20,40})@(?P<domain>[^@>]+)>?$", re.IGNORECASE)

log = logs.get("mail_in")


class MailTaker:
    """What the listener calls."""

    def __init__(self, *, database: Database, clock: Clock, domain: str) -> None:
        self._database = database
        self._clock = clock
        self._domain = domain

    async def find(self, address: str) -> tuple[Link, str]:
        """The link and the mark of an address. Raises NotFound, Gone (expired) and Unavailable."""
        match = _ADDRESS.match(address.strip())
        if match is None or match["domain"].lower() != self._domain.lower():
            raise NotFound("no such address")
        mark = match["mark"].lower()
        link = await links.find_link(self._database, match["token"].lower())
        allowed = {Purpose.REPLY} if mark == "r" else {Purpose.REPLY, Purpose.BOUNCE}
        if link is None or link.purpose not in allowed:
            raise NotFound("no such address")
        if link.expired(self._clock.now()):
            raise Gone("this address is over")
        return link, mark

    async def keep(self, link: Link, mark: str, envelope_from: str, content: bytes) -> None:
        """Commit the mail; the very same mail again (a sender that missed our 250) is kept once. Raises Unavailable."""
        new = await mail_in.add_raw_mail(
            self._database,
            link=link.hash,
            mark=mark,
            envelope_from=envelope_from,
            raw=content,
            now=self._clock.now(),
        )
        log.info("mail_in_kept" if new else "mail_in_repeated", size=len(content), mark=mark)
