"""A reader pressed Confirm: the address may be mailed for this site, and what it waited for starts."""

from datetime import datetime

from services.notify.actions.tell_askers import tell_askers
from services.notify.domain import Link
from services.notify.store import comments, links, readers
from shared.postgres import Transaction


async def confirm_subscription(tx: Transaction, link: Link, *, now: datetime) -> int:
    """Confirm the address behind the link; idempotent. The number of subscriptions that became active."""
    digest = link.recipient.partition(":")[2]
    started = await readers.confirm_address(tx, digest, link.site, now)
    for row in started:
        if row["kind"] != "answer" or row["comment"] is None:
            continue
        answer = await comments.find_answer_below(tx, row["comment"])
        if answer is not None:
            await tell_askers(
                tx,
                site=link.site,
                question=row["comment"],
                answer=answer["answers"],
                comment=answer["id"],
                kind="answered",
                version=1,
                now=now,
            )
    await links.use_link(tx, link, now=now, outcome="confirmed")
    return len(started)
