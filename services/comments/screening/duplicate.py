"""Step: refuses what the same author said here within a day."""

from services.comments.domain import Reason
from services.comments.screening.facts import Facts, Submission
from shared.errors import Conflict


def duplicate(_submission: Submission, facts: Facts) -> Reason | None:
    """Refuses the same text in the same thread by the same author."""
    if facts.duplicate:
        raise Conflict("you have said this here already", code="duplicate")
    return None
