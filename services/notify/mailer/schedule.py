"""When a mail is tried again, and when somebody is asleep. Pure.

In: times and answers of relays. Out: times.
"""

from datetime import datetime, time, timedelta

RETRIES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440, 1440))
"""Waits after each failed attempt that time may heal: three days in all."""
AWAY = (*(3 * (timedelta(seconds=20),)), *RETRIES[1:])
"""The same where no relay could be reached: most are back after a restart."""


def next_try(attempts: int, now: datetime, *, away: bool = False) -> datetime | None:
    """When to try again after this many attempts; None when it has been tried often enough."""
    waits = AWAY if away else RETRIES
    return now + waits[attempts - 1] if 1 <= attempts <= len(waits) else None


def quiet_until(now: datetime, timezone: str, quiet_from: str, quiet_to: str) -> datetime | None:
    """The end of the quiet hours that `now` falls in, or None. Hours are HH:MM in an IANA time zone."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # noqa: PLC0415 - half a megabyte, for who has quiet hours

    try:
        start, end = time.fromisoformat(quiet_from), time.fromisoformat(quiet_to)
        zone = ZoneInfo(timezone)
    except (ValueError, ZoneInfoNotFoundError):
        return None
    local = now.astimezone(zone)
    clock = local.time()
    asleep = start <= clock < end if start <= end else clock >= start or clock < end
    if not asleep:
        return None
    wake = local.replace(hour=end.hour, minute=end.minute, second=0, microsecond=0)
    return wake + timedelta(days=1) if wake <= local else wake
