"""Step: holds what comes to an old page, where mostly robots still write."""

from datetime import timedelta

from services.comments.domain import Reason
from services.comments.screening.facts import Facts, Submission


def old_thread(_submission: Submission, facts: Facts) -> Reason | None:
    """Holds a comment in a thread older than the days the site names."""
    days = facts.settings.hold_after_days
    if days and facts.thread_created_at and facts.thread_created_at + timedelta(days=days) < facts.now:
        return Reason(code="old_thread", words=f"the thread is older than {days} days", level=1)
    return None
