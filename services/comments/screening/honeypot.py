"""Step: holds what filled the field that no reader can see."""

from services.comments.domain import Reason
from services.comments.screening.facts import Facts, Submission


def honeypot(submission: Submission, _facts: Facts) -> Reason | None:
    """Holds what a form filler filled."""
    if submission.honeypot.strip():
        return Reason(code="honeypot", words="the hidden field was filled in, as robots do", level=3)
    return None
