"""Step: refuses too much at once from one author or network."""

from datetime import datetime, timedelta

from services.comments.domain import Reason, Settings
from services.comments.screening.facts import Facts, Submission
from shared.errors import TooMany


def flood(_submission: Submission, facts: Facts) -> Reason | None:
    """Refuses beyond the limits per network and address; the store counts again, atomically, as it writes."""
    waits = [wait_for(times, facts.now, facts.settings) for times in (facts.network_times, facts.address_times)]
    if wait := max(waits):
        raise TooMany(f"wait {wait:.0f} seconds before you write again", retry_after=wait, code="flood")
    return None


def wait_for(times: tuple[datetime, ...], now: datetime, settings: Settings) -> float:
    """The seconds until an origin that posted at `times` may post again, rounded up; 0 when it may now."""
    window = timedelta(seconds=settings.flood_window)
    recent = [time for time in times if time > now - window]
    allowed = [now]
    if recent and settings.flood_interval:
        allowed.append(recent[-1] + timedelta(seconds=settings.flood_interval))
    if settings.flood_burst and len(recent) >= settings.flood_burst:
        allowed.append(recent[-settings.flood_burst] + window)
    seconds = (max(allowed) - now).total_seconds()
    return float(-(-seconds // 1))
