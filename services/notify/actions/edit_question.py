"""Keep a question's words as its asker edited them; the archive isn't asked again, a person may have read the old ones.

In: an edited comment. Out: the question's new text.
"""

from services.notify.store.statements import SQL
from shared.events import CommentEdited
from shared.postgres import Transaction


async def keep_edited_question(tx: Transaction, event: CommentEdited) -> bool:
    """Whether the comment had asked a question."""
    return await tx.execute(SQL.set_question_text, event.comment.id, event.comment.text) > 0
