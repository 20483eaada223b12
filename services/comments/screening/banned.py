"""Step: refuses the banned."""

from services.comments.domain import Reason, Standing
from services.comments.screening.facts import Facts, Submission
from shared.errors import Forbidden


def banned(_submission: Submission, facts: Facts) -> Reason | None:
    """Refuses an author whose ban has not run out."""
    if facts.standing is Standing.BANNED and not facts.lapsed:
        until = f" until {facts.standing_until:%Y-%m-%d}" if facts.standing_until else ""
        raise Forbidden(f"the editors have closed their pages to you{until}", code="banned")
    return None
