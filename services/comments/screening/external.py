"""Step: holds what an outside check did not let pass."""

from services.comments.domain import Reason
from services.comments.screening.facts import Facts, Submission


def external(_submission: Submission, facts: Facts) -> Reason | None:
    """Holds when an outside check asked for it, called it spam, or did not answer in time."""
    for opinion in facts.opinions:
        if opinion.verdict == "failed":
            return Reason(code="check_failed", words=f"{opinion.source} did not answer: {opinion.words}", level=1)
        if opinion.verdict == "spam":
            return Reason(code="check_spam", words=f"{opinion.source} calls it spam {opinion.words}".strip(), level=3)
        if opinion.verdict == "hold":
            return Reason(code="check_held", words=f"{opinion.source} asks to look: {opinion.words}", level=2)
    return None
