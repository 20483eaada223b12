"""What the API of notify answers, by name; docs/openapi.json describes it.

In: nothing. Out: JSON bodies.
"""

from datetime import datetime
from uuid import UUID

from msgspec import Struct


class WaitingQuestion(Struct, frozen=True, kw_only=True):
    """A question that nobody has answered; `experts` are the names it was sent to."""

    id: UUID
    comment: UUID
    kind: str
    state: str
    text: str
    page_url: str
    asked_at: datetime
    age_hours: float
    experts: str


class WaitingQuestions(Struct, frozen=True, kw_only=True):
    """Unanswered questions, the oldest first."""

    questions: list[WaitingQuestion]
