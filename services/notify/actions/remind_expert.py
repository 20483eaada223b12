"""Remind the people who were asked and haven't answered within 24 working hours.

In: the time. Out: one reminder a person and round; weekends in the person's own zone don't count.
"""

from datetime import datetime, timedelta
from typing import Final

from services.notify.actions.route_question import mail_question
from services.notify.store import questions
from services.notify.store.statements import SQL
from shared.postgres import Transaction

AFTER: Final = timedelta(hours=24)


async def remind_expert(tx: Transaction, now: datetime) -> int:
    """How many questions were reminded of."""
    count = 0
    for found in await tx.fetch(SQL.list_questions_to_remind, now - AFTER):
        row = await questions.lock_question(tx, found["id"])
        asked = [person for person in await questions.list_asked(tx, found["id"]) if person["state"] == "asked"]
        due = [
            person for person in asked if working_time(person["asked_at"], now, person["timezone"] or "UTC") >= AFTER
        ]
        if row is None or not due:
            continue
        for person in due:
            await mail_question(
                tx, row, person["moderator"], language=person["language"] or "en", kind="reminder", now=now
            )
        await tx.execute(SQL.mark_question_reminded, found["id"], now)
        await questions.note(
            tx, found["id"], now=now, who="system", what="reminded", words=", ".join(str(p["name"]) for p in due)
        )
        count += 1
    return count


def working_time(start: datetime, end: datetime, timezone: str) -> timedelta:
    """The time from start to end without Saturdays and Sundays in that zone."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # noqa: PLC0415 - half a megabyte, once a question waits

    try:
        zone = ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo("UTC")
    here, last = start.astimezone(zone), end.astimezone(zone)
    total = timedelta()
    while here < last:
        midnight = (here + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        until = min(midnight, last)
        if here.weekday() < 5:
            total += until - here
        here = until
    return total
