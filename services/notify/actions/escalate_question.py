"""Ask the next person when a question has waited for 72 hours.

In: the time. Out: another expert, editor or owner asked; when nobody is left, only the state tells.
"""

from datetime import datetime, timedelta
from typing import Final

from services.notify.actions.route_question import route_question
from services.notify.store.statements import SQL
from shared.postgres import Transaction

AFTER: Final = timedelta(hours=72)


async def escalate_question(tx: Transaction, now: datetime) -> int:
    """How many questions were escalated."""
    found = await tx.fetch(SQL.list_questions_to_escalate, now - AFTER)
    for row in found:
        await route_question(
            tx, row["id"], now=now, kind="escalation", notes=("this question has waited for three days",)
        )
        await tx.execute(SQL.mark_question_escalated, row["id"], now)
    return len(found)
