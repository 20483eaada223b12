"""Have a model draft the wording of answers that experts owe; a person reads each before anything is published.

In: questions that wait and have no draft. Out: their drafts, for the desk and the next mail to the expert.
"""

from typing import Final

from services.notify.sources.model import Model
from services.notify.store import questions
from services.notify.store.statements import SQL
from shared.clock import Clock
from shared.postgres import Database

AT_ONCE: Final = 5


async def draft_wording(db: Database, model: Model, clock: Clock) -> int:
    """How many questions were tried. The network is asked outside any transaction."""
    if not model.enabled:
        return 0
    waiting = await db.fetch(SQL.list_questions_without_draft, AT_ONCE)
    for row in waiting:
        labels = [str(item["label"]) for item in questions.listed(row, "candidates")]
        draft = await model.draft(row["text"], labels, row["language"])
        await db.execute(SQL.keep_question_draft, row["id"], draft, clock.now())
    return len(waiting)
