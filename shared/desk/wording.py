"""How the desk says numbers and moments, as filters of its templates; each speaks the page's language."""

from collections.abc import Callable
from datetime import datetime, timedelta

import jinja2
from jinja2.runtime import Context
from markupsafe import Markup, escape

from shared.clock import Clock
from shared.desk.words import Words, later

_STEPS = (
    (timedelta(minutes=1), timedelta(seconds=1), later("{count} s ago")),
    (timedelta(hours=1), timedelta(minutes=1), later("{count} min ago")),
    (timedelta(days=1), timedelta(hours=1), later("{count} h ago")),
    (timedelta(days=30), timedelta(days=1), later("{count} d ago")),
)
_MONTHS = (
    later("Jan|month"),
    later("Feb|month"),
    later("Mar|month"),
    later("Apr|month"),
    later("May|month"),
    later("Jun|month"),
    later("Jul|month"),
    later("Aug|month"),
    later("Sep|month"),
    later("Oct|month"),
    later("Nov|month"),
    later("Dec|month"),
)


def filters(clock: Clock) -> dict[str, Callable[..., object]]:
    """`ago`, `moment`, `thousands`, `said` (by an action), `coded` (a name in the database), `capital`."""

    @jinja2.pass_context
    def ago(context: Context, moment: datetime | None) -> Markup:
        t = _words(context)
        return Markup("") if moment is None else _time(t, moment, how_long_ago(t, moment, clock.now()), relative=True)

    return {
        "ago": ago,
        "moment": _full_moment,
        "thousands": _thousands,
        "said": _said,
        "coded": _coded,
        "capital": capital,
    }


def how_long_ago(t: Words, moment: datetime, now: datetime) -> str:
    """A moment as its age in one unit: `just now`, `5 min ago`, `3 h ago`, `2 d ago`; an old one as its date."""
    age = now - moment
    if age < timedelta(seconds=5):
        return t("just now") if age > -timedelta(minutes=1) else day(t, moment)
    for end, unit, words in _STEPS:
        if age < end:
            return t(words, count=age // unit)
    return day(t, moment)


def day(t: Words, moment: datetime) -> str:
    """A date with its month in letters: `25 Nov 2026`."""
    return t("{day} {month} {year}", day=moment.day, month=t(_MONTHS[moment.month - 1]), year=str(moment.year))


def full(t: Words, moment: datetime, *, seconds: bool = False) -> str:
    """A moment to the minute or second, in UTC."""
    return f"{day(t, moment)}, {moment:%H:%M:%S} UTC" if seconds else f"{day(t, moment)}, {moment:%H:%M} UTC"


def capital(text: str) -> str:
    """The text with a capital at its head, the rest as it is; markup stays markup."""
    return text[:1].upper() + text[1:]


@jinja2.pass_context
def _full_moment(context: Context, moment: datetime | None) -> Markup:
    """A moment to the minute, in UTC; the desk's script puts it into the reader's own time."""
    t = _words(context)
    return Markup("") if moment is None else _time(t, moment, full(t, moment), relative=False)


@jinja2.pass_context
def _thousands(context: Context, number: int) -> str:
    return _words(context).number(number)


@jinja2.pass_context
def _said(context: Context, message: str) -> str:
    return _words(context).said(message)


@jinja2.pass_context
def _coded(context: Context, code: str) -> str:
    return _words(context).said(code.replace("_", " "))


def _words(context: Context) -> Words:
    words = context["t"]
    return words if isinstance(words, Words) else Words("en", {})


def _time(t: Words, moment: datetime, words: str, *, relative: bool) -> Markup:
    kind = "ago" if relative else "moment"
    return Markup('<time datetime="{}" title="{}" data-time="{}">{}</time>').format(
        escape(moment.isoformat()), full(t, moment, seconds=True), kind, words
    )
