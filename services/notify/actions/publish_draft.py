"""The author of an unclear reply pressed a button: publish what was shown, or drop it."""

from datetime import datetime
from uuid import UUID

from services.notify.actions.take_reply import TakeExpertReply
from services.notify.domain import ReplyMail
from services.notify.inbound.commands import split_command
from services.notify.store import mail_in, people
from shared.postgres import Row, Transaction


async def publish_draft(
    tx: Transaction, draft: Row, *, publish: bool, take_expert_reply: TakeExpertReply | None, now: datetime
) -> str:
    """The outcome: `dropped`, or what became of the answer. Idempotent: a settled draft keeps its outcome."""
    if draft["state"] != "open":
        return str(draft["outcome"])
    if not publish:
        await mail_in.settle_draft(tx, draft["id"], state="dropped", outcome="dropped", now=now)
        return "dropped"
    moderator = await people.find_moderator(tx, draft["moderator"], draft["site"])
    if moderator is None or not moderator["active"] or take_expert_reply is None or not draft["text"].strip():
        return "closed"
    command, rest = split_command(draft["text"])
    outcome = await take_expert_reply(
        tx,
        ReplyMail(
            question=UUID(draft["subject"].partition(":")[2]),
            moderator=moderator["id"],
            name=moderator["name"],
            command=command if command and not rest else "",
            text=draft["text"] if not command or rest else "",
            received_at=draft["created_at"],
            raw=draft["raw"],
        ),
        now=now,
    )
    await mail_in.settle_draft(tx, draft["id"], state="published", outcome=outcome, now=now)
    return outcome
