"""Step: holds more links than a remark needs."""

from services.comments.domain import Reason
from services.comments.screening.facts import Facts, Submission


def links(submission: Submission, facts: Facts) -> Reason | None:
    """Holds a comment with as many links as the site names."""
    count = len(submission.links)
    if facts.settings.links_to_hold and count >= facts.settings.links_to_hold:
        return Reason(code="links", words=f"{count} links", level=2)
    return None
