"""Step: holds what was quicker than a person."""

from services.comments.domain import Reason
from services.comments.screening.facts import Facts, Submission


def form_time(submission: Submission, facts: Facts) -> Reason | None:
    """Holds what came faster than a person types, or without the token of a form; a signed-on member needs none."""
    if submission.edit or submission.author_kind != "reader":
        return None
    if submission.form_age is None:
        return Reason(code="no_form", words="it did not come from our form", level=1)
    if submission.form_age < facts.settings.form_seconds:
        return Reason(code="too_quick", words=f"sent {submission.form_age:.1f} s after the form was opened", level=2)
    return None
