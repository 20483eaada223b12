"""Which event a question is about: the article's, unless another event or year is named.

In: a reading, the archive's events and the article's event. Out: the event's key ("" when open) and vetoes.
Start numbers repeat every year, so an event that can't be told is a reason not to answer.
"""

import re
from dataclasses import dataclass
from typing import Final

from services.notify.answering.folding import fold, fold_name
from services.notify.answering.nouns import Event, Reading, Veto

MODERN: Final = 1990
"""From this year on a year in a question is an event's, not a car's."""
_SHORTEST_STEM: Final = 5
_SHORT_YEAR: Final = re.compile(r"(?<![a-z])([a-z]{2,}+)[-_ ']?(\d{2})$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The event meant, and why that isn't certain."""

    event: str
    year: int | None
    vetoes: tuple[Veto, ...] = ()


def scope(reading: Reading, events: tuple[Event, ...], article_event: str) -> Scope:
    """The event that the question's numbers and plates belong to."""
    own = next((event for event in events if event.key == article_event), None)
    text = " ".join(re.findall(r"[a-z0-9]+", fold(reading.text)))
    series = {
        event.stem
        for event in events
        if len(event.stem) >= _SHORTEST_STEM and re.search(rf"\b{re.escape(event.stem)}\b", text)
    }
    vetoes = [Veto(code="other_time", words=f"another time is named: {words}") for words in reading.asked.other_time]
    years = {
        year
        for year in reading.asked.years
        if year >= MODERN or year in {event.year for event in events if event is not own}
    }
    if own is not None and own.stem in series:
        series = {own.stem}
    elsewhere = _elsewhere(reading, own, events)
    if elsewhere:
        vetoes.append(Veto(code="other_event", words=f"another event is named: {elsewhere}"))
    if not series and own is not None:
        series = {own.stem}
    if own is not None:
        years.discard(own.year or 0)
    if (own is None or own.stem in series) and not years:
        return Scope(event=article_event, year=own.year if own else None, vetoes=tuple(vetoes))
    return _other(series, years, events, own, vetoes)


def stem_of(name: str) -> str:
    """An event's name without its year, folded, as words."""
    plain = re.sub(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)", " ", fold(name))
    words = re.findall(r"[a-z0-9]+", _SHORT_YEAR.sub(r"\1", plain))
    return " ".join(words)


def year_of(name: str) -> int | None:
    """The year in an event's name or key, if there is just one."""
    years = {int(year) for year in re.findall(r"(?<!\d)((?:1[89]|20)\d\d)(?!\d)", name)}
    if len(years) == 1:
        return years.pop()
    short = None if years else _SHORT_YEAR.search(fold(name))
    return (2000 if int(short[2]) <= 40 else 1900) + int(short[2]) if short else None


def _other(
    series: set[str], years: set[int], events: tuple[Event, ...], own: Event | None, vetoes: list[Veto]
) -> Scope:
    fitting = [event for event in events if event.stem in series and (not years or event.year in years)]
    if len(fitting) == 1 and len(years) <= 1:
        return Scope(event=fitting[0].key, year=fitting[0].year, vetoes=tuple(vetoes))
    if years and own is not None and all(year < MODERN for year in years):
        return Scope(event=own.key, year=own.year, vetoes=tuple(vetoes))
    named = ", ".join([*sorted(series), *(str(year) for year in sorted(years))])
    return Scope(
        event="", year=None, vetoes=(*vetoes, Veto(code="other_event", words=f"another event is named: {named}"))
    )


def _elsewhere(reading: Reading, own: Event | None, events: tuple[Event, ...]) -> str:
    """Another event that is named; the article's own may be named in full, by its year, or be kept by its initials."""
    known = [own] if own else list(events)
    names = "".join(fold_name(f"{event.key} {event.name}") for event in known)
    for place in reading.asked.events:
        initials = "".join(word[0] for word in re.findall(r"[a-z0-9]+", place))
        kept = any(event.stem == initials and len(initials) > 1 for event in known)
        years = "|".join(str(event.year) for event in known if event.year) or "never"
        beside = rf"\b(?:{years})\W+(?:\w+\W+)?{re.escape(place)}\b|\b{re.escape(place)}\W+(?:{years})\b"
        if fold_name(place) not in names and not kept and not re.search(beside, fold(reading.text)):
            return place
    return ""
