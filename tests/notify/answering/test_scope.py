"""Which event a question means: events kept by initials or in full, other years, other events."""

import pytest

from services.notify.answering.nouns import Event
from services.notify.answering.pipeline import read
from services.notify.answering.scope import scope, stem_of, year_of


def event(key: str) -> Event:
    return Event(key=key, name=key, year=year_of(key), stem=stem_of(key))


@pytest.mark.parametrize("key", ["MM2012", "mm-2012", "mm12", "Mille Miglia 2012", "mille-miglia-2012"])
@pytest.mark.parametrize(
    "text", ["What was number 12 at the Mille Miglia 2012?", "What is number 12?", "What was number 12 in 2012?"]
)
def test_the_articles_event_is_meant_however_its_key_is_written(key: str, text: str) -> None:
    found = scope(read(text), (event(key),), key)
    assert (found.event, found.vetoes) == (key, ())


@pytest.mark.parametrize("stem", ["MM{}", "mille-miglia-{}"])
def test_a_named_year_leads_to_that_years_event_or_to_none(stem: str) -> None:
    events = (event(stem.format(2012)), event(stem.format(2011)))
    there = scope(read("What was number 12 in 2011?"), events, events[0].key)
    assert (there.event, there.vetoes) == (events[1].key, ())
    missing = scope(read("What was number 12 in 2009?"), events, events[0].key)
    assert [veto.code for veto in missing.vetoes] == ["other_event"]


@pytest.mark.parametrize("text", ["What was number 12 at Goodwood?", "What was number 12 last year?"])
def test_another_event_or_time_is_a_reason_not_to_answer(text: str) -> None:
    assert scope(read(text), (event("MM2012"),), "MM2012").vetoes != ()
