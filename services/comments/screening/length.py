"""Step: refuses too little and too much."""

from services.comments.domain import Reason
from services.comments.markup.text import visible
from services.comments.screening.facts import Facts, Submission
from shared.errors import Field, Invalid


def length(submission: Submission, facts: Facts) -> Reason | None:
    """Refuses a text outside the limits, counted in characters that can be seen (shortest) and in all (longest)."""
    shortest, longest = facts.settings.shortest, facts.settings.longest
    if visible(submission.text) < shortest:
        detail = f"write at least {shortest} characters"
    elif len(submission.text) > longest:
        detail = f"write at most {longest} characters; this has {len(submission.text)}"
    elif not visible(submission.words):
        detail = "there is nothing to read in this"
    else:
        return None
    raise Invalid("the comment has a length that is not allowed", fields=(Field(pointer="/body", detail=detail),))
