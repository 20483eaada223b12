"""Give a question to the person most likely to know: by subject, then by how much waits for them.

In: a stored question. Out: one expert asked, one mail queued; or a note that nobody is there to ask.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from services.notify.actions.queue_delivery import queue_delivery
from services.notify.store import questions
from services.notify.store.statements import SQL
from shared.codec import decode
from shared.postgres import Row, Transaction

_RANK = {"expert": 0, "editor": 1, "owner": 2}


async def route_question(
    tx: Transaction, question: UUID, *, now: datetime, kind: str = "question", notes: tuple[str, ...] = ()
) -> bool:
    """Ask the next person who wasn't asked yet; False when there is nobody left. `kind` is question or escalation."""
    row = await questions.lock_question(tx, question)
    if row is None:
        return False
    asked = {found["moderator"] for found in await questions.list_asked(tx, question) if found["round"] == row["round"]}
    people = [person for person in await questions.list_experts(tx, row["site"]) if person["id"] not in asked]
    if kind == "question":
        await tx.execute(SQL.mark_question_routed, question, now, row["round"])
    if not people:
        if not asked:
            await questions.note(
                tx, question, now=now, who="system", what="nobody", words="no expert, editor or owner to ask"
            )
        return False
    best = min(people, key=lambda person: _order(person, row))
    await tx.execute(SQL.add_question_expert, question, best["id"], row["round"], now)
    await mail_question(tx, row, best["id"], language=best["language"], kind=kind, now=now, notes=notes)
    await questions.note(
        tx, question, now=now, who="system", what="asked" if kind == "question" else "escalated", words=best["name"]
    )
    return True


async def mail_question(
    tx: Transaction,
    row: Row,
    moderator: UUID,
    *,
    language: str,
    kind: str,
    now: datetime,
    notes: tuple[str, ...] = (),
    version: int = 0,
) -> None:
    """Queue the mail that asks, reminds or escalates; one of each kind a person and round."""
    await queue_delivery(
        tx,
        kind=kind,
        site=row["site"],
        subject=f"question:{row['id']}",
        recipient=f"moderator:{moderator}",
        version=version or row["round"],
        language=language,
        context=_context(row, notes),
        now=now,
    )


def _context(row: Row, notes: tuple[str, ...]) -> dict[str, Any]:
    candidates = questions.listed(row, "candidates")
    return {
        "question": str(row["id"]),
        "comment": str(row["comment"]),
        "asker": row["asker"],
        "text": row["text"],
        "page_url": row["page_url"],
        "page_title": row["page_title"],
        "path": row["path"],
        "kind": row["kind"],
        "picture": {
            "gallery": row["gallery"],
            "number": row["picture"],
            "region": decode(row["region_json"].encode(), dict[str, float]) if row["region_json"] else None,
        }
        if row["picture"] is not None
        else None,
        "candidates": [
            {"number": number, "label": item["label"], "evidence": item["evidence"]}
            for number, item in enumerate(candidates, 1)
        ],
        "notes": [*notes, *(veto["words"] for veto in questions.listed(row, "vetoes"))],
        "draft": row["draft"],
    }


def _order(person: Row, row: Row) -> tuple[int, int, int, str, str]:
    """Experts before editors before owners; on the subject before general; fewest waiting; longest not asked."""
    subjects = [subject.strip().lower() for subject in person["subjects"] if subject.strip()]
    words = f"{row['subject']} {row['page_title']}".lower()
    fits = 0 if any(subject in words for subject in subjects) else 1 if not subjects else 2
    last = person["last_asked"].isoformat() if person["last_asked"] else ""
    return (_RANK.get(person["role"], 3), fits, person["load"], last, str(person["id"]))
