"""Step: holds an author whom the moderators want to read first."""

from services.comments.domain import Reason, Standing
from services.comments.screening.facts import Facts, Submission


def author_held(_submission: Submission, facts: Facts) -> Reason | None:
    """Holds an author whom the moderators hold, until that ends."""
    if facts.standing is Standing.HELD and not facts.lapsed:
        return Reason(code="author_held", words="the moderators hold everything by this author", level=2)
    return None
