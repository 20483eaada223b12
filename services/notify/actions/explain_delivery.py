"""Say what happened to one mail and why, in words that name the next step."""

from dataclasses import dataclass
from uuid import UUID

from services.notify.mailer.plan import REASONS
from services.notify.store import ledger, people
from services.notify.store.statements import Statements
from shared.errors import NotFound
from shared.postgres import Row

STATES = {
    "waiting": "It waits to be sent.",
    "claimed": "It is being prepared.",
    "sending": "It is being handed to a relay.",
    "sent": "A relay took it.",
    "uncertain": "It may have arrived: the connection was lost after the last dot. Send it again if it matters.",
    "failed": "It was given up.",
    "skipped": "It was not sent.",
    "merged": "It went as part of a digest.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """One delivery, its attempts, and a sentence. `who` names the recipient without an address."""

    delivery: Row
    attempts: list[Row]
    sentence: str
    who: str


async def explain_delivery(db: Statements, delivery: UUID) -> Explained:
    """Why it was or was not sent. Raises NotFound."""
    row = await ledger.find_delivery(db, delivery)
    if row is None:
        raise NotFound("There is no such delivery.")
    return Explained(
        delivery=row,
        attempts=await ledger.list_attempts(db, delivery),
        sentence=sentence_of(row),
        who=await name_recipient(db, row["recipient"], row["site"]),
    )


def parts_of(row: Row) -> tuple[str, str, str]:
    """State, reason and the relay's answer; the last two may be empty."""
    answer = row["last_answer"] if row["last_answer"] and row["state"] != "sent" else ""
    return STATES.get(row["state"], row["state"]), REASONS.get(row["reason"], row["reason"]) or "", answer


def sentence_of(row: Row) -> str:
    """State and reason in words."""
    state, why, answer = parts_of(row)
    said = f" The relay said: {answer}" if answer else ""
    return f"{state}{f' Reason: {why}.' if why else ''}{said}"


async def name_recipient(db: Statements, recipient: str, site: str) -> str:
    """A moderator's name, or what kind of recipient it is; never an address."""
    kind, _, about = recipient.partition(":")
    if kind == "moderator":
        moderator = await people.find_moderator(db, UUID(about), site)
        return str(moderator["name"]) if moderator else "a former member of staff"
    return {"reader": f"a reader ({about[:8]})", "staff": f"sign-in ({about[:8]})"}.get(kind, f"channel {about}")
