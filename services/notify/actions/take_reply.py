"""A moderator or expert answered a mail: decide, publish, ask back, or say why nothing was done."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

from services.notify.actions.note_comment import RESULTS
from services.notify.actions.queue_delivery import queue_delivery
from services.notify.actions.request_decision import request_decision
from services.notify.domain import Recipient, ReplyMail
from services.notify.inbound.judge import Verdict
from services.notify.store import comments, mail_in, people
from services.notify.store.mail_in import RawMail
from services.notify.templates.subject_matter import clock_time
from shared.codec import decode
from shared.events import Actor
from shared.postgres import Row, Transaction

TakeExpertReply = Callable[..., Awaitable[str]]
DECISIONS = {"approve": "approve", "reject": "reject", "spam": "spam", "yes": "approve", "no": "reject"}
ON_REPORTS = {"approve": "approve", "reject": "remove", "spam": "spam", "yes": "approve", "no": "approve"}


async def take_reply(
    tx: Transaction, mail: RawMail, verdict: Verdict, *, take_expert_reply: TakeExpertReply | None, now: datetime
) -> str:
    """What was done, in a word. The mail's sender has been checked before."""
    moderator = await people.find_moderator(tx, UUID(Recipient.parse(mail.link.recipient).id), mail.link.site)
    if moderator is None or not moderator["active"]:
        return "not_staff"
    about, _, subject = mail.link.subject.partition(":")
    if verdict.name == "empty":
        return await refuse_reply(tx, mail, moderator, reason="empty", now=now)
    if about == "comment":
        return await _decide(tx, mail, verdict, moderator=moderator, comment=UUID(subject), now=now)
    if about != "question" or verdict.extract is None:
        return "not_understood"
    if not verdict.confident:
        return await _ask(tx, mail, verdict, moderator, now)
    if take_expert_reply is None:
        return "nobody_answers"
    return await take_expert_reply(
        tx,
        ReplyMail(
            question=UUID(subject),
            moderator=moderator["id"],
            name=moderator["name"],
            command=verdict.command if verdict.name == "command" else "",
            text="" if verdict.name == "command" else verdict.extract.text,
            received_at=mail.received_at,
            raw=mail.id,
        ),
        now=now,
    )


async def _decide(
    tx: Transaction, mail: RawMail, verdict: Verdict, *, moderator: Row, comment: UUID, now: datetime
) -> str:
    known = await comments.find_comment(tx, comment)
    if verdict.command == "skip":
        return "skipped"
    reported = known is not None and known["state"] == "published"
    wish = (ON_REPORTS if reported else DECISIONS).get(verdict.command, "") if verdict.name == "command" else ""
    if not wish or known is None:
        return await refuse_reply(tx, mail, moderator, reason="unknown_command", now=now)
    if known["state"] != "held" and not (reported and known["reports"]):
        return await _tell_decided(tx, mail, moderator, known, now)
    await request_decision(
        tx,
        site=mail.link.site,
        comment=comment,
        moderator=moderator["id"],
        name=moderator["name"],
        decision=wish,
        via="mail",
        now=now,
    )
    return f"requested_{wish}"


async def _tell_decided(tx: Transaction, mail: RawMail, moderator: Row, known: Row, now: datetime) -> str:
    """The reply came after somebody's decision: say whose and when."""
    by = decode(known["decided_by"], Actor) if known["decided_by"] else None
    if by is None or by.id == str(moderator["id"]):
        return "decided_before"
    await queue_delivery(
        tx,
        kind="decided",
        site=mail.link.site,
        subject=f"reply:{mail.id}",
        recipient=mail.link.recipient,
        language=moderator["language"],
        context={
            "comment": str(known["id"]),
            "decision": RESULTS.get(known["state"], "approve"),
            "by": by.name,
            "at": clock_time(known["decided_at"]),
        },
        now=now,
    )
    return "decided_before"


async def _ask(tx: Transaction, mail: RawMail, verdict: Verdict, moderator: Row, now: datetime) -> str:
    """Confident or ask: nothing is published before the author pressed a button."""
    text = verdict.extract.text if verdict.extract else ""
    draft = await mail_in.add_draft(
        tx,
        raw=mail.id,
        moderator=moderator["id"],
        site=mail.link.site,
        subject=mail.link.subject,
        text=text,
        now=now,
    )
    await queue_delivery(
        tx,
        kind="draft",
        site=mail.link.site,
        subject=f"draft:{draft}",
        recipient=mail.link.recipient,
        language=moderator["language"],
        context={"draft": str(draft), "about": mail.link.subject, "text": text},
        now=now,
    )
    return "asked"


async def refuse_reply(tx: Transaction, mail: RawMail, moderator: Row, *, reason: str, now: datetime) -> str:
    """Say once a day and subject why nothing was done; only ever to our own staff, never to a stranger."""
    about, _, subject = mail.link.subject.partition(":")
    await queue_delivery(
        tx,
        kind="reply_refused",
        site=mail.link.site,
        subject=f"reply:{mail.link.subject}:{reason}",
        recipient=mail.link.recipient,
        version=now.toordinal(),
        language=moderator["language"],
        context={"reason": reason, **({"comment": subject} if about == "comment" else {})},
        now=now,
    )
    return f"refused_{reason}"
