"""How the desk says numbers and moments, as filters of its templates."""

from collections.abc import Callable
from datetime import datetime, timedelta

from markupsafe import Markup, escape

from shared.clock import Clock

_STEPS = (
    (timedelta(minutes=1), timedelta(seconds=1), "s"),
    (timedelta(hours=1), timedelta(minutes=1), "min"),
    (timedelta(days=1), timedelta(hours=1), "h"),
    (timedelta(days=30), timedelta(days=1), "d"),
)


def filters(clock: Clock) -> dict[str, Callable[..., object]]:
    """`ago`, `moment`, `thousands`, `plural`."""

    def ago(moment: datetime | None) -> Markup:
        return Markup("") if moment is None else _time(moment, how_long_ago(moment, clock.now()), relative=True)

    return {"ago": ago, "moment": full_moment, "thousands": thousands, "plural": plural}


def how_long_ago(moment: datetime, now: datetime) -> str:
    """A moment as its age in one unit: `just now`, `5 min`, `3 h`, `2 d`; an old one as its date."""
    age = now - moment
    if age < timedelta(seconds=5):
        return "just now" if age > -timedelta(minutes=1) else f"{moment:%-d %b %Y}"
    for end, unit, name in _STEPS:
        if age < end:
            return f"{age // unit} {name} ago"
    return f"{moment:%-d %b %Y}"


def full_moment(moment: datetime | None) -> Markup:
    """A moment to the minute, in UTC; the desk's script puts it into the reader's own time."""
    return Markup("") if moment is None else _time(moment, f"{moment:%-d %b %Y, %H:%M} UTC", relative=False)


def thousands(number: int) -> str:
    """A number as people write it: 12,400."""
    return f"{number:,}"


def plural(number: int, one: str, many: str = "") -> str:
    """The number with its noun: `1 comment`, `2 comments`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _time(moment: datetime, words: str, *, relative: bool) -> Markup:
    full = f"{moment:%-d %b %Y, %H:%M:%S} UTC"
    kind = "ago" if relative else "moment"
    return Markup('<time datetime="{}" title="{}" data-time="{}">{}</time>').format(
        escape(moment.isoformat()), full, kind, words
    )
