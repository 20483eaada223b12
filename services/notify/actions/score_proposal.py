"""Score what the archive had proposed in shadow mode against what a person answered.

In: a question, the entries of the person's answer. Out: one confirmed or one wrong proposal more.
"""

from services.notify.store.statements import SQL
from shared.postgres import Row, Transaction


async def score_proposal(tx: Transaction, question: Row, entries: tuple[str, ...]) -> None:
    """Count the open proposal. An answer that names no entry counts neither way: nobody can tell."""
    for proposal in await tx.fetch(SQL.list_answers, question["id"]):
        if proposal["state"] != "proposed":
            continue
        right = bool(entries) and set(entries) == set(proposal["entries"])
        if entries:
            await tx.execute(SQL.score_shadow, question["site"], int(right), int(not right))
        await tx.execute(SQL.set_answer_state, proposal["id"], "refused", proposal["created_at"])
