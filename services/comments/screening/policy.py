"""Step: holds everything where the site wants it so."""

from services.comments.domain import Policy, Reason
from services.comments.screening.facts import Facts, Submission


def policy(_submission: Submission, facts: Facts) -> Reason | None:
    """Holds everything on a site that holds all."""
    if facts.settings.policy is Policy.HOLD_ALL:
        return Reason(code="hold_all", words="this site looks at every comment first", level=1)
    return None
