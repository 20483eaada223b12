"""Small facts that several formats write in the same odd ways: dates, flags, escaped words.

In: a field as the file has it. Out: the value, or nothing when there is none.
"""

import html
import re
from datetime import UTC, datetime

_ZERO = re.compile(r"^(0000-00-00|0001-01-01)")


def date_of(*texts: str) -> datetime | None:
    """The first of these that is a date, in UTC; a zone that is not given is UTC. `0000-00-00` is none."""
    for text in map(str.strip, texts):
        if not text or _ZERO.match(text):
            continue
        try:
            moment = datetime.fromisoformat(text)
            moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        except (ValueError, OverflowError):
            continue
        if 1970 <= moment.year < 2200:
            return moment
    return None


def seconds_of(value: float | None) -> datetime | None:
    """The time of so many seconds since 1970, if it is one."""
    try:
        return datetime.fromtimestamp(value, UTC) if value and 0 < value < 7e9 else None
    except (OverflowError, OSError, ValueError):
        return None


def unescaped(text: str) -> str:
    """The words of a field that was kept as HTML, escaped once or twice, on one line."""
    for _ in range(2):
        text = html.unescape(text)
    return re.sub(r"\s+", " ", text).strip()


def truth(text: str) -> bool:
    """Whether a flag is set."""
    return text.strip().lower() in {"true", "1", "yes"}
