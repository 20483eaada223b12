"""Step: holds the first comment of an address."""

from services.comments.domain import Policy, Reason
from services.comments.screening.facts import Facts, Submission


def newcomer(_submission: Submission, facts: Facts) -> Reason | None:
    """Holds an author of whom nothing is published yet, where the site holds first-timers."""
    if facts.settings.policy is Policy.HOLD_FIRST and not facts.published_before:
        return Reason(code="newcomer", words="first comment from this address", level=1)
    return None
