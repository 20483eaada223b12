"""Step: refuses what comes to a closed thread."""

from datetime import timedelta

from services.comments.domain import Reason
from services.comments.screening.facts import Facts, Submission
from shared.errors import Forbidden


def closed(_submission: Submission, facts: Facts) -> Reason | None:
    """Refuses when the site, the thread or its age has closed it."""
    if not facts.site_active or not facts.thread_open:
        raise Forbidden("comments on this page are closed", code="closed")
    days = facts.settings.close_after_days
    if days and facts.thread_created_at and facts.thread_created_at + timedelta(days=days) < facts.now:
        raise Forbidden(f"comments on this page closed after {days} days", code="closed")
    return None
