"""Step: holds what was changed after it was published."""

from services.comments.domain import Reason
from services.comments.screening.facts import Facts, Submission


def edited(submission: Submission, facts: Facts) -> Reason | None:
    """Holds a published comment that its author changed, where the site wants to look again."""
    if submission.edit and facts.was_published and facts.settings.hold_edited:
        return Reason(code="edited", words="changed after it was published", level=1)
    return None
